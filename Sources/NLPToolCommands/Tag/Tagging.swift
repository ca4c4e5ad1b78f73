import NLPToolkit

/// Finds the entities of documents and prints them.
struct Tagging: DocumentOperation {
  let tagger: SequenceTagger
  let pool: ThreadPool
  /// How many alternative taggings of a document are written; `nil` for none.
  let alternativeCount: Int?
  var writer: any TagWriter

  private(set) var entityCount = 0
  /// The documents of the batch that are still to be written, tagged, the last first.
  private var pending: [(document: Document, alternatives: [TaggingAlternative]?)] = []

  static let batchCount = 512
  /// Longer texts are tagged in pieces.
  private static let windowBytes = 1 << 17
  private static let windowsInBatch = 2

  init(
    _ tagger: SequenceTagger, pool: ThreadPool, alternativeCount: Int? = nil,
    writer: any TagWriter
  ) {
    self.tagger = tagger
    self.pool = pool
    self.alternativeCount = alternativeCount
    self.writer = writer
  }

  mutating func begin() throws { try writer.begin() }

  mutating func compute(_ records: [DocumentRecord]) {
    var documents = records.filter { !Self.isLong($0) }.map(\.document)
    tagger.annotate(&documents, threads: pool)
    let alternatives = alternativeCount.map {
      tagger.alternatives(of: documents, limit: $0, threads: pool)
    }
    pending = documents.indices.reversed().map { (documents[$0], alternatives?[$0]) }
  }

  mutating func write(_ record: DocumentRecord) throws {
    var record = record
    if Self.isLong(record) { return try writeLong(&record) }
    (record.document, record.alternatives) = pending.removeLast()
    entityCount += record.document.spans.count
    // Columns have lines between sentences that are nothing elsewhere.
    if record.document.hasGoldTokens, record.document.tokens.isEmpty, !writer.needsTokens { return }
    try writer.write(record)
  }

  mutating func writeBlank() throws { try writer.writeBlank() }

  mutating func write(_ failure: DocumentFailure) throws -> Bool { try writer.write(failure) }

  mutating func end() throws { try writer.end() }

  private static func isLong(_ record: DocumentRecord) -> Bool {
    !record.document.hasGoldTokens && record.document.text.utf8.count > windowBytes
  }

  /// Tags a text piece by piece, so that no more tokens are held than those of a few pieces.
  private mutating func writeLong(_ record: inout DocumentRecord) throws {
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
          try writer.write(DocumentRecord(line: record.line, document: document, origin: .text))
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
}
