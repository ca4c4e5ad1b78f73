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
  /// - Parameters:
  ///   - rows: in the order of their numbers, which are within `numbers`.
  ///   - layer: `gold`, or the name of a run.
  func readLayers(
    _ db: Database, of rows: inout [StoredDocument], _ numbers: ClosedRange<Int>, layer: String
  ) throws {
    let layers = try PreparedStatement(
      db,
      """
      SELECT document, name, value_lines FROM token_layer
      WHERE document BETWEEN ? AND ? AND layer = ? ORDER BY document, ordinal
      """)
    layers.bind(numbers.lowerBound, at: 1)
    layers.bind(numbers.upperBound, at: 2)
    layers.bind(layer, at: 3)
    defer { layers.reset() }
    var index = 0
    while try layers.nextRow() {
      let id = layers.integer(0)
      while index < rows.count, rows[index].id < id { index += 1 }
      // Documents of other corpora may lie between those of this one.
      guard index < rows.count, rows[index].id == id else { continue }
      guard
        let values = TokenLayer(
          name: layers.text(1), lines: layers.text(2),
          tokenCount: rows[index].document.tokens.count)
      else {
        throw CorporaError.damagedStore(
          path: path, reason: "a layer of document \(id) does not fit its tokens")
      }
      rows[index].document.set(values)
    }
  }
}
