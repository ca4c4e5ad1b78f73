import Text
import TextInput

/// One input on its way into the store.
final class SourceSession {
  private let input: IngestionInput
  private let ingestion: Ingestion
  private let reader: any DocumentReader
  private let start: LineReader.Position
  /// Whether documents are compared with those that the store has, because the source is not what
  /// it was, or cannot be asked.
  let isComparing: Bool
  private let status: FileStatus?
  /// What the reader reads from, if it is a file.
  private let stream: FileStream?

  /// The most that a batch holds, in bytes of text.
  private static let batchWeight = 1 << 20
  /// How many rejected records are kept until a document shows that the input is usable at all.
  private static let heldRejections = 10_000

  init(
    _ input: IngestionInput, status: FileStatus?, known: SourceRecord?, ingestion: Ingestion
  ) throws {
    self.input = input
    self.status = status
    self.ingestion = ingestion
    var (reader, stream) = try Self.reader(input, ingestion)
    guard status?.isRegular == true else {
      // Two pipes of one name need not have the same in them.
      (self.reader, self.stream, start, isComparing) = (reader, stream, reader.position, true)
      return
    }
    var isSame = true
    if let known {
      let hasMore = known.position.byte != status?.size
      isSame = reader.layout == known.layout && (known.endsClean || !known.isComplete || !hasMore)
      if isSame { isSame = try reader.skip(to: known.position) }
    }
    if !isSame { (reader, stream) = try Self.reader(input, ingestion) }
    self.reader = reader
    self.stream = stream
    start = reader.position
    isComparing = !isSame
  }

  private static func reader(
    _ input: IngestionInput, _ ingestion: Ingestion
  ) throws -> (any DocumentReader, FileStream?) {
    let settings = ingestion.request.settings
    switch input {
    case .file(let path):
      if FileStatus(path: path)?.isDirectory == true {
        return (try DocumentReaders.reader(ofFile: path, settings: settings), nil)
      }
      let stream = try FileStream(path: path, isCancelled: ingestion.isCancelled)
      return (try DocumentReaders.reader(of: stream, settings: settings, file: path), stream)
    case .standardInput:
      let stream = FileStream.standardInput(isCancelled: ingestion.isCancelled)
      return (try DocumentReaders.reader(of: stream, settings: settings), stream)
    }
  }

  /// How much of a file was read: bytes as they are on the disk, compressed or not, or the texts of
  /// a folder.
  private func bytesRead(_ position: LineReader.Position) -> Int {
    stream?.bytesRead ?? position.byte
  }

  private var totalBytes: Int? {
    (reader as? FolderReader)?.count ?? (status?.isRegular == true ? status?.size : nil)
  }

  func run(_ summary: inout IngestionSummary) throws {
    summary.layout = reader.layout
    let writer = SourceWriter(
      request: ingestion.request, path: input.sourcePath(ingestion.request),
      layout: reader.layout,
      isComparing: isComparing)
    if ingestion.request.isStrict, !(status?.isRegular ?? false) {
      // What comes through a pipe cannot be checked beforehand: all of it is one transaction.
      let store = try ingestion.store()
      var summaryInside = summary
      try store.transaction { db in
        var writer = writer
        try produce(&summaryInside) { [request = ingestion.request] batch in
          try writer.write(batch, rows: DocumentRows(batch, request: request), to: db)
        }
        summaryInside.add(writer.counts)
      }
      summary = summaryInside
    } else {
      let queue = WriterQueue(writer)
      do {
        try produce(&summary) { try queue.submit($0, to: self.ingestion.store()) }
      } catch {
        _ = try? queue.finish()
        throw error
      }
      summary.add(try queue.finish())
    }
  }

