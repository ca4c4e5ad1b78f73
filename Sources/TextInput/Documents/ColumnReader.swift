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
    schemeCheck = SchemeCheck(scheme: layout.scheme, isGiven: layout.isSchemeGiven)
  }

  var layout: String { columns.description }

  var position: LineReader.Position { lines.position }

  func skip(to place: LineReader.Position) throws(TextInputError) -> Bool {
    try lines.skip(to: place)
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
      let number = lines.lineNumber
      if let reason = lines.rejection {
        sentence.reject(line: number, reason)
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
      if columns.isComment(line) {
        readComment(line)
      } else if !line.hasPrefix("-DOCSTART-") {
        if sentence.isEmpty { sentence.line = number }
        readToken(line, number: number)
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
      if let repair = sentence.append(to: &document, scheme: columns.scheme) {
        repairs.append(repair)
      }
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

  private func readToken(_ line: String, number: Int) {
    let fields = columns.columns(of: line)
    let needed = max(columns.token, columns.tag) + 1
    if columns.columnCount.map({ $0 != fields.count }) ?? (fields.count < needed) {
      let expected = columns.columnCount.map(String.init) ?? "at least \(needed)"
      return sentence.reject(
        line: number, "\(fields.count) column\(fields.count == 1 ? "" : "s") instead of \(expected)"
      )
    }
    if columns.hasNumbers, Int(fields[0]) == nil {
      // Lines such as `3-4` and `5.1` stand for words that the other lines have or that are not
      // written.
      if fields[0].contains("-") || fields[0].contains(".") { return }
      return sentence.reject(line: number, "'\(fields[0])' is not the number of a token")
    }
    var token = fields[columns.token]
    if !columns.tokenPrefix.isEmpty, token.hasPrefix(columns.tokenPrefix) {
      token = token.dropFirst(columns.tokenPrefix.count)
    }
    while token.utf8.last == 0x20 { token = token.dropLast() }
    while token.utf8.first == 0x20 { token = token.dropFirst() }
    if token.isEmpty { return sentence.reject(line: number, "an empty token") }
    let tag = fields[columns.tag]
    if let reason = schemeCheck.problem(with: tag) {
      return sentence.reject(line: number, reason)
    }
    sentence.tokens.append(String(token))
    sentence.tags.append(schemeCheck.spelled(tag))
    sentence.tokenLines.append(number)
  }
}

/// Whether tags keep to a scheme.
struct SchemeCheck {
  private let scheme: TagScheme
  private let isGiven: Bool
  private var seen: Set<Character> = []

  init(scheme: TagScheme, isGiven: Bool) {
    self.scheme = scheme
    self.isGiven = isGiven
  }

  /// Why a tag does not fit, or `nil` if it does.
  ///
  /// A recognised scheme may widen while no two schemes mix: the first sentences of a BIOES file
  /// may have no `E-`.
  mutating func problem(with tag: Substring) -> String? {
    if tag == "O" || (isGiven && scheme == .io && !tag.isEmpty) { return nil }
    guard ColumnLayout.isTag(tag), let prefix = tag.first else {
      return "'\(tag)' is no tag of \(isGiven ? scheme.rawValue : "any scheme")"
    }
    if isGiven {
      return scheme.prefixes.contains(prefix) ? nil : "'\(tag)' is no tag of \(scheme.rawValue)"
    }
    if seen.contains(prefix) { return nil }
    let all = seen.union([prefix]).union(scheme.prefixes)
    guard all.isSubset(of: ["B", "I", "E", "S"]) || all.isSubset(of: ["B", "I", "L", "U"]) else {
      return "'\(tag)' is no tag of \(scheme.rawValue), in which the tags before it are written"
    }
    seen.insert(prefix)
    return nil
  }

  /// The tag with a prefix: where IO is asked for, labels may stand bare.
  func spelled(_ tag: Substring) -> String {
    isGiven && scheme == .io && tag != "O" && !tag.hasPrefix("I-") ? "I-\(tag)" : String(tag)
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
  func append(to document: inout Document, scheme: TagScheme) -> InputRecord.Rejection? {
    if !document.text.isEmpty { document.text += "\n" }
    let base = document.text.utf8.count
    var ranges: [Range<Int>] = []
    if let (text, found) = rawText.flatMap(alignment(with:)) {
      document.text += text
      ranges = found
    } else {
      var end = 0
      for token in tokens {
        let start = end == 0 ? 0 : end + 1
        end = start + token.utf8.count
        ranges.append(start..<end)
      }
      document.text += tokens.joined(separator: " ")
    }
    let first = document.tokens.count
    for range in ranges {
      document.tokens.append(Token(range: base + range.lowerBound..<base + range.upperBound))
    }
    document.sentences.append(
      Sentence(
        range: document.tokens[first].range.lowerBound..<base + ranges[ranges.count - 1].upperBound,
        tokens: first..<first + tokens.count))
    let spans = scheme.spans(in: tags)
    for span in spans {
      document.spans.append(
        Span(
          range: document.tokens[first + span.tokens.lowerBound].range
            .lowerBound..<document
            .tokens[first + span.tokens.upperBound - 1].range.upperBound,
          label: span.label))
    }
    if spans.isEmpty || scheme == .io { return nil }
    let written = scheme.tags(for: spans, count: tags.count)
    guard let index = tags.indices.first(where: { tags[$0] != written[$0] }) else { return nil }
    return .init(
      line: tokenLines[index],
      reason:
        "'\(tags[index])' cannot stand here in \(scheme.rawValue); read as '\(written[index])'")
  }

  /// The bytes of each token in a text that has the same tokens with any white space between them,
  /// and that text without the space around it.
  private func alignment(with text: String) -> (text: String, ranges: [Range<Int>])? {
    let bytes = Array(text.utf8.drop { $0 == 0x20 })
    var ranges: [Range<Int>] = []
    var position = 0
    for token in tokens {
      while position < bytes.count, bytes[position] == 0x20 { position += 1 }
      let end = position + token.utf8.count
      guard end <= bytes.count, bytes[position..<end].elementsEqual(token.utf8) else { return nil }
      ranges.append(position..<end)
      position = end
    }
    guard bytes[position...].allSatisfy({ $0 == 0x20 }) else { return nil }
    return (String(decoding: bytes[..<position], as: UTF8.self), ranges)
  }
}
