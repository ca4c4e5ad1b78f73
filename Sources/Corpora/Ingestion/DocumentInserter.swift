import GRDB
import Text

/// The statements that put documents into the tables of a store.
struct DocumentInserter {
  private let corpus: Int
  private let source: Int
  private let document: PreparedStatement
  private let annotation: PreparedStatement
  private let label: PreparedStatement
  private let layer: PreparedStatement
  private let target: PreparedStatement
  private let recording: PreparedStatement
  private let rejected: PreparedStatement
  /// `nil` where the store has no full-text index.
  private let index: PreparedStatement?
  private let unindexed: PreparedStatement?
  private let db: Database

  init(_ db: Database, corpus: Int, source: Int) throws {
    self.db = db
    self.corpus = corpus
    self.source = source
    document = try PreparedStatement(
      db,
      """
      INSERT INTO document (id, corpus, source, split, line, hash, has_gold_tokens, token_count,
        sentence_count, identifier, segmentation, text)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    annotation = try PreparedStatement(
      db,
      """
      INSERT INTO annotation (document, layer, ordinal, "start", "end", label, score)
      VALUES (?, 'gold', ?, ?, ?, ?, ?)
      """)
    label = try PreparedStatement(
      db,
      "INSERT INTO document_label (document, layer, ordinal, label) VALUES (?, 'gold', ?, ?)")
    layer = try PreparedStatement(
      db,
      """
      INSERT INTO token_layer (document, layer, ordinal, name, value_lines)
      VALUES (?, 'gold', ?, ?, ?)
      """)
    target = try PreparedStatement(
      db, "INSERT INTO document_target (document, text) VALUES (?, ?)")
    recording = try PreparedStatement(
      db,
      """
      INSERT INTO recording (document, path, speaker, sample_rate, frames, sha256)
      VALUES (?, ?, ?, ?, ?, ?)
      """)
    rejected = try PreparedStatement(
      db, "INSERT INTO rejected (source, line, reason) VALUES (?, ?, ?)")
    let hasIndex = try Bool.fetchOne(
      db.cachedStatement(
        sql: "SELECT count(*) > 0 FROM sqlite_master WHERE name = 'document_text'"))
    index =
      hasIndex == true
      ? try PreparedStatement(db, "INSERT INTO document_text (rowid, text) VALUES (?, ?)") : nil
    unindexed = hasIndex == true ? try PreparedStatement(db, CorpusStore.addUnindexed) : nil
    document.bind(corpus, at: 2)
    document.bind(source, at: 3)
  }

  /// - Returns: the number of the document in the store.
  @discardableResult
  func insert(_ row: DocumentRows.Row, of rows: DocumentRows) throws -> Int {
    try insert(row, of: rows, id: nil)
  }

  /// Puts a document into the place of another, whose number it takes.
  func replace(_ id: Int, by row: DocumentRows.Row, of rows: DocumentRows) throws {
    // Foreign keys are not enforced while documents stream in, so nothing is deleted by cascade.
    for sql in [
      "DELETE FROM annotation WHERE document = ?", "DELETE FROM document_label WHERE document = ?",
      "DELETE FROM token_layer WHERE document = ?",
      "DELETE FROM document_target WHERE document = ?",
      "DELETE FROM recording WHERE document = ?",
      "DELETE FROM run_document WHERE document = ?", "DELETE FROM document WHERE id = ?",
    ] {
      try db.cachedStatement(sql: sql).execute(arguments: [id])
    }
    _ = try insert(row, of: rows, id: id)
  }

  func insert(_ rejection: IngestionBatch.Rejection) throws {
    rejected.bind(source, at: 1)
    rejected.bind(rejection.line, at: 2)
    rejected.bind(rejection.reason, at: 3)
    try rejected.run()
  }

  func insert(repair: IngestionBatch.Rejection) throws {
    try db.cachedStatement(
      sql: "INSERT INTO repaired (source, line, reason) VALUES (?, ?, ?)"
    ).execute(arguments: [source, repair.line, repair.reason])
  }

  private func insert(
    _ row: DocumentRows.Row, of rows: DocumentRows, id: Int?
  ) throws -> Int {
    let details = rows.details(of: row)
    if let id { document.bind(id, at: 1) } else { document.bindNull(at: 1) }
    document.bind(row.split.storedName, at: 4)
    document.bind(row.line, at: 5)
    document.bind(row.hash, at: 6)
    document.bind(row.hasGoldTokens ? 1 : 0, at: 7)
    document.bind(row.tokenCount, at: 8)
    document.bind(row.sentenceCount, at: 9)
    document.bind(details?.identifier, at: 10)
    document.bindBlob(rows.bytes(row.segmentation), at: 11)
    document.bindText(rows.bytes(row.text), at: 12)
    try document.run()
    let id = id ?? Int(db.lastInsertedRowID)
    if let index {
      index.bind(id, at: 1)
      index.bindText(rows.bytes(row.text), at: 2)
      try index.run()
      if let unindexed,
        FullTextWords.differ(
          in: rows.bytes(row.text), segmentation: rows.bytes(row.segmentation))
      {
        unindexed.bind(id, at: 1)
        try unindexed.run()
      }
    }
    guard let details else { return id }
    for (ordinal, span) in details.spans.enumerated() {
      annotation.bind(id, at: 1)
      annotation.bind(ordinal, at: 2)
      annotation.bind(span.range.lowerBound, at: 3)
      annotation.bind(span.range.upperBound, at: 4)
      annotation.bind(span.label, at: 5)
      annotation.bind(span.score, at: 6)
      try annotation.run()
    }
    for (ordinal, name) in details.labels.enumerated() {
      label.bind(id, at: 1)
      label.bind(ordinal, at: 2)
      label.bind(name, at: 3)
      try label.run()
    }
    for (ordinal, values) in details.layers.enumerated() {
      layer.bind(id, at: 1)
      layer.bind(ordinal, at: 2)
      layer.bind(values.name, at: 3)
      layer.bind(values.lines, at: 4)
      try layer.run()
    }
    if let text = details.target {
      target.bind(id, at: 1)
      target.bind(text, at: 2)
      try target.run()
    }
    if let file = details.recording {
      recording.bind(id, at: 1)
      recording.bind(file.path, at: 2)
      recording.bind(file.speaker, at: 3)
      recording.bind(file.sampleRate, at: 4)
      recording.bind(file.frameCount, at: 5)
      recording.bind(file.digest, at: 6)
      try recording.run()
    }
    return id
  }
}

extension Split {
  /// The name in the store.
  fileprivate var storedName: StaticString {
    switch self {
    case .train: "train"
    case .validation: "validation"
    case .test: "test"
    }
  }
}
