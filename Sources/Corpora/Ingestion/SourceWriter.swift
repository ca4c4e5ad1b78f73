import GRDB
import Text
import TextInput

/// Writes the batches of one source.
///
/// Two ways. Appending: the source row says up to which byte the store has everything, and what
/// lies behind is added; another process may have moved that place on meanwhile, and then only what
/// is new is added. Comparing, for a file that was rewritten and for standard input: a document is
/// added if the store has fewer of the same content than have come by, or takes the place of the
/// one with its identifier.
struct SourceWriter {
  struct Counts: Sendable {
    var added = 0
    var unchanged = 0
    var replaced = 0
  }

  let request: IngestionRequest
  let path: String
  let layout: String
  let isComparing: Bool
  private(set) var counts = Counts()

  private var corpus = 0
  private var source = 0
  /// Of the source row after our last write, to notice those of others; `nil` before the first.
  private var revision: Int?

  init(request: IngestionRequest, path: String, layout: String, isComparing: Bool) {
    self.request = request
    self.path = path
    self.layout = layout
    self.isComparing = isComparing
  }

  /// Writes a batch; to be called inside a transaction.
  mutating func write(
    _ batch: IngestionBatch, rows: DocumentRows, to db: Database
  ) throws {
    try findSource(db)
    guard var record = try SourceRecord.fetch(db, corpus: request.corpus, path: path),
      isComparing || record.position.byte > batch.start.byte || record.position == batch.start
    else {
      throw TextInputError.unreadableFile(
        path: path, reason: "it was changed or removed while it was read; run it again")
    }
    let isFirst = revision == nil
    let isOthers = revision != record.revision
    if isComparing {
      if isFirst {
        try db.execute(sql: "DELETE FROM rejected WHERE source = ?", arguments: [source])
        try db.execute(sql: "DELETE FROM repaired WHERE source = ?", arguments: [source])
      }
      if isOthers { try PreviousDocuments.collect(db, source: source, isFirst: isFirst) }
      try compare(batch, rows, db)
    } else {
      try append(batch, rows, after: record.position.byte, db)
    }
    if isComparing ? batch.ending != nil : batch.end.byte >= record.position.byte {
      record.position = batch.end
    }
    try update(record, ending: batch.ending, db)
    revision = record.revision + 1
    if batch.ending != nil { try PreviousDocuments.discard(db) }
  }

  private mutating func findSource(_ db: Database) throws {
    guard revision == nil else { return }
    try db.execute(
      sql: "INSERT INTO corpus (name) VALUES (?) ON CONFLICT DO NOTHING",
      arguments: [request.corpus])
    corpus =
      try Int.fetchOne(
        db, sql: "SELECT id FROM corpus WHERE name = ?", arguments: [request.corpus]) ?? 0
    try db.execute(
      sql: """
        INSERT INTO source (corpus, path, format, settings, split) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
      arguments: [corpus, path, layout, request.signature, request.split.description])
    source =
      try Int.fetchOne(
        db, sql: "SELECT id FROM source WHERE corpus = ? AND path = ?",
        arguments: [corpus, path]) ?? 0
  }

  private func update(_ record: SourceRecord, ending: IngestionBatch.Ending?, _ db: Database) throws
  {
    try db.execute(
      sql: """
        UPDATE source SET byte = ?, line = ?, digest = ?, revision = revision + 1, format = ?
        WHERE id = ?
        """,
      arguments: [
        record.position.byte, record.position.line, Int64(bitPattern: record.position.digest),
        layout, source,
      ])
    if let ending {
      try db.execute(
        sql: """
          UPDATE source SET is_complete = 1, ends_clean = ?, size = ?, modified = ? WHERE id = ?
          """,
        arguments: [ending.endsClean, ending.status?.size, ending.status?.modified, source])
    }
  }

  private mutating func append(
    _ batch: IngestionBatch, _ rows: DocumentRows, after offset: Int, _ db: Database
  ) throws {
    let inserter = try DocumentInserter(db, corpus: corpus, source: source)
    for row in rows.rows {
      if row.end > offset {
        try inserter.insert(row, of: rows)
        counts.added += 1
      } else {
        counts.unchanged += 1
      }
    }
    for rejection in batch.rejections where rejection.end > offset {
      try inserter.insert(rejection)
    }
    for repair in batch.repairs where repair.end > offset { try inserter.insert(repair: repair) }
  }

  private mutating func compare(
    _ batch: IngestionBatch, _ rows: DocumentRows, _ db: Database
  ) throws {
    let inserter = try DocumentInserter(db, corpus: corpus, source: source)
    for row in rows.rows {
      if try PreviousDocuments.take(db, hash: row.hash) {
        counts.unchanged += 1
      } else if let name = rows.details(of: row)?.identifier,
        let old = try PreviousDocuments.takeIdentifier(db, name: name)
      {
        try inserter.replace(old, by: row, of: rows)
        counts.replaced += 1
      } else {
        try PreviousDocuments.addTaken(db, id: try inserter.insert(row, of: rows), hash: row.hash)
        counts.added += 1
      }
    }
    for rejection in batch.rejections { try inserter.insert(rejection) }
    for repair in batch.repairs { try inserter.insert(repair: repair) }
  }
}

extension IngestionRequest {
  /// Everything that decides what documents come of a source, but for the split.
  var signature: String {
    var signature = settings.signature
    if !tokenization.isEmpty { signature += " " + tokenization }
    if !labels.isEmpty {
      let names = labels.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) }
      signature += " labels " + JSONValue.object(names).serialized
    }
    return signature
  }
}
