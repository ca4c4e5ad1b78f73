import NLPToolkit

/// A token of a column file.
struct ColumnRow {
  var columns: [Substring]
  var line: Int
}

/// The sentences of a column file: rows until a blank line.
///
/// Columns are separated by tabs, or by spaces if the first row has no tab. `-DOCSTART-` rows end a
/// sentence and are no tokens; lines of one column that start with `# ` are comments.
final class ColumnSentences {
  private let lines: SourceLines
  private var columnCount: Int?
  private var hasTabs = false

  init(_ path: String) throws { lines = try SourceLines(path) }

  var name: String { lines.name }
  /// The number of the last line that was read.
  var line: Int { lines.lineNumber }

  /// - Throws: status 65 for a row that has another number of columns than the first.
  func next() throws -> [ColumnRow]? {
    var rows: [ColumnRow] = []
    while try lines.advance() {
      let text = lines.text
      let isBlank = text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
      if isBlank || text.hasPrefix("-DOCSTART-") {
        if rows.isEmpty { continue }
        return rows
      }
      if columnCount == nil { hasTabs = text.utf8.contains(0x09) }
      let columns = split(text)
      if text.hasPrefix("# "), columns.count != columnCount, columnCount != nil || !isRow(columns) {
        continue
      }
      if let columnCount, columns.count != columnCount {
        throw CommandError.badData(
          "\(lines.place): \(columns.count) columns where the file has \(columnCount); "
            + "complete the line")
      }
      columnCount = columns.count
      rows.append(ColumnRow(columns: columns, line: lines.lineNumber))
    }
    return rows.isEmpty ? nil : rows
  }

  private func split(_ text: String) -> [Substring] {
    hasTabs
      ? text.split(separator: "\t", omittingEmptySubsequences: false)
      : text.split(whereSeparator: { $0 == " " })
  }

  /// Whether what starts with `# ` is the token `#` and its tag, and no comment.
  private func isRow(_ columns: [Substring]) -> Bool {
    columns.count == 2 && (columns[1] == "O" || columns[1].dropFirst().first == "-")
  }
}
