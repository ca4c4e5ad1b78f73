import GRDB
import Text

extension TokenLayer {
  /// The values one a line, as a store keeps them; an empty line is no value.
  ///
  /// A line end within a value, which no format has, becomes a space.
  var lines: String {
    values.map { value in
      guard let value else { return "" }
      return value.utf8.contains(0x0A) ? value.replacing("\n", with: " ") : value
    }.joined(separator: "\n")
  }

  /// - Returns: `nil` if there are not as many lines as tokens.
  init?(name: String, lines: String, tokenCount: Int) {
    let values: [String?] = lines.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { $0.isEmpty ? nil : String(Substring($0)) }
    guard values.count == max(1, tokenCount) else { return nil }
    self.init(name: name, values: tokenCount == 0 ? [] : values)
  }
}

extension CorpusStore {
  /// Reads the layers of tokens of documents.
  ///
  /// - Parameter layer: `gold`, or the name of a run.
  func readLayers(_ db: Database, of rows: inout [StoredDocument], layer: String) throws {
    try forEachRow(
      db, of: &rows, layer: layer,
      sql: """
        SELECT document, name, value_lines FROM token_layer
        WHERE document BETWEEN ? AND ? AND layer = ? ORDER BY document, ordinal
        """
    ) { row, document in
      guard
        let values = TokenLayer(
          name: row.text(1), lines: row.text(2), tokenCount: document.tokens.count)
      else {
        throw CorporaError.damagedStore(
          path: path, reason: "a layer of document \(row.integer(0)) does not fit its tokens")
      }
      document.set(values)
    }
  }
}
