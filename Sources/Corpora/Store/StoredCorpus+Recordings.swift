import GRDB
import Text

extension StoredCorpus {
  /// The length of the recordings of each split, in seconds; empty for a corpus without recordings.
  public func soundSeconds() throws(CorporaError) -> [Split: Double] {
    try store.read { db in
      var seconds: [Split: Double] = [:]
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT split, sum(CAST(frames AS REAL) / sample_rate)
          FROM recording JOIN document ON document.id = document
          WHERE corpus = ? GROUP BY split
          """, arguments: [identifier])
      while let row = try rows.next() {
        guard let split = Split(rawValue: row[0]) else { continue }
        seconds[split] = row[1]
      }
      return seconds
    }
  }
}

extension CorpusStore {
  /// Reads the recordings of documents.
  ///
  /// - Parameter rows: in the order of their numbers, which are within `numbers`.
  func readRecordings(
    _ db: Database, of rows: inout [StoredDocument], _ numbers: ClosedRange<Int>
  ) throws {
    let recordings = try PreparedStatement(
      db,
      """
      SELECT document, path, speaker, sample_rate, frames, sha256 FROM recording
      WHERE document BETWEEN ? AND ?
      """)
    recordings.bind(numbers.lowerBound, at: 1)
    recordings.bind(numbers.upperBound, at: 2)
    defer { recordings.reset() }
    var index = 0
    while try recordings.nextRow() {
      let id = recordings.integer(0)
      while index < rows.count, rows[index].id < id { index += 1 }
      // Documents of other corpora may lie between those of this one.
      guard index < rows.count, rows[index].id == id else { continue }
      rows[index].document.recording = Recording(
        path: recordings.text(1), speaker: recordings.text(2), sampleRate: recordings.integer(3),
        frameCount: recordings.integer(4), digest: recordings.text(5))
    }
  }
}