  /// Reads the input and hands on its batches.
  private func produce(
    _ summary: inout IngestionSummary, _ submit: (IngestionBatch) throws -> Void
  ) throws {
    var batch = IngestionBatch(start: start, end: start)
    var hasDocuments = start.byte > 0
    var hasSubmitted = false
    var documents = 0
    let request = ingestion.request
    // What the store has of the source counts, too, so that the same run again adds nothing.
    let limit = request.limit.map { max(0, $0 - (start.byte > 0 ? summary.unchanged : 0)) }
    while limit != 0 {
      if ingestion.isCancelled() {
        summary.isInterrupted = true
        break
      }
      let record = try reader.next()
      // The end of the stream may be the user's, and not that of the record or of the input.
      if ingestion.isCancelled() {
        summary.isInterrupted = true
        break
      }
      guard let record else { break }
      let end = reader.position
      for rejection in record.rejections {
        if request.isStrict, !rejection.isIntended {
          throw TextInputError.malformedRecord(
            .init(file: input.name, line: rejection.line), reason: rejection.reason)
        }
        summary.note(rejection)
        if hasDocuments || batch.rejections.count < Self.heldRejections {
          batch.rejections.append(
            .init(line: rejection.line, reason: rejection.reason, end: end.byte))
        }
      }
      for repair in record.repairs {
        summary.repaired += 1
        batch.repairs.append(.init(line: repair.line, reason: repair.reason, end: end.byte))
      }
      batch.end = end
      if let document = record.document {
        hasDocuments = true
        documents += 1
        batch.weight += document.text.utf8.count
        batch.documents.append(
          ReadDocument(document: document, line: record.line, end: end.byte))
      }
      if hasDocuments, batch.count >= request.batchSize || batch.weight >= Self.batchWeight {
        if !hasSubmitted { try checkFields() }
        try submit(batch)
        hasSubmitted = true
        batch = IngestionBatch(start: end, end: end)
        ingestion.progress(
          .init(bytes: bytesRead(end), totalBytes: totalBytes, documents: documents))
      }
      if let limit, documents >= limit { break }
    }
    if !hasDocuments {
      if summary.isInterrupted { return }
      throw nothingUsable(summary)
    }
    summary.absentFields = reader.absentFields.sorted()
    if let field = summary.absentFields.first, !hasSubmitted, start.byte == 0 {
      throw TextInputError.unrecognizedFormat(
        .init(file: input.name), reason: "no record has a field '\(field)'; check its name")
    }
    if !summary.isInterrupted, documents != limit {
      batch.end = reader.position
      batch.ending = .init(endsClean: reader.endsClean, status: status)
    }
    if batch.count > 0 || batch.ending != nil { try submit(batch) }
  }

  /// Looks through the rest of a file for the fields that the settings name and no record had so
  /// far, so that a mistyped name is told before anything is written.
  private func checkFields() throws {
    guard !reader.absentFields.isEmpty, start.byte == 0, status?.isRegular == true else { return }
    let ahead = try Self.reader(input, ingestion).0
    while let record = try ahead.next() {
      if ingestion.isCancelled() || record.document != nil && ahead.absentFields.isEmpty { return }
    }
    throw TextInputError.unrecognizedFormat(
      .init(file: input.name),
      reason: "no record has a field '\(ahead.absentFields.sorted().first ?? "")'; check its name")
  }

  private func nothingUsable(_ summary: IngestionSummary) -> TextInputError {
    guard let first = summary.rejections.first else {
      return .nothingUsable(.init(file: input.name), reason: "no document in it")
    }
    let others = summary.rejected > 1 ? " (and \(summary.rejected - 1) more)" : ""
    return .nothingUsable(
      .init(file: input.name, line: first.line), reason: first.reason + others)
  }
}

extension IngestionSummary {
  mutating func note(_ rejection: InputRecord.Rejection) {
    rejected += 1
    reasons[rejection.reason.kindOfReason, default: 0] += 1
    if rejections.count < Self.keptRejections { rejections.append(rejection) }
  }

  fileprivate mutating func add(_ counts: SourceWriter.Counts) {
    added += counts.added
    unchanged += counts.unchanged
    replaced += counts.replaced
  }
}

extension String {
  /// A reason without the names and numbers in it, so that those of one kind can be counted.
  fileprivate var kindOfReason: String {
    var kind = ""
    var isQuoted = false
    var last: Character = " "
    for character in self {
      // An apostrophe stands within a word.
      defer { last = character }
      if character == "'", isQuoted || !last.isLetter {
        if !isQuoted { kind += "'…'" }
        isQuoted.toggle()
      } else if !isQuoted {
        kind.append(character.isWholeNumber ? "#" : character)
      }
      if kind.utf8.count > 100 { break }
    }
    return kind.replacing(/#+/, with: "#")
  }
}
