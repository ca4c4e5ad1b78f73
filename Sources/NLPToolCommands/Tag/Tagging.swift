import NLPToolkit

/// Finds the entities of documents and prints them.
struct Tagging: DocumentOperation {
  private(set) var router: LanguageRouter<SequenceTagger>
  let pool: ThreadPool
  /// How many alternative taggings of a document are written; `nil` for none.
  let alternativeCount: Int?
  var writer: any TagWriter

  private(set) var entityCount = 0
  /// The documents of the batch that are still to be written, tagged, the last first.
  private var pending: [Tagged] = []

  /// A document with what was found in it.
  private struct Tagged {
    var document: Document
    var route = LanguageRouter<SequenceTagger>.Route()
    var alternatives: [TaggingAlternative]?
    /// Why it ends the run when its turn comes.
    var failure: (any Error)?
  }

  static let batchCount = 512
  /// Longer texts are tagged in pieces.
  private static let windowBytes = 1 << 17
  private static let windowsInBatch = 2

  init(
    _ router: LanguageRouter<SequenceTagger>, pool: ThreadPool, alternativeCount: Int? = nil,
    writer: any TagWriter
  ) {
    self.router = router
    self.pool = pool
    self.alternativeCount = alternativeCount
    self.writer = writer
  }

  mutating func begin() throws { try writer.begin() }

  mutating func compute(_ records: [DocumentRecord]) {
    var tagged = records.filter { !Self.isLong($0) }.map { routed($0) }
    for (tagger, members) in tagged.indices(byModel: \.route.model) {
      var documents = members.map { tagged[$0].document }
      tagger.annotate(
        &documents, locales: members.map { tagged[$0].route.locale }, threads: pool)
      for (member, document) in zip(members, documents) { tagged[member].document = document }
      guard let alternativeCount else { continue }
      // The tokens that there are stay, by whatever locale they came.
      for index in documents.indices { documents[index].hasGoldTokens = true }
      let alternatives = tagger.alternatives(
        of: documents, limit: alternativeCount, threads: pool)
      for (member, found) in zip(members, alternatives) { tagged[member].alternatives = found }
    }
    pending = tagged.reversed()
  }

  /// The document with the tagger that its language chooses.
  private mutating func routed(_ record: DocumentRecord) -> Tagged {
    var tagged = Tagged(document: record.document)
    do {
      tagged.route = try router.route(record.document.text, line: record.line)
      if tagged.route.model == nil { Self.leaveUntagged(&tagged.document, tagged.route.locale) }
    } catch {
      tagged.failure = error
    }
    return tagged
  }

  /// What a document is for which there is no tagger: without entities, and with tokens for
  /// columns.
  private static func leaveUntagged(_ document: inout Document, _ locale: String?) {
    document.spans = []
    if !document.hasGoldTokens {
      Tokenizer(Tokenizer.Configuration(locale: locale ?? "und")).annotate(&document)
    }
  }

  mutating func write(_ record: DocumentRecord) throws {
    var record = record
    if Self.isLong(record) { return try writeLong(&record) }
    let tagged = pending.removeLast()
    if let failure = tagged.failure { throw failure }
    (record.document, record.alternatives, record.choice) =
      (tagged.document, tagged.alternatives, tagged.route.choice)
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
    let route = try router.route(record.document.text, line: record.line)
    record.choice = route.choice
    guard let tagger = route.model else {
      if writer.needsTokens { Self.leaveUntagged(&record.document, route.locale) }
      return try writer.write(record)
    }
    var windows = DocumentWindows(
      record.document.text, size: Self.windowBytes, tokenizer: tagger.tokenizer)
    while true {
      try Interruption.check()
      var pieces: [DocumentWindows.Element] = []
      while pieces.count < Self.windowsInBatch, let piece = windows.next() { pieces.append(piece) }
      if pieces.isEmpty { break }
      var documents = pieces.map(\.document)
      tagger.annotate(
        &documents, locales: documents.map { _ in route.locale }, threads: pool)
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
