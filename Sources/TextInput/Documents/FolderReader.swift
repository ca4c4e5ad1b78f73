import Text

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a folder of texts: with a folder for each class (20 Newsgroups, IMDB), or with the entities of
/// each text beside it (brat standoff: `a.txt` and `a.ann`).
///
/// A document is named by its path within the folder. Files and folders whose names start with a full
/// stop are passed over.
package final class FolderReader: DocumentReader {
  private let path: String
  private let settings: ReadingSettings
  /// Paths within the folder, in the order of their bytes.
  private let files: [String]
  private let isBrat: Bool
  private var nextFile = 0
  package private(set) var position = LineReader.Position()

  private static let maximumFiles = 10_000_000
  private static let maximumDepth = 16

  /// - Throws: `unreadableFile`, `nothingUsable` if there is no text in the folder.
  init(path: String, settings: ReadingSettings) throws(TextInputError) {
    self.path = path
    self.settings = settings
    var found: [String] = []
    try Self.list(path, below: "", depth: 0, into: &found)
    found.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let annotated = Set(found.lazy.filter { $0.hasSuffix(".ann") }.map { String($0.dropLast(4)) })
    isBrat = settings.format == .brat || (settings.format == nil && !annotated.isEmpty)
    if let format = settings.format, format != .brat, format != .directory {
      throw .unrecognizedFormat(
        .init(file: path), reason: "it is a folder, not \(format.rawValue); name the files in it")
    }
    if isBrat {
      files = found.filter { $0.hasSuffix(".txt") }
    } else {
      files = found.filter { $0.contains("/") }
    }
    if files.isEmpty {
      throw .nothingUsable(
        .init(file: path),
        reason: isBrat ? "no .txt file in it" : "no folder of a class with a file in it")
    }
  }

  private static func list(
    _ root: String, below folder: String, depth: Int, into files: inout [String]
  ) throws(TextInputError) {
    let here = folder.isEmpty ? root : root + "/" + folder
    guard depth < maximumDepth, let directory = opendir(here) else {
      throw .unreadableFile(
        path: here, reason: depth < maximumDepth ? systemMessage(errno) : "folders too deep")
    }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(".") { continue }
      let inner = folder.isEmpty ? name : folder + "/" + name
      guard let status = FileStatus(path: root + "/" + inner) else { continue }
      if status.isDirectory {
        try list(root, below: inner, depth: depth + 1, into: &files)
      } else if status.isRegular {
        files.append(inner)
      }
      if files.count > maximumFiles { throw .unreadableFile(path: root, reason: "too many files") }
    }
  }

  package var layout: String {
    isBrat ? "brat standoff, \(files.count) texts" : "folders as classes, \(files.count) texts"
  }

  /// How many texts there are.
  package var count: Int { files.count }

  package var endsClean: Bool { false }

  /// The place counts documents, since there is no stream whose bytes could be counted.
  package func skip(to place: LineReader.Position) throws(TextInputError) -> Bool {
    place == LineReader.Position()
  }

  package func next() throws(TextInputError) -> InputRecord? {
    guard nextFile < files.count else { return nil }
    let file = files[nextFile]
    nextFile += 1
    position.byte = nextFile
    position.line = nextFile
    var hash = WordHash(position.digest)
    hash.combine(file)
    position.digest = hash.state
    do throws(RecordProblem) {
      let text = try text(of: file)
      var document = Document(identifier: file, text: text)
      if isBrat {
        try addEntities(of: String(file.dropLast(4)) + ".ann", to: &document)
      } else {
        document.labels = [String(file.prefix { $0 != "/" })]
      }
      return .document(document, line: nextFile)
    } catch {
      return .rejected(line: nextFile, reason: "\(file): \(error.reason)")
    }
  }

  /// A file as text; what is not UTF-8 is decoded as the settings or ICU have it.
  private func text(of file: String) throws(RecordProblem) -> String {
    let bytes = try bytes(of: file)
    if let text = String(validating: bytes, as: UTF8.self) {
      if text.utf8.contains(0) { throw RecordProblem("a NUL in the text") }
      if FormatRecognition.isBlank(text) || text.allSatisfy(\.isWhitespace) {
        throw RecordProblem("the text is empty")
      }
      return text
    }
    guard settings.encoding != .utf8 else {
      throw RecordProblem("not well-formed UTF-8; give --encoding auto, or the encoding")
    }
    do {
      let stream = try DocumentReaders.decoded(
        MemoryStream(bytes, name: file), settings.encoding)
      var decoded: [UInt8] = []
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
      defer { buffer.deallocate() }
      while case let count = try stream.read(into: buffer), count > 0 {
        decoded.append(contentsOf: buffer[..<count])
      }
      let text = String(decoding: decoded, as: UTF8.self)
      if text.utf8.contains(0) { throw RecordProblem("a NUL in the text") }
      return text
    } catch let problem as RecordProblem {
      throw problem
    } catch {
      throw RecordProblem("\(error)")
    }
  }

  private func bytes(of file: String) throws(RecordProblem) -> [UInt8] {
    do {
      let bytes = try PeekableStream(FileStream(path: path + "/" + file))
        .peek(settings.maximumRecordBytes + 1)
      if bytes.count > settings.maximumRecordBytes {
        throw RecordProblem("longer than \(settings.maximumRecordBytes) bytes")
      }
      return bytes
    } catch let problem as RecordProblem {
      throw problem
    } catch {
      throw RecordProblem("\(error)")
    }
  }

  /// Reads the `T` lines of an annotation file: `T1 TAB Label START END TAB words`. Relations, events
  /// and notes are not kept.
  private func addEntities(of file: String, to document: inout Document) throws(RecordProblem) {
    guard FileStatus(path: path + "/" + file) != nil else { return }
    guard let text = String(validating: try bytes(of: file), as: UTF8.self) else {
      throw RecordProblem("\(file) is not well-formed UTF-8")
    }
    let offsets = OffsetTable(document.text, unit: settings.offsets)
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() where bytes.first == UInt8(ascii: "T") {
      let line = Substring(bytes.last == 0x0D ? bytes.dropLast() : bytes)
      let place = "\(file):\(index + 1)"
      let columns = line.split(
        separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
      let parts = columns.count >= 2 ? columns[1].split(separator: " ") : []
      if columns.count >= 2, columns[1].contains(";") {
        throw RecordProblem("\(place): an entity in several pieces cannot be kept")
      }
      guard parts.count == 3, let start = Int(parts[1]), let end = Int(parts[2]), start < end else {
        throw RecordProblem("\(place): not 'T1', a tab and 'Label START END'")
      }
      guard let lower = offsets.utf8(start), let upper = offsets.utf8(end) else {
        throw RecordProblem(
          "\(place): an entity from \(start) to \(end) in a text of \(offsets.count) "
            + offsets.unitName)
      }
      let span = Span(range: lower..<upper, label: String(parts[0]))
      if columns.count >= 3 {
        let words = LineEscapes.flattened(document.slice(span.range))
        guard words == LineEscapes.flattened(columns[2]) else {
          throw RecordProblem(
            "\(place): the entity from \(start) to \(end) is '\(words)', not '\(columns[2])'")
        }
      }
      document.spans.append(span)
    }
    document.sortSpans()
  }
}
