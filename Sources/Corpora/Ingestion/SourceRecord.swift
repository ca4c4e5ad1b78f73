import GRDB
import TextInput

/// What a store knows about a source.
struct SourceRecord: Sendable {
  var id: Int
  var position: LineReader.Position
  var revision: Int
  var isComplete: Bool
  var endsClean: Bool
  var size: Int?
  var modified: Int?
  var layout: String
  var settings: String
  var split: String

  static func fetch(_ db: Database, corpus: String, path: String) throws -> SourceRecord? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT source.* FROM source JOIN corpus ON corpus.id = source.corpus
        WHERE corpus.name = ? AND source.path = ?
        """, arguments: [corpus, path])
    return row.map(SourceRecord.init)
  }

  private init(_ row: Row) {
    id = row["id"]
    let digest: Int64 = row["digest"]
    position = LineReader.Position(
      byte: row["byte"], line: row["line"], digest: UInt64(bitPattern: digest))
    revision = row["revision"]
    isComplete = row["is_complete"]
    endsClean = row["ends_clean"]
    size = row["size"]
    modified = row["modified"]
    layout = row["format"]
    settings = row["settings"]
    split = row["split"]
  }

  /// The documents of the source that the store has.
  func documentCount(_ db: Database) throws -> Int {
    try Int.fetchOne(
      db, sql: "SELECT count(*) FROM document WHERE source = ?", arguments: [id]) ?? 0
  }
}
