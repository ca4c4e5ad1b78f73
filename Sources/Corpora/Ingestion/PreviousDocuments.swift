import GRDB

/// The documents that a store has of a source while the source is read again: a table of the
/// connection alone, which SQLite moves to disk when it gets large.
///
/// A document that comes by takes one of equal content out of it; what is left at the end is in the
/// store, but no longer in the source.
enum PreviousDocuments {
  /// Lists the documents of a source.
  ///
  /// - Parameter isFirst: whether the source is at its start. If not, another process has added
  ///   documents since, and only these are new to the list.
  static func collect(_ db: Database, source: Int, isFirst: Bool) throws {
    if isFirst {
      try discard(db)
      try db.execute(
        sql: """
          CREATE TEMP TABLE previous (
            id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, identifier TEXT,
            is_taken INTEGER NOT NULL DEFAULT 0);
          CREATE INDEX temp.previous_by_hash ON previous (hash) WHERE NOT is_taken;
          CREATE INDEX temp.previous_by_identifier ON previous (identifier)
            WHERE NOT is_taken AND identifier IS NOT NULL;
          """)
    }
    try db.execute(
      sql: """
        INSERT INTO previous (id, hash, identifier)
        SELECT id, hash, identifier FROM document WHERE source = ?
        ON CONFLICT DO NOTHING
        """, arguments: [source])
  }

  static func discard(_ db: Database) throws {
    try db.execute(sql: "DROP TABLE IF EXISTS temp.previous")
  }

  /// - Returns: whether there was a document of that content.
  static func take(_ db: Database, hash: Int) throws -> Bool {
    try take(
      db, "SELECT id FROM previous WHERE hash = ? AND NOT is_taken LIMIT 1", [hash]) != nil
  }

  /// - Returns: the number of a document of that name and other content.
  static func takeIdentifier(_ db: Database, name: String) throws -> Int? {
    try take(
      db,
      """
      SELECT id FROM previous WHERE identifier = ? AND identifier IS NOT NULL AND NOT is_taken
      LIMIT 1
      """, [name])
  }

  /// Notes a document that was added, so that it is not taken for one that was there before.
  static func addTaken(_ db: Database, id: Int, hash: Int) throws {
    try db.cachedStatement(
      sql: "INSERT INTO previous (id, hash, is_taken) VALUES (?, ?, 1)"
    ).execute(arguments: [id, hash])
  }

  private static func take(
    _ db: Database, _ sql: String, _ arguments: StatementArguments
  ) throws -> Int? {
    guard let id = try Int.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) else {
      return nil
    }
    try db.cachedStatement(sql: "UPDATE previous SET is_taken = 1 WHERE id = ?").execute(
      arguments: [id])
    return id
  }
}
