import GRDB
import Text

extension StoredCorpus {
  /// The length of the recordings of each split, in seconds; empty for a corpus without recordings.
  public func soundSeconds() throws(CorporaError) -> [Split: Double] {
    try store.read { db in
      var seconds: [Split: Double] = [:]
      try store.forEachSplit(
        db, corpus: identifier,
        sql: """
          SELECT split, sum(CAST(frames AS REAL) / sample_rate)
          FROM recording JOIN document ON document.id = document
          WHERE corpus = ? GROUP BY split
          """
      ) { split, row in seconds[split] = row[1] }
      return seconds
    }
  }
}

extension CorpusStore {
  /// Reads the recordings of documents.
  func readRecordings(_ db: Database, of rows: inout [StoredDocument]) throws {
    try forEachRow(
      db, of: &rows,
      sql: """
        SELECT document, path, speaker, sample_rate, frames, sha256 FROM recording
        WHERE document BETWEEN ? AND ? ORDER BY document
        """
    ) { row, document in
      document.recording = Recording(
        path: row.text(1), speaker: row.text(2), sampleRate: row.integer(3),
        frameCount: row.integer(4), digest: row.text(5))
    }
  }
}
