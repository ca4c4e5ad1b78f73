import GRDB
import Text

extension StoredCorpus {
  /// How many documents of each split have a target.
  public func targetCounts() throws(CorporaError) -> [Split: Int] {
    try store.read { db in
      var counts: [Split: Int] = [:]
      try store.forEachSplit(
        db, corpus: identifier,
        sql: """
          SELECT split, count(*) FROM document_target JOIN document ON document.id = document
          WHERE corpus = ? GROUP BY split
          """
      ) { split, row in counts[split] = row[1] }
      return counts
    }
  }
}

extension CorpusStore {
  /// Reads the targets of documents.
  func readTargets(_ db: Database, of rows: inout [StoredDocument]) throws {
    try forEachRow(
      db, of: &rows,
      sql: """
        SELECT document, text FROM document_target
        WHERE document BETWEEN ? AND ? ORDER BY document
        """
    ) { row, document in document.target = row.text(1) }
  }
}
