import GRDB

/// The full-text index of a store, which is built on request: it costs more than all else of an
/// ingestion together.
extension CorpusStore {
  /// Whether there is an index; ingestion then keeps it up to date.
  public func hasFullTextIndex() throws(CorporaError) -> Bool {
    try read { try $0.tableExists("document_text") }
  }

  /// Builds the index of the texts of all documents, with SQLite's FTS5.
  ///
  /// - Complexity: O(n) in the size of the texts.
  public func buildFullTextIndex() throws(CorporaError) {
    try write { db in
      if try db.tableExists("document_text") { return }
      try db.execute(
        sql: """
          CREATE VIRTUAL TABLE document_text USING fts5 (
            text, content = 'document', content_rowid = 'id', detail = full);
          INSERT INTO document_text (document_text) VALUES ('rebuild');
          CREATE TRIGGER document_text_added AFTER INSERT ON document BEGIN
            INSERT INTO document_text (rowid, text) VALUES (new.id, new.text);
          END;
          CREATE TRIGGER document_text_removed AFTER DELETE ON document BEGIN
            INSERT INTO document_text (document_text, rowid, text)
            VALUES ('delete', old.id, old.text);
          END;
          """)
    }
  }

  /// - Returns: whether there was an index.
  public func removeFullTextIndex() throws(CorporaError) -> Bool {
    try write { db in
      guard try db.tableExists("document_text") else { return false }
      try db.execute(
        sql: """
          DROP TRIGGER document_text_added;
          DROP TRIGGER document_text_removed;
          DROP TABLE document_text;
          """)
      return true
    }
  }
}
