import Evaluation

/// A table for people: a heading, named columns, and rows of cells.
public struct ReportTable: Sendable, Hashable {
  /// What a cell holds.
  public enum Cell: Sendable, Hashable {
    case text(String)
    case count(Int)
    /// A share or another small number; `nil` is undefined.
    case score(Double?)
    case blank
  }

  /// What stands above the table.
  public var title: String
  /// The first column names the rows.
  public var columns: [String]
  /// The cells of each row, as many as the header has.
  public var rows: [[Cell]]
  /// The rows that stand below a line, such as averages, counted from the end.
  public var footerRows: Int

  /// Sets every property.
  public init(title: String, columns: [String], rows: [[Cell]], footerRows: Int = 0) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.footerRows = footerRows
  }

  /// The table in a fixed-width font: names to the left, numbers to the right.
  ///
  /// - Parameter digits: the decimals of scores.
  public func text(digits: Int = 4) -> String {
    let texts = rows.map { $0.map { ReportTable.text(of: $0, digits: digits) } }
    var widths = columns.map(TerminalWidth.of)
    for row in texts {
      for (column, text) in row.enumerated() where column < widths.count {
        widths[column] = max(widths[column], TerminalWidth.of(text))
      }
    }
    func line(_ cells: [String]) -> String {
      var line = ""
      for (column, width) in widths.enumerated() {
        let cell = column < cells.count ? cells[column] : ""
        let padding = String(repeating: " ", count: width - TerminalWidth.of(cell))
        line += column == 0 ? cell + padding : "  " + padding + cell
      }
      while line.last == " " { line.removeLast() }
      return line
    }
    let rule = String(repeating: "-", count: widths.reduce(0, +) + 2 * (widths.count - 1))
    var lines = title.isEmpty ? [] : [title]
    lines += [line(columns), rule]
    for (index, row) in texts.enumerated() {
      if footerRows > 0, footerRows < texts.count, index == texts.count - footerRows {
        lines.append(rule)
      }
      lines.append(line(row))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func text(of cell: Cell, digits: Int) -> String {
    switch cell {
    case .text(let text): TerminalWidth.printable(text)
    case .count(let count): String(count)
    case .score(let value): DecimalText.fixed(value, digits: digits)
    case .blank: ""
    }
  }
}
