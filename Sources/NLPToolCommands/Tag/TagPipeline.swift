import NLPToolkit

/// Takes documents from the input through the tagger to the output, a batch at a time, in order.
struct TagPipeline {
  let tagger: SequenceTagger
  let pool: ThreadPool
  let diagnostics: Diagnostics
  /// Whether the first failure ends the run.
  let isStrict: Bool
  /// How many alternative taggings of a document are written; `nil` for none.
  let alternativeCount: Int?
  var input: any TagInput
  var writer: any TagWriter

  private(set) var documentCount = 0
  private(set) var entityCount = 0
  private(set) var failureCount = 0
  private var firstFailure: TagFailure?
  /// Whether failures were told on standard error, since the output has no place for them.
  private var isTold = false

  /// A batch is full with so many documents or bytes: enough sentences of like lengths to tag together.
  private static let batchCount = 512
  private static let batchBytes = 1 << 18
  /// Longer texts are tagged in pieces.
  private static let windowBytes = 1 << 17
  private static let windowsInBatch = 2
  /// So many failures are told one by one.
  private static let shownFailures = 10

  init(
    tagger: SequenceTagger, pool: ThreadPool, diagnostics: Diagnostics, isStrict: Bool,
    alternativeCount: Int? = nil, input: any TagInput, writer: any TagWriter
  ) {
    self.tagger = tagger
    self.pool = pool
    self.diagnostics = diagnostics
    self.isStrict = isStrict
    self.alternativeCount = alternativeCount
    self.input = input
    self.writer = writer
  }

  /// - Throws: status 65 at the end if there was a failure, or at once in a strict run.
  mutating func run(_ reader: InputReader) throws {
    try writer.begin()
    while true {
      let lines = try reader.nextBatch(upTo: Self.batchCount, bytes: Self.batchBytes)
      if lines.isEmpty { break }
      var items: [TagItem] = []
      for line in lines { items += input.items(of: line) }
      try process(items)
    }
    try process(input.finish())
    try writer.end()
    if let firstFailure {
      throw CommandError.badData(
        "\(failureCount) \(failureCount == 1 ? "input" : "inputs") can't be used"
          + (isTold ? "" : "; the first: \(firstFailure.error.message)"))
    }
  }

  private mutating func process(_ items: [TagItem]) throws {
    var documents: [Document] = []
    for case .record(let record) in items where !isLong(record) {
      documents.append(record.document)
    }
    tagger.annotate(&documents, threads: pool)
    let alternatives = alternativeCount.map {
      tagger.alternatives(of: documents, limit: $0, threads: pool)
    }
    var next = 0
    for item in items {
      switch item {
      case .record(var record):
        if isLong(record) {
          try writeLong(&record)
        } else {
          record.document = documents[next]
          record.alternatives = alternatives?[next]
          next += 1
          entityCount += record.document.spans.count
          // Columns have lines between sentences that are nothing elsewhere.
          if record.document.hasGoldTokens, record.document.tokens.isEmpty, !writer.needsTokens {
            continue
          }
          try writer.write(record)
        }
        documentCount += 1
      case .blank:
        try writer.writeBlank()
      case .failure(let failure):
        try fail(failure)
      }
    }
  }

  private func isLong(_ record: TagRecord) -> Bool {
    !record.document.hasGoldTokens && record.document.text.utf8.count > Self.windowBytes
  }

  /// Tags a text piece by piece, so that no more tokens are held than those of a few pieces.
  private mutating func writeLong(_ record: inout TagRecord) throws {
    var windows = DocumentWindows(
      record.document.text, size: Self.windowBytes, tokenizer: tagger.tokenizer)
    while true {
      try Interruption.check()
      var pieces: [DocumentWindows.Element] = []
      while pieces.count < Self.windowsInBatch, let piece = windows.next() { pieces.append(piece) }
      if pieces.isEmpty { break }
      var documents = pieces.map(\.document)
      tagger.annotate(&documents, threads: pool)
      for (document, (_, start)) in zip(documents, pieces) {
        entityCount += document.spans.count
        if writer.needsTokens {
          try writer.write(TagRecord(line: record.line, document: document, origin: .text))
        } else {
          record.document.spans += document.spans.map { span in
            Span(
              range: start + span.range.lowerBound..<start + span.range.upperBound,
              label: span.label, score: span.score)
          }
        }
      }
    }
    if !writer.needsTokens { try writer.write(record) }
  }

  private mutating func fail(_ failure: TagFailure) throws {
    if isStrict { throw failure.error }
    if firstFailure == nil { firstFailure = failure }
    failureCount += 1
    if try !writer.write(failure), failureCount <= Self.shownFailures {
      diagnostics.warning(failure.error.message)
      isTold = diagnostics.verbosity >= .normal
    }
  }
}
