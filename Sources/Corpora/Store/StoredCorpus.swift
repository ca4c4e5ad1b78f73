import GRDB
import Text

/// A corpus of a store, read as a stream.
public struct StoredCorpus: Corpus {
  /// The name of the corpus in its store.
  public let name: String
  let identifier: Int
  let store: CorpusStore

  /// Documents fetched at a time.
  private static let chunk = 256

  /// Calls `body` with each document of the split in the order in which they were ingested.
  ///
  /// The store is free while `body` runs, which may use it. Memory holds a few hundred documents.
  ///
  /// - Throws: ``CorporaError``, and what `body` throws.
  public func forEachDocument(in split: Split, _ body: (Document) throws -> Void) throws {
    try forEachRow(in: split) { try body($0.document) }
  }

  /// As ``forEachDocument(in:_:)``, with what the store knows about each document.
  public func forEachRow(
    in split: Split, after start: Int = 0, _ body: (StoredDocument) throws -> Void
  ) throws {
    try forEachRow(in: split, after: start, run: nil, body)
  }

  /// - Parameter run: whose documents and annotations are read; `nil` for the gold ones of all
  ///   documents.
  func forEachRow(
    in split: Split, after start: Int = 0, run: String?, _ body: (StoredDocument) throws -> Void
  ) throws {
    var last = start
    while true {
      let rows = try store.documents(
        corpus: identifier, split: split, after: last, limit: Self.chunk, run: run)
      guard let final = rows.last else { return }
      for row in rows { try body(row) }
      last = final.id
    }
  }

  /// The number of documents in the split.
  public func documentCount(in split: Split) throws(CorporaError) -> Int {
    try store.read { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM document WHERE corpus = ? AND split = ?",
        arguments: [identifier, split.rawValue]) ?? 0
    }
  }

  /// The sentences of the document that has the most of them; 0 for an empty split.
  public func maximumSentenceCount(in split: Split) throws(CorporaError) -> Int {
    try store.read { db in
      try Int.fetchOne(
        db, sql: "SELECT max(sentence_count) FROM document WHERE corpus = ? AND split = ?",
        arguments: [identifier, split.rawValue]) ?? 0
    }
  }

  /// The classes of the document that has the most of them; 0 for a corpus without classes.
  public func maximumLabelCount() throws(CorporaError) -> Int {
    try store.read { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT max(ordinal) + 1 FROM document_label JOIN document ON document.id = document
          WHERE corpus = ? AND layer = 'gold'
          """, arguments: [identifier]) ?? 0
    }
  }
}

/// A document with its place in a store.
public struct StoredDocument: Sendable, Hashable {
  /// Its number in the store, which never changes.
  public var id: Int
  /// The split that it belongs to.
  public var split: Split
  /// The number of its source in the store.
  public var source: Int
  /// Where it starts in its source, from 1.
  public var line: Int
  /// The text with its annotations.
  public var document: Document
}

extension CorpusStore {
  /// The corpus of that name.
  ///
  /// - Throws: `noSuchCorpus`.
  public func corpus(named name: String) throws(CorporaError) -> StoredCorpus {
    let (identifier, known) = try read { db in
      (
        try Int.fetchOne(db, sql: "SELECT id FROM corpus WHERE name = ?", arguments: [name]),
        try String.fetchAll(db, sql: "SELECT name FROM corpus ORDER BY name")
      )
    }
    guard let identifier else { throw .noSuchCorpus(name: name, store: path, known: known) }
    return StoredCorpus(name: name, identifier: identifier, store: self)
  }

  /// Documents with the annotations of a layer, in order of their numbers.
  ///
  /// - Parameter run: whose annotations and documents are read; `nil` for the gold ones of all
  ///   documents.
  func documents(
    corpus: Int, split: Split, after start: Int, limit: Int, run: String? = nil
  ) throws(CorporaError) -> [StoredDocument] {
    try read { db in
      let statement = try PreparedStatement(
        db,
        """
        SELECT id, split, source, line, has_gold_tokens, identifier, segmentation, text
        FROM document WHERE corpus = ? AND split = ? AND id > ?
          \(run == nil ? "" : Self.coveredByRun)
        ORDER BY id LIMIT ?
        """)
      statement.bind(corpus, at: 1)
      statement.bind(split.rawValue, at: 2)
      statement.bind(start, at: 3)
      if let run { statement.bind(run, at: 4) }
      statement.bind(limit, at: run == nil ? 4 : 5)
      var rows: [StoredDocument] = []
      rows.reserveCapacity(limit)
      defer { statement.reset() }
      while try statement.nextRow() { rows.append(try document(statement)) }
      try readAnnotations(db, of: &rows, layer: run ?? "gold")
      return rows
    }
  }

  private static let coveredByRun = """
    AND id IN (SELECT document FROM run_document JOIN run ON run.id = run WHERE run.name = ?)
    """

  /// The document of a number, if there is one.
  func document(_ id: Int) throws(CorporaError) -> StoredDocument? {
    try read { db in
      let statement = try PreparedStatement(
        db,
        """
        SELECT id, split, source, line, has_gold_tokens, identifier, segmentation, text
        FROM document WHERE id = ?
        """)
      statement.bind(id, at: 1)
      defer { statement.reset() }
      guard try statement.nextRow() else { return nil }
      var rows = [try document(statement)]
      try readAnnotations(db, of: &rows, layer: "gold")
      return rows[0]
    }
  }

  private func document(_ row: PreparedStatement) throws -> StoredDocument {
    let id = row.integer(0)
    let text = row.text(7)
    guard let split = Split(rawValue: row.text(1)),
      let (tokens, sentences) = row.withBlob(
        6, { Segmentation.decode($0, textLength: text.utf8.count) })
    else {
      throw CorporaError.damagedStore(path: path, reason: "document \(id) cannot be read")
    }
    return StoredDocument(
      id: id, split: split, source: row.integer(2), line: row.integer(3),
      document: Document(
        identifier: row.optionalText(5), text: text, sentences: sentences, tokens: tokens,
        hasGoldTokens: row.integer(4) != 0))
  }

  private func readAnnotations(
    _ db: Database, of rows: inout [StoredDocument], layer: String
  ) throws {
    try forEachRow(
      db, of: &rows, layer: layer,
      sql: """
        SELECT document, "start", "end", label, score FROM annotation
        WHERE document BETWEEN ? AND ? AND layer = ? ORDER BY document, ordinal
        """
    ) { row, document in
      let start = row.integer(1)
      let end = row.integer(2)
      guard start >= 0, start < end, end <= document.text.utf8.count else {
        throw CorporaError.damagedStore(
          path: path,
          reason: "an annotation of document \(row.integer(0)) lies outside of its text")
      }
      document.spans.append(Span(range: start..<end, label: row.text(3), score: row.double(4)))
    }
    try forEachRow(
      db, of: &rows, layer: layer,
      sql: """
        SELECT document, label, score FROM document_label
        WHERE document BETWEEN ? AND ? AND layer = ? ORDER BY document, ordinal
        """
    ) { row, document in
      document.labels.append(row.text(1))
      if let score = row.double(2) { document.labelScores.append(score) }
    }
    try readLayers(db, of: &rows, layer: layer)
    try readTargets(db, of: &rows)
    try readRecordings(db, of: &rows)
  }
}
