/// A table for people: the first column to the left, the others to the right.
struct TextTable {
  private var rows: [[String]]

  init(header: [String]) {
    rows = [header]
  }

  mutating func add(_ row: [String]) {
    rows.append(row)
  }

  /// Widths count Unicode scalars.
  func write(to output: Output) throws {
    let widths = rows[0].indices.map { column in
      rows.map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    for row in rows {
      var line = ""
      for (column, text) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - text.unicodeScalars.count)
        line += column == 0 ? text + space : "  " + space + text
      }
      try output.writeLine(line)
    }
  }
}
