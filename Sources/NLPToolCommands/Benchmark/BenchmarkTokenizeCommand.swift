import ArgumentParser
import Benchmarks
import NLPToolkit

/// `nlptool benchmark tokenize`: how fast text is divided.
struct BenchmarkTokenizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize",
    abstract: "Measures how fast text is divided into words and sentences.",
    discussion: """
      Megabytes (10⁶ bytes) a second through the library:
        nlptool benchmark tokenize README.md --locale en --threads 1

      Ten million random bytes compared with ICU's own iterator; the exit status is 1 if a boundary \
      differs:
        nlptool benchmark tokenize --verify-bytes 10000000
      """)

  /// What is measured.
  enum Work: String, CaseIterable, ExpressibleByArgument {
    /// Each token handed out, none of them kept.
    case tokens
    /// Documents with their tokens and sentences.
    case documents
    /// Sentences alone.
    case sentences
  }

  @Argument(help: ArgumentHelp("The text to measure with.", valueName: "file"))
  var file: String?
  @Option(help: "The locale whose rules and dictionaries are used.")
  var locale = "en"
  @Option(help: "How words are divided: unicode or treebank.")
  var style: Tokenizer.Style = .unicode
  @Option(help: "What to measure: tokens handed out, whole documents, or sentences.")
  var work: Work = .tokens
  @Option(
    help: ArgumentHelp(
      "Instead: compare boundaries of this many random bytes with ICU.", valueName: "n"))
  var verifyBytes: Int?
  @OptionGroup var runs: RunsOption
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var seed: SeedOptions

  init() {}

  func validate() throws {
    if (file == nil) == (verifyBytes == nil) {
      throw ValidationError("give a file to measure with, or --verify-bytes")
    }
    if let verifyBytes, verifyBytes < 1 {
      throw ValidationError("--verify-bytes \(verifyBytes): give 1 or more")
    }
  }

  func run() async throws {
    if let verifyBytes { return try verify(verifyBytes) }
    let reader = InputReader(
      paths: [file ?? "-"], unit: .file, maximumBytes: 1 << 30, repairsText: true)
    guard let text = try reader.next()?.text(), !text.isEmpty else {
      throw CommandError.badData("\(file ?? "-"): empty; give a text to measure with")
    }
    let count = threads.threads ?? 1
    let parts = Self.parts(of: text, count: count)
    let tokenizer = Tokenizer(Tokenizer.Configuration(locale: locale, style: style))
    let segmenter = SentenceSegmenter(locale: locale)
    let work = work
    var found = 0
    let measured = try await BenchmarkRuns(runs.runs) {
      found = await withTaskGroup(of: Int.self) { group in
        for part in parts {
          group.addTask {
            switch work {
            case .tokens:
              var tokens = 0
              tokenizer.forEachToken(in: part) { tokens += $0.range.isEmpty ? 0 : 1 }
              return tokens
            case .documents: return tokenizer.document(part).tokens.count
            case .sentences: return segmenter.sentences(in: part).count
            }
          }
        }
        return await group.reduce(0, +)
      }
    }
    var record = BenchmarkRecord()
    record.set("benchmark", "tokenize")
    record.set("locale", locale)
    record.set("style", style.rawValue)
    record.set("work", work.rawValue)
    record.set("threads", count)
    record.set("bytes", text.utf8.count)
    record.set("found", found)
    record.set("icu", Tokenizer.icuVersion)
    record.setRate("megabytes_per_second", of: Double(text.utf8.count) / 1e6, in: measured)
    try record.print()
  }

  /// As many parts of about the same length, each but the last ending with a line.
  private static func parts(of text: String, count: Int) -> [String] {
    let bytes = Array(text.utf8)
    var parts: [String] = []
    var start = 0
    for number in 1...count where start < bytes.count {
      var end = max(start, bytes.count * number / count)
      while end < bytes.count, end == 0 || bytes[end - 1] != UInt8(ascii: "\n") { end += 1 }
      parts.append(String(decoding: bytes[start..<end], as: UTF8.self))
      start = end
    }
    return parts
  }

  private func verify(_ bytes: Int) throws {
    var comparison = BoundaryComparison(seed: seed.seed)
    comparison.run(bytes: bytes)
    var record = BenchmarkRecord()
    record.set("benchmark", "tokenize")
    record.set("icu", Tokenizer.icuVersion)
    record.set("seed", Int(clamping: seed.seed))
    record.set("verified_bytes", comparison.bytes)
    record.set("differences", comparison.differences.count)
    if let first = comparison.differences.first { record.set("first_difference", first) }
    try record.print()
    if !comparison.differences.isEmpty { throw ExitStatus.no }
  }
}
