import Text

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a folder of texts: with a folder for each class (20 Newsgroups, IMDB), or with the
/// entities of each text beside it (brat standoff: `a.txt` and `a.ann`).
///
/// A document is named by its path within the folder. Files and folders whose names start with a
/// full stop are passed over.
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
    let found = try Self.files(in: path)
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
        reason: isBrat
          ? "no .txt file in it"
          : "no folder of a class with a file in it; name its files to read those")
    }
  }

  /// The paths of all files within a folder, in the order of their bytes.
  static func files(in path: String) throws(TextInputError) -> [String] {
    var found: [String] = []
    try list(path, below: "", depth: 0, into: &found)
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
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

  /// The position counts documents, since there is no stream whose bytes could be counted.
  package func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    position == LineReader.Position()
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
      let (text, hasMark) = try text(of: file)
      if FormatRecognition.isBlank(text) || text.allSatisfy(\.isWhitespace) {
        throw RecordProblem("the text is empty")
      }
      var record = InputRecord(document: Document(identifier: file, text: text), line: nextFile)
      if isBrat {
        let annotations = String(file.dropLast(4)) + ".ann"
        try addEntities(of: annotations, isMarkCounted: hasMark, to: &record)
      } else {
        record.document?.labels = [String(file.prefix { $0 != "/" })]
      }
      return record
    } catch {
      return .rejected(line: nextFile, reason: "\(file): \(error.reason)")
    }
  }

  /// A file as text, and whether it has a byte order mark, which is none of it; what is not UTF-8
  /// is decoded as the settings or ICU have it.
  private func text(of file: String) throws(RecordProblem) -> (text: String, hasMark: Bool) {
    let bytes = try bytes(of: file)
    if settings.encoding == .utf8, let reason = ForeignContent.reason(bytes) {
      throw RecordProblem(reason)
    }
    let content = bytes.withoutByteOrderMark
    if let text = String(validating: content, as: UTF8.self) {
      if text.utf8.contains(0) { throw RecordProblem("a NUL in the text") }
      return (text, content.count < bytes.count)
    }
    let isMarked = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    guard settings.encoding != .utf8 || isMarked else {
      throw RecordProblem("not well-formed UTF-8; give --encoding auto, or the encoding")
    }
    do {
      let stream = try DecodedInput.decoded(
        MemoryStream(bytes, name: file), settings.encoding)
      var decoded: [UInt8] = []
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
      defer { buffer.deallocate() }
      while case let count = try stream.read(into: buffer), count > 0 {
        decoded.append(contentsOf: buffer[..<count])
      }
      let text = String(decoding: decoded.withoutByteOrderMark, as: UTF8.self)
      if text.utf8.contains(0) { throw RecordProblem("a NUL in the text") }
      return (text, isMarked)
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

  /// Adds the entities of an annotation file.
  ///
  /// - Parameter isMarkCounted: whether offsets may count the byte order mark of the text; the
  ///   words of the entities tell whether they do.
  private func addEntities(
    of file: String, isMarkCounted: Bool, to record: inout InputRecord
  ) throws(RecordProblem) {
    guard FileStatus(path: path + "/" + file) != nil, var document = record.document else { return }
    let entities: [StandoffEntity]
    do throws(RecordProblem) {
      entities = try StandoffEntity.all(in: try text(of: file).text, of: file)
    } catch {
      throw error.reason.hasPrefix(file) ? error : RecordProblem("\(file): \(error.reason)")
    }
    let offsets = OffsetTable(document.text, unit: settings.offsets)
    do throws(RecordProblem) {
      document.spans = try entities.map { entity throws(RecordProblem) in
        try entity.span(in: document, offsets)
      }
    } catch {
      guard isMarkCounted,
        let spans = try? entities.map({ entity throws(RecordProblem) in
          try entity.span(in: document, offsets, before: settings.offsets == .utf8 ? 3 : 1)
        })
      else { throw error }
      document.spans = spans
    }
    for (entity, span) in zip(entities, document.spans) {
      guard let reason = entity.repair(document.slice(span.range)) else { continue }
      record.repairs.append(.init(line: record.line, reason: reason))
    }
    document.settleAnnotations()
    record.document = document
  }
}
