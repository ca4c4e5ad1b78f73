import NLPToolkit

/// A token of a column file.
struct ColumnRow {
  var columns: [Substring]
  var line: Int
}

/// The sentences of a column file: rows until a blank line.
///
/// Columns are separated by tabs, or by spaces if the first row has no tab. `-DOCSTART-` rows end a
/// sentence and are no tokens; lines that start with `# ` and are no row of the file are comments.
final class ColumnSentences {
  private let lines: SourceLines
  private var columnCount: Int?
  private var separator = ColumnSeparator.space

  private init(_ lines: SourceLines) { self.lines = lines }

  convenience init(_ path: String) throws { try self.init(PredictionFile(path)) }

  /// - Throws: status 65 for a folder.
  convenience init(_ file: PredictionFile) throws {
    guard case .lines(let lines) = file else {
      throw CommandError.badData("\(file.name): a folder; name a file of columns")
    }
    self.init(lines)
  }

  var name: String { lines.name }
  /// The number of the last line that was read.
  var line: Int { lines.lineNumber }

  /// - Throws: status 65 for a row that has another number of columns than the first.
  func next() throws -> [ColumnRow]? {
    var rows: [ColumnRow] = []
    while try lines.advance() {
      let text = lines.text
      if FormatRecognition.isBlank(text) || text.hasPrefix("-DOCSTART-") {
        if rows.isEmpty { continue }
        return rows
      }
      if columnCount == nil { separator = ColumnSeparator(of: [text]) }
      let columns = separator.columns(of: text)
      if text.hasPrefix("# "), separator.isComment(text) || !isRow(columns) { continue }
      if let columnCount, columns.count != columnCount {
        throw CommandError.badData(
          "\(lines.location): \(columns.count) columns where the file has \(columnCount); "
            + "complete the line")
      }
      columnCount = columns.count
      rows.append(ColumnRow(columns: columns, line: lines.lineNumber))
    }
    return rows.isEmpty ? nil : rows
  }

  /// Whether what starts with `# ` is the token `#` with its columns, and no comment.
  private func isRow(_ columns: [Substring]) -> Bool {
    if let columnCount { return columns.count == columnCount }
    return columns.count == 2 && (columns[1] == "O" || columns[1].dropFirst().first == "-")
  }
}
