import Text

/// Reads column files: a token a line, sentences apart by lines of white space.
///
/// `-DOCSTART-` lines and `# newdoc` comments start a document; in a file without any, each
/// sentence is one. The text of a document is its sentences, one a line, with a space between
/// tokens; where a `# text = ` comment holds the same tokens with other spaces, it is that text. A
/// sentence with a line that cannot be used is rejected, the rest of its document is kept.
final class ColumnReader: DocumentReader {
  private let lines: LineReader
  private let columns: ColumnLayout
  private let unit: DocumentUnit
  private var schemeCheck: SchemeCheck
  private(set) var endsClean = false

  private var document = Document(text: "")
  private var documentLine: Int?
  private var rejections: [InputRecord.Rejection] = []
  private var repairs: [InputRecord.Rejection] = []
  private var sentence = ColumnSentence()

  init(_ lines: LineReader, layout: ColumnLayout, unit: DocumentUnit) {
    self.lines = lines
    self.unit = unit
    columns = layout
    schemeCheck = SchemeCheck(
      scheme: layout.scheme, isGiven: layout.isSchemeGiven, isBare: layout.hasBareTags)
  }

  var layout: String { columns.description }

  var position: LineReader.Position { lines.position }

  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    try lines.skip(to: position)
  }

  /// What makes a document: as set, or documents if the file marks any, and sentences otherwise.
  static func unit(
    settings: ReadingSettings, sample: SampleLines, file: String?
  ) throws(TextInputError) -> DocumentUnit {
    switch settings.documents {
    case .line, .sentence: return .sentence
    case .paragraph: return .paragraph
    case .file: return .file
    case nil: break
    }
    let isMark = { (line: String) in line.hasPrefix("-DOCSTART-") || line.hasPrefix("# newdoc") }
    if sample.lines.contains(where: isMark) { return .paragraph }
    guard let file, FileStatus(path: file)?.isRegular == true else { return .sentence }
    let reader = LineReader(try FileStream(path: file))
    let mark = Array("-DOCSTART-".utf8)
    while try reader.advance() {
      if reader.withBytes({ $0.starts(with: mark) }) { return .paragraph }
    }
    return .sentence
  }

  func next() throws(TextInputError) -> InputRecord? {
    while try lines.advance() {
      let lineNumber = lines.lineNumber
      if let reason = lines.rejection {
        sentence.reject(line: lineNumber, reason)
        endsClean = false
        continue
      }
      if lines.isBlank {
        finishSentence()
        endsClean = unit == .sentence && lines.isTerminated
        if unit == .sentence, let record = takeRecord() { return record }
        continue
      }
      guard let line = lines.text else { continue }
      let startsDocument = line.hasPrefix("-DOCSTART-") || line.hasPrefix("# newdoc")
      if startsDocument, unit != .file {
        finishSentence()
        if documentLine != nil || !rejections.isEmpty {
          lines.pushBack()
          if let record = takeRecord() { return record }
          _ = try lines.advance()
        }
      }
      endsClean = false
      if columns.separator.isComment(line) {
        readComment(line)
      } else if !line.hasPrefix("-DOCSTART-") {
        if sentence.isEmpty { sentence.line = lineNumber }
        readToken(line, lineNumber: lineNumber)
      }
    }
    finishSentence()
    return takeRecord()
  }

  /// What was gathered since the last record, if anything.
  private func takeRecord() -> InputRecord? {
    guard documentLine != nil || !rejections.isEmpty else { return nil }
    defer {
      document = Document(text: "")
      documentLine = nil
      rejections = []
      repairs = []
    }
    let line = documentLine ?? rejections[0].line
    guard documentLine != nil else {
      return InputRecord(line: line, rejections: rejections)
    }
    document.hasGoldTokens = true
    return InputRecord(
      document: document, line: line, rejections: rejections, repairs: repairs)
  }

  private func finishSentence() {
    defer { sentence = ColumnSentence() }
    if let problem = sentence.problem {
      rejections.append(problem)
    } else if !sentence.tokens.isEmpty {
      if documentLine == nil { documentLine = sentence.line }
      if document.text.utf8.count > LineReader.defaultMaximumLineBytes {
        rejections.append(.init(line: sentence.line, reason: "the document is too long"))
        return
      }
      repairs += sentence.append(to: &document, scheme: columns.scheme)
      if unit == .sentence, let name = sentence.identifier { document.identifier = name }
    }
  }

  private func readComment(_ line: String) {
    let text = line.dropFirst(2)
    guard let equals = text.firstIndex(of: "=") else { return }
    let key = text[..<equals].split(separator: " ").joined(separator: " ")
    var value = text[text.index(after: equals)...]
    if value.first == " " { value = value.dropFirst() }
    switch key {
    case "text": sentence.rawText = String(value)
    case "sent_id": sentence.identifier = String(value)
    case "newdoc id" where unit != .sentence: document.identifier = String(value)
    default: break
    }
  }

  private func readToken(_ line: String, lineNumber: Int) {
    let fields = columns.separator.columns(of: line)
    let needed = max(columns.token, columns.tag) + 1
    if columns.columnCount.map({ $0 != fields.count }) ?? (fields.count < needed) {
      let expected = columns.columnCount.map(String.init) ?? "at least \(needed)"
      return sentence.reject(
        line: lineNumber,
        "\(fields.count) column\(fields.count == 1 ? "" : "s") instead of \(expected)"
      )
    }
    if columns.hasNumbers, Int(fields[0]) == nil {
      // Lines such as `3-4` and `5.1` stand for words that the other lines have or that are not
      // written.
      if fields[0].contains("-") || fields[0].contains(".") { return }
      return sentence.reject(line: lineNumber, "'\(fields[0])' is not the number of a token")
    }
    var token = fields[columns.token]
    if !columns.tokenPrefix.isEmpty, token.hasPrefix(columns.tokenPrefix) {
      token = token.dropFirst(columns.tokenPrefix.count)
    }
    while token.utf8.last == 0x20 { token = token.dropLast() }
    while token.utf8.first == 0x20 { token = token.dropFirst() }
    if token.isEmpty { return sentence.reject(line: lineNumber, "an empty token") }
    let tag = fields[columns.tag]
    if let reason = schemeCheck.problem(with: tag) {
      return sentence.reject(line: lineNumber, reason)
    }
    sentence.tokens.append(String(token))
    sentence.tags.append(schemeCheck.spelled(tag))
    sentence.tokenLines.append(lineNumber)
  }
}

/// A sentence of a column file while its lines are read.
private struct ColumnSentence {
  var line = 0
  var tokens: [String] = []
  var tags: [String] = []
  var tokenLines: [Int] = []
  var rawText: String?
  var identifier: String?
  private(set) var problem: InputRecord.Rejection?

  var isEmpty: Bool { tokens.isEmpty && problem == nil }

  /// The first reason is kept.
  mutating func reject(line: Int, _ reason: String) {
    if problem == nil { problem = .init(line: line, reason: reason) }
  }

  /// - Returns: the first tag that cannot stand where it does, if there is one.
  func append(to document: inout Document, scheme: TagScheme) -> [InputRecord.Rejection] {
    let spans = document.appendSentence(of: tokens, tags: tags, scheme: scheme, text: rawText)
    return scheme.repairs(of: tags, read: spans, lines: tokenLines)
  }
}
