/// A sentence and what it becomes, such as its translation.
public struct SentencePair: Sendable, Hashable {
  /// The sentence.
  public var source: String
  /// What it becomes.
  public var target: String

  /// Sets every property.
  public init(source: String, target: String) {
    self.source = source
    self.target = target
  }
}

/// Reads pairs of sentences from files, compressed or not. A line that holds none is passed over
/// and counted.
public struct SentencePairReader: Sendable {
  /// Where pairs are.
  public enum Input: Sendable, Hashable {
    /// Source and target in the first two columns apart by a tab; what follows is not read.
    case table(path: String)
    /// Fields of a JSON object on each line.
    case objects(path: String, source: String, target: String)
    /// The same line of two files.
    case lines(source: String, target: String)
  }

  /// The pairs so far, in the order of reading.
  public private(set) var pairs: [SentencePair] = []
  /// How many lines held no pair.
  public private(set) var rejectedCount = 0
  /// The first such line and what is wrong with it.
  public private(set) var firstProblem: String?

  /// A reader without pairs yet.
  public init() {}

  /// Reads an input.
  ///
  /// - Throws: ``TextInputError`` if a file cannot be read, if it has no pair at all, or if two
  ///   files have not the same number of lines.
  public mutating func read(_ input: Input) throws {
    let count = pairs.count
    let path: String
    switch input {
    case .table(let file):
      path = file
      try forEachLine(of: file) { line throws(Problem) in
        let columns = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
        guard columns.count > 1 else { throw Problem("no tab between a source and a target") }
        return SentencePair(source: String(columns[0]), target: String(columns[1]))
      }
    case .objects(let file, let source, let target):
      path = file
      try forEachLine(of: file) { line throws(Problem) in
        let object: JSONObject
        do { object = try JSONObject(parsing: line) } catch { throw Problem("\(error)") }
        return SentencePair(
          source: try Self.text(of: source, in: object),
          target: try Self.text(of: target, in: object))
      }
    case .lines(let source, let target):
      path = source
      try readLines(source, target)
    }
    guard pairs.count > count else {
      throw TextInputError.nothingUsable(
        .init(file: path), reason: firstProblem ?? "it has no lines")
    }
  }

  private struct Problem: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
  }

  private static func text(of field: String, in object: JSONObject) throws(Problem) -> String {
    guard let text = object[field]?.string else { throw Problem("no text in a field \"\(field)\"") }
    return text
  }

  /// The lines of a file, after decompression.
  private static func lines(of path: String) throws -> LineReader {
    let stream = try Compression.decompressed(FileStream(path: path), sampleBytes: 16).stream
    return LineReader(MarkedStream(stream))
  }

  private mutating func forEachLine(
    of path: String, _ pair: (String) throws(Problem) -> SentencePair
  ) throws {
    let reader = try Self.lines(of: path)
    while try reader.advance() {
      do throws(Problem) {
        add(try pair(try Self.line(reader)), from: reader)
      } catch {
        reject(reader, error)
      }
    }
  }

  private mutating func readLines(_ sourcePath: String, _ targetPath: String) throws {
    let source = try Self.lines(of: sourcePath)
    let target = try Self.lines(of: targetPath)
    while true {
      let hasSource = try source.advance()
      let hasTarget = try target.advance()
      guard hasSource || hasTarget else { return }
      guard hasSource, hasTarget else {
        let (longer, shorter) = hasSource ? (source, target) : (target, source)
        throw TextInputError.nothingUsable(
          .init(file: longer.name, line: longer.lineNumber),
          reason: "\(shorter.name) ends before this line; the lines have to pair up")
      }
      var reader = source
      do throws(Problem) {
        let first = try Self.line(source)
        reader = target
        add(SentencePair(source: first, target: try Self.line(target)), from: source)
      } catch {
        reject(reader, error)
      }
    }
  }

  private static func line(_ reader: LineReader) throws(Problem) -> String {
    if reader.isTooLong { throw Problem("the line is too long") }
    guard let text = reader.text else { throw Problem("not UTF-8") }
    if reader.nulOffset != nil { throw Problem("a NUL, which is no text") }
    return text
  }

  private mutating func add(_ pair: SentencePair, from reader: LineReader) {
    if pair.source.allSatisfy(\.isWhitespace) || pair.target.allSatisfy(\.isWhitespace) {
      return reject(reader, Problem("an empty side"))
    }
    pairs.append(pair)
  }

  private mutating func reject(_ reader: LineReader, _ problem: Problem) {
    rejectedCount += 1
    if firstProblem == nil {
      firstProblem = "\(reader.name):\(reader.lineNumber): \(problem.reason)"
    }
  }
}
