/// The records of a table one after the other: a record may go over several lines, where a quote is
/// open.
package final class SeparatedRecords {
  let lines: LineReader
  private let layout: TableLayout
  private let limit: Int
  private(set) var endsClean = false
  /// How many records in front are no data.
  private var passed = 0

  /// The records of a file may go over many lines, but not over more than this: a quote that is not
  /// closed would take the rest of the file with it.
  static let maximumLines = 10_000

  package init(_ lines: LineReader, layout: TableLayout, limit: Int) {
    self.lines = lines
    self.layout = layout
    self.limit = limit
  }

  /// The fields of the next record and its first line; `nil` at the end.
  package func next() throws(TextInputError) -> (line: Int, Result<[String], RecordProblem>)? {
    if lines.position.byte == 0 { passed = layout.headerRecords }
    while passed > 0 {
      passed -= 1
      guard let first = try record() else { return nil }
      if case .failure = first.1 { return first }
    }
    return try record()
  }

  private func record() throws(TextInputError) -> (line: Int, Result<[String], RecordProblem>)? {
    var bytes: [UInt8] = []
    var start: Int?
    var problem: RecordProblem?
    var quotes = 0
    while try lines.advance() {
      endsClean = lines.isTerminated
      if start == nil, lines.isBlank, !lines.isTooLong { continue }
      let line = start ?? lines.lineNumber
      start = line
      if let reason = lines.rejection { problem = problem ?? RecordProblem(reason) }
      lines.withBytes { line in
        bytes.append(contentsOf: line)
        quotes += line.count { $0 == UInt8(ascii: "\"") }
      }
      // Behind its first line a record cannot end where a quote is open.
      let isOpen = start != lines.lineNumber && !quotes.isMultiple(of: 2)
      switch isOpen
        ? .open
        : SeparatedFields(bytes, separator: layout.separator, isPadded: layout.isPadded)
      {
      case .complete(let fields): return (line, problem.map { .failure($0) } ?? .success(fields))
      case .malformed(let reason): return (line, .failure(problem ?? RecordProblem(reason)))
      case .open:
        if bytes.count > limit || lines.lineNumber - line >= Self.maximumLines {
          return (line, .failure(RecordProblem("a quote that is not closed")))
        }
        // Within quotes the line ends of Windows are text.
        if lines.hasCarriageReturn { bytes.append(0x0D) }
        bytes.append(0x0A)
      }
    }
    return start.map { ($0, .failure(RecordProblem("a quote that is not closed"))) }
  }
}
