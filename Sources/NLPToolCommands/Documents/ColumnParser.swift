import NLPToolkit

/// Columns: a token a line, sentences apart by blank lines; every sentence is a document with the
/// tokens as they are given.
///
/// Lines with a tab are divided at tabs, others at white space. The token is in the first column,
/// or in the second where the first numbers the tokens as CoNLL-U does.
struct ColumnParser: DocumentParser {
  /// The column of the token, from 1; `nil` to find it.
  let tokenColumn: Int?

  private var lines: [String] = []
  private var byteCount = 0
  private var source = ""
  private var firstLine: Int?
  private var failure: DocumentFailure?
  /// Whether the first column numbers tokens, once a sentence of the source has shown it.
  private var isNumbered: Bool?

  init(tokenColumn: Int?) {
    self.tokenColumn = tokenColumn
  }

  mutating func items(of input: InputDocument) -> [DocumentItem] {
    var items: [DocumentItem] = []
    if input.source != source {
      items = finish()
      source = input.source
      isNumbered = nil
    }
    switch input.content {
    case .success(let text) where input.line == nil:
      // A literal has all its lines at once.
      let parts = text.split(
        omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
      for (index, part) in parts.enumerated() { items += take(String(part), line: index + 1) }
    case .success(let text):
      items += take(text, line: input.line)
    case .failure(let error):
      if failure == nil { failure = DocumentFailure(input, error) }
    }
    return items
  }

  mutating func finish() -> [DocumentItem] {
    defer {
      lines.removeAll(keepingCapacity: true)
      byteCount = 0
      firstLine = nil
      failure = nil
    }
    if let failure { return [.failure(failure)] }
    return lines.isEmpty ? [] : [sentence()]
  }

  private mutating func take(_ text: String, line: Int?) -> [DocumentItem] {
    if text.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
      if failure == nil { lines.append("") }
      if firstLine == nil { firstLine = line }
      return finish()
    }
    if firstLine == nil { firstLine = line }
    guard failure == nil else { return [] }
    lines.append(text)
    byteCount += text.utf8.count
    if byteCount > InputReader.maximumDocumentBytes {
      failure = DocumentFailure(
        source: source, line: firstLine,
        problem: "a sentence of more than \(InputReader.maximumDocumentBytes >> 20) MiB; "
          + "put blank lines between sentences")
      lines.removeAll()
    }
    return []
  }

  /// The lines so far as a document.
  private mutating func sentence() -> DocumentItem {
    let separator = ColumnSeparator(of: lines)
    let rows = lines.map { line in
      line.isEmpty || separator.isComment(line) ? nil : separator.columns(of: line)
    }
    if isNumbered == nil { isNumbered = Self.holdsNumbers(rows.compactMap { $0 }) }
    let isNumbered = isNumbered ?? false
    let column = tokenColumn.map { $0 - 1 } ?? (isNumbered ? 1 : 0)

    var document = Document(text: "")
    document.hasGoldTokens = true
    var columnLines: [DocumentRecord.ColumnLine] = []
    var count: Int?
    for (index, (line, columns)) in zip(lines, rows).enumerated() {
      func problem(_ text: String) -> DocumentItem {
        .failure(DocumentFailure(source: source, line: firstLine.map { $0 + index }, problem: text))
      }
      guard let columns else {
        columnLines.append(.init(text: line, role: .verbatim))
        continue
      }
      if columns[0] == "-DOCSTART-" {
        columnLines.append(.init(text: line, role: .filler("O")))
        continue
      }
      if let count, columns.count != count {
        return problem(
          "\(columns.count) \(columns.count == 1 ? "column" : "columns") instead of the \(count) of "
            + "the lines before")
      }
      count = columns.count
      guard column < columns.count else {
        return problem("no column \(column + 1), where the tokens are; choose with --token-column")
      }
      if isNumbered, columns[0].utf8.contains(where: { $0 == 0x2D || $0 == 0x2E }) {
        // `3-4` and `5.1` stand for words that other lines have or that are not written.
        columnLines.append(.init(text: line, role: .filler("_")))
        continue
      }
      guard !columns[column].isEmpty else { return problem("an empty token") }
      if !document.tokens.isEmpty { document.text += " " }
      let start = document.text.utf8.count
      document.text += columns[column]
      columnLines.append(.init(text: line, role: .token(document.tokens.count)))
      document.tokens.append(Token(range: start..<document.text.utf8.count))
    }
    if !document.tokens.isEmpty {
      document.sentences = [
        Sentence(
          range: 0..<document.text.utf8.count, tokens: 0..<document.tokens.count)
      ]
    }
    return .record(
      DocumentRecord(line: firstLine, document: document, origin: .columns(columnLines)))
  }

  /// Whether the first column counts 1, 2, 3…; `nil` if the sentence is too short to tell.
  private static func holdsNumbers(_ rows: [[Substring]]) -> Bool? {
    let rows = rows.filter { $0[0] != "-DOCSTART-" }
    let numbers = rows.filter { !$0[0].contains("-") && !$0[0].contains(".") }.map { Int($0[0]) }
    guard numbers.count > 1 else { return rows.first.map { $0.count == 10 } }
    return rows[0].count > 2 && numbers.enumerated().allSatisfy { $0.element == $0.offset + 1 }
  }
}
