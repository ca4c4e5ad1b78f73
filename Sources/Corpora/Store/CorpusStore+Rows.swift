import GRDB
import Text

/// Queries whose rows belong to splits or documents that are read already.
extension CorpusStore {
  /// Calls `body` with each row of a query, whose first column is a split and whose argument is the
  /// number of a corpus.
  func forEachSplit(
    _ db: Database, corpus: Int, sql: String, _ body: (Split, Row) throws -> Void
  ) throws {
    let rows = try Row.fetchCursor(db, sql: sql, arguments: [corpus])
    while let row = try rows.next() {
      guard let split = Split(rawValue: row[0]) else { continue }
      try body(split, row)
    }
  }

  /// Calls `body` with each row of a query, whose first column is the number of a document, and the
  /// document.
  ///
  /// - Parameters:
  ///   - documents: in the order of their numbers.
  ///   - layer: the third argument of the query, if it has one.
  ///   - sql: gives its rows in the order of documents; its first two arguments are the numbers of
  ///     the first and the last document.
  /// - Complexity: O(*n* + *m*) for *n* documents and *m* rows.
  func forEachRow(
    _ db: Database, of documents: inout [StoredDocument], layer: String? = nil, sql: String,
    _ body: (PreparedStatement, inout Document) throws -> Void
  ) throws {
    guard let first = documents.first?.id, let last = documents.last?.id else { return }
    let rows = try PreparedStatement(db, sql)
    rows.bind(first, at: 1)
    rows.bind(last, at: 2)
    if let layer { rows.bind(layer, at: 3) }
    defer { rows.reset() }
    var index = 0
    while try rows.nextRow() {
      let id = rows.integer(0)
      while index < documents.count, documents[index].id < id { index += 1 }
      // Documents of other corpora may lie between those of this one.
      guard index < documents.count, documents[index].id == id else { continue }
      try body(rows, &documents[index].document)
    }
  }
}
