import Text
import TextInput

/// Reads inputs into a corpus of a store.
///
/// Memory holds a few batches, whatever the inputs. Each batch is one transaction together with the
/// place that the source has come to: a run that is stopped, or killed, goes on there the next
/// time, and a run over the same inputs adds nothing. Reading and tokenizing run ahead of the
/// writing.
public final class Ingestion {
  /// How far an input has been read.
  public struct Progress: Sendable {
    /// Bytes of a file, as it is on the disk; of a folder the texts.
    public var bytes: Int
    /// The size of the input, if it is a file or a folder.
    public var totalBytes: Int?
    /// The documents that have been read.
    public var documents: Int
  }

  let request: IngestionRequest
  let progress: (Progress) -> Void
  let isCancelled: @Sendable () -> Bool
  private let path: String
  private var opened: CorpusStore?

  /// Opens the store, or leaves making one until there is something to write.
  ///
  /// - Parameters:
  ///   - progress: called now and then on the calling thread.
  ///   - isCancelled: asked several times a second; where it says so, the run ends and keeps what
  ///     is done.
  /// - Throws: as `CorpusStore.init(path:mode:)`.
  public init(
    into path: String, _ request: IngestionRequest,
    progress: @escaping (Progress) -> Void = { _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws {
    self.path = path
    self.request = request
    self.progress = progress
    self.isCancelled = isCancelled
    if request.corpus.isEmpty || request.corpus.utf8.contains(0) {
      throw CorporaError.invalidSetting("the name of a corpus cannot be empty")
    }
    if try CorpusStore.checkFile(path), !request.isDryRun {
      opened = try CorpusStore(path: path, mode: .ingest)
    }
  }

  func store() throws -> CorpusStore {
    if let opened { return opened }
    let store = try CorpusStore(path: path, mode: .ingest)
    opened = store
    return store
  }

  /// Reads inputs one after the other, until one fails or the run is cancelled.
  ///
  /// In a strict run all files are read to their ends before any is written.
  ///
  /// - Parameter failed: takes the error of an input of several that has nothing usable in it or is
  ///   of no known format; the run goes on with the next. Without it, and in a strict run, the
  ///   error is thrown.
  /// - Throws: `noSuchFile`, `unreadableFile`, `unrecognizedFormat`, `nothingUsable`,
  ///   `conflictingSettings`, in a strict run `malformedRecord`, and what the store throws.
  public func run(
    _ inputs: [IngestionInput], finished: (IngestionSummary) -> Void = { _ in },
    failed: ((TextInputError) -> Void)? = nil
  ) throws -> [IngestionSummary] {
    if request.isStrict {
      for case .file(let path) in inputs { try checkStrictly(path) }
    }
    var summaries: [IngestionSummary] = []
    for input in inputs {
      let summary: IngestionSummary
      do {
        summary = try request.isDryRun ? count(input) : read(input)
      } catch let error as TextInputError {
        guard let failed, inputs.count > 1, !request.isStrict, error.isOfInput else { throw error }
        failed(error)
        continue
      }
      summaries.append(summary)
      finished(summary)
      if summary.isInterrupted { break }
    }
    return summaries
  }

  private func checkStrictly(_ path: String) throws {
    // A pipe can be read once.
    guard FileStatus(path: path)?.isRegular != false else { return }
    let reader = try DocumentReaders.reader(ofFile: path, settings: request.settings)
    while !isCancelled(), let record = try reader.next() {
      if let rejection = record.rejections.first(where: { !$0.isIntended }) {
        throw TextInputError.malformedRecord(
          .init(file: path, line: rejection.line), reason: rejection.reason)
      }
    }
  }

  /// Reads an input to its end without writing anything.
  private func count(_ input: IngestionInput) throws -> IngestionSummary {
    var summary = IngestionSummary(input: input.name)
    let reader: any DocumentReader
    var total: Int?
    switch input {
    case .file(let path):
      reader = try DocumentReaders.reader(ofFile: path, settings: request.settings)
      total = FileStatus(path: path)?.size
    case .standardInput:
      reader = try DocumentReaders.reader(
        of: FileStream.standardInput(isCancelled: isCancelled), settings: request.settings)
    }
    summary.layout = reader.layout
    while let record = try reader.next() {
      if isCancelled() {
        summary.isInterrupted = true
        break
      }
      for rejection in record.rejections { summary.note(rejection) }
      summary.repaired += record.repairs.count
      if record.document != nil { summary.added += 1 }
      summary.absentFields = reader.absentFields.sorted()
      if summary.added == request.limit { break }
      if summary.added % 1024 == 0 {
        progress(
          .init(bytes: reader.position.byte, totalBytes: total, documents: summary.added))
      }
    }
    return summary
  }

  /// The status of a file, and of the file of its targets with it.
  private func status(of input: IngestionInput) -> FileStatus? {
    guard case .file(let path) = input, var status = FileStatus(path: path) else { return nil }
    if let target = request.settings.targetFile.flatMap({ FileStatus(path: $0) }) {
      status.size += target.size
      status.modified = max(status.modified, target.modified)
    }
    return status
  }

  private func read(_ input: IngestionInput) throws -> IngestionSummary {
    let status = status(of: input)
    var known: SourceRecord?
    var summary = IngestionSummary(input: input.name)
    if let opened {
      (known, summary.unchanged) = try opened.read { [request] db in
        let record = try SourceRecord.fetch(
          db, corpus: request.corpus, path: input.sourcePath(request))
        return (record, try record?.documentCount(db) ?? 0)
      }
    }
    if let known {
      try checkSettings(of: known, input: input)
      let refers = request.settings.format?.refersToFiles ?? false
      if known.isComplete, !refers, let status, status.isRegular, status.size == known.size,
        status.modified == known.modified
      {
        summary.layout = known.layout
        return summary
      }
    }
    let session: SourceSession
    do {
      session = try SourceSession(input, status: status, known: known, ingestion: self)
    } catch  where isCancelled() {
      // A stream that was cut short is no reason to find fault with what it holds.
      summary.isInterrupted = true
      return summary
    }
    if session.isComparing { summary.unchanged = 0 }
    try session.run(&summary)
    return summary
  }

  private func checkSettings(
    of known: SourceRecord, input: IngestionInput
  ) throws {
    func conflict(_ before: String, _ now: String) -> CorporaError {
      .conflictingSettings(
        file: input.name, source: input.sourcePath(request), store: path, corpus: request.corpus,
        before: before, now: now)
    }
    if known.settings != request.signature {
      let difference = SettingsDifference(from: known.settings, to: request.signature)
      throw conflict(difference.before, difference.now)
    }
    let split = request.split.description
    if known.split != split { throw conflict("split \(known.split)", "split \(split)") }
  }
}

extension TextInputError {
  /// Whether an input as a whole cannot be used, and nothing of it was.
  fileprivate var isOfInput: Bool {
    switch self {
    case .nothingUsable, .unrecognizedFormat: true
    default: false
    }
  }
}
