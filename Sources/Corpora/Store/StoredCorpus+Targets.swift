import GRDB
import Text

extension StoredCorpus {
  /// How many documents of each split have a target.
  public func targetCounts() throws(CorporaError) -> [Split: Int] {
    try store.read { db in
      var counts: [Split: Int] = [:]
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT split, count(*) FROM document_target JOIN document ON document.id = document
          WHERE corpus = ? GROUP BY split
          """, arguments: [identifier])
      while let row = try rows.next() {
        guard let split = Split(rawValue: row[0]) else { continue }
        counts[split] = row[1]
      }
      return counts
    }
  }
}

extension CorpusStore {
  /// Reads the targets of documents.
  ///
  /// - Parameter rows: in the order of their numbers, which are within `numbers`.
  func readTargets(
    _ db: Database, of rows: inout [StoredDocument], _ numbers: ClosedRange<Int>
  ) throws {
    let targets = try PreparedStatement(
      db, "SELECT document, text FROM document_target WHERE document BETWEEN ? AND ?")
    targets.bind(numbers.lowerBound, at: 1)
    targets.bind(numbers.upperBound, at: 2)
    defer { targets.reset() }
    var index = 0
    while try targets.nextRow() {
      let id = targets.integer(0)
      while index < rows.count, rows[index].id < id { index += 1 }
      // Documents of other corpora may lie between those of this one.
      guard index < rows.count, rows[index].id == id else { continue }
      rows[index].document.target = targets.text(1)
    }
  }
}
