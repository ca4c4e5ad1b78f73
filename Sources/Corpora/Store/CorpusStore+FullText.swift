import GRDB

/// The full-text index of a store, which is built on request: it costs more than all else of an
/// ingestion together.
extension CorpusStore {
  /// FTS5 sorts the words that come in memory until they take this much, or the transaction ends: the
  /// more at a time, the less there is to merge. With 16 MiB, 130 thousand documents of 250 bytes a
  /// second go in where the standard of 1 MiB takes 84 thousand.
  static let fullTextSettings = """
    INSERT INTO document_text (document_text, rank) VALUES ('hashsize', 16777216);
    """

  /// Whether there is an index; ingestion then keeps it up to date.
  public func hasFullTextIndex() throws(CorporaError) -> Bool {
    try read { try $0.tableExists("document_text") }
  }

  /// Builds the index of the texts of all documents, with SQLite's FTS5.
  ///
  /// Documents that are removed are taken out by a trigger. Those that are added are put in by
  /// ``DocumentInserter``: a trigger would make SQLite save its place before each document, at which
  /// FTS5 writes out the words that it holds in memory, and take four times as long.
  ///
  /// - Complexity: O(n) in the size of the texts.
  public func buildFullTextIndex() throws(CorporaError) {
    try write { db in
      if try db.tableExists("document_text") { return }
      try db.execute(
        sql: """
          CREATE VIRTUAL TABLE document_text USING fts5 (
            text, content = 'document', content_rowid = 'id', detail = full);
          \(Self.fullTextSettings)
          INSERT INTO document_text (document_text) VALUES ('rebuild');
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
          DROP TRIGGER document_text_removed;
          DROP TABLE document_text;
          """)
      return true
    }
  }
}
