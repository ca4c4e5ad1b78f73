import Text

/// Reads treebanks in CoNLL-U.
///
/// Tokens are the words, where those of a multiword token together are what is written ("do" and
/// "n't" of "don't"), and otherwise the multiword token. Which tokens touch is told by the `# text`
/// comment, or by `SpaceAfter=No` and `SpacesAfter`. A `# newdoc` comment starts a document; in a
/// file without any, each sentence is one. Lemmas, parts of speech and features become layers; a
/// multiword token that is not divided has those of its words, see ``TokenLayer/words``. Trees are
/// not kept.
///
/// Source: Universal Dependencies, "CoNLL-U Format" (version 2).
final class TreebankReader: DocumentReader {
  private let lines: LineReader
  private let unit: DocumentUnit
  private(set) var endsClean = false

  private var document = Document(text: "")
  private var documentLine: Int?
  private var rejections: [InputRecord.Rejection] = []
  private var sentence = TreebankSentence()
  /// The layers of the document's tokens so far.
  private var layers = TreebankLayers()

  init(_ lines: LineReader, unit: DocumentUnit) {
    self.lines = lines
    self.unit = unit
  }

  static func unit(settings: ReadingSettings, sample: SampleLines) -> DocumentUnit {
    switch settings.documents {
    case .line, .sentence: .sentence
    case .paragraph: .paragraph
    case .file: .file
    case nil: sample.lines.contains { $0.hasPrefix("# newdoc") } ? .paragraph : .sentence
    }
  }

  var layout: String { "CoNLL-U, a \(unit == .paragraph ? "newdoc" : unit.rawValue) a document" }

  var position: LineReader.Position { lines.position }

  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    try lines.skip(to: position)
  }

  func next() throws(TextInputError) -> InputRecord? {
    while try lines.advance() {
      let number = lines.lineNumber
      if let reason = lines.rejection {
        sentence.reject(number, reason)
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
      if line.hasPrefix("# newdoc"), unit == .paragraph {
        finishSentence()
        if documentLine != nil || !rejections.isEmpty {
          lines.pushBack()
          if let record = takeRecord() { return record }
          _ = try lines.advance()
        }
      }
      endsClean = false
      if line.hasPrefix("#") {
        readComment(line)
      } else {
        sentence.add(line, number: number)
      }
    }
    finishSentence()
    return takeRecord()
  }

  private func takeRecord() -> InputRecord? {
    guard documentLine != nil || !rejections.isEmpty else { return nil }
    defer {
      document = Document(text: "")
      documentLine = nil
      rejections = []
      layers = TreebankLayers()
    }
    guard let line = documentLine else {
      return InputRecord(line: rejections[0].line, rejections: rejections)
    }
    document.hasGoldTokens = true
    document.layers = layers.settled
    return InputRecord(document: document, line: line, rejections: rejections)
  }

  private func readComment(_ line: String) {
    guard let equals = line.firstIndex(of: "=") else { return }
    let key = line[..<equals].dropFirst().split(separator: " ").joined(separator: " ")
    var value = line[line.index(after: equals)...]
    if value.first == " " { value = value.dropFirst() }
    switch key {
    case "text": sentence.text = String(value)
    case "sent_id": sentence.identifier = String(value)
    case "newdoc id" where unit == .paragraph: document.identifier = String(value)
    default: break
    }
  }

  private func finishSentence() {
    defer { sentence = TreebankSentence() }
    sentence.finish()
    if let problem = sentence.problem {
      rejections.append(problem)
    } else if !sentence.tokens.isEmpty {
      if document.text.utf8.count > LineReader.defaultMaximumLineBytes {
        rejections.append(.init(line: sentence.line, reason: "the document is too long"))
        return
      }
      if documentLine == nil { documentLine = sentence.line }
      sentence.append(to: &document)
      for token in sentence.tokens { layers.append(token.columns, words: token.words) }
      if unit == .sentence, let name = sentence.identifier { document.identifier = name }
    }
  }
}

/// A token of a treebank.
private struct TreebankToken {
  var form: String
  /// What follows it.
  var space: String
  /// Columns 3 to 6, those of several words apart by spaces; `nil` if they could not be told apart.
  var columns: [String]?
  /// The words that are not in the text, apart by spaces.
  var words: String?

  /// Takes the words of a multiword token that does not consist of them.
  mutating func join(_ parts: [TreebankToken]) {
    let values = parts.compactMap(\.columns)
    guard parts.count > 1, parts.allSatisfy({ !$0.form.contains(" ") }) else { return }
    words = parts.map(\.form).joined(separator: " ")
    // A column in which a word has nothing, or values that cannot be told apart, says nothing.
    columns = values[0].indices.map { column in
      let column = values.map { $0[column] }
      return column.contains { $0.isEmpty || $0.contains(" ") }
        ? "" : column.joined(separator: " ")
    }
  }
}

/// A sentence of a treebank while its lines are read.
private struct TreebankSentence {
  var line = 0
  var text: String?
  var identifier: String?
  var tokens: [TreebankToken] = []
  private(set) var problem: InputRecord.Rejection?
  /// The multiword token whose words are being read.
  private var multiword: (token: TreebankToken, last: Int, words: [TreebankToken])?
  private var lastNumber = 0

  mutating func reject(_ line: Int, _ reason: String) {
    if problem == nil { problem = .init(line: line, reason: reason) }
  }

  mutating func add(_ row: String, number: Int) {
    if line == 0 { line = number }
    let columns = row.split(separator: "\t", omittingEmptySubsequences: false)
    guard columns.count == 10 else {
      return reject(number, "\(columns.count) column\(columns.count == 1 ? "" : "s") instead of 10")
    }
    let form = String(columns[1])
    if form.isEmpty { return reject(number, "an empty token") }
    // Empty nodes ("8.1") stand for words that are not written.
    if columns[0].contains(".") { return }
    let space = Self.space(after: columns[9])
    let bounds = columns[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    if bounds.count == 2, let first = bounds[0], let last = bounds[1] {
      guard first == lastNumber + 1, last > first, last - first < 1000, multiword == nil else {
        return reject(number, "the words \(columns[0]) are out of order")
      }
      multiword = (TreebankToken(form: form, space: space), last, [])
      return
    }
    guard bounds.count == 1, let own = bounds[0] else {
      return reject(number, "'\(columns[0])' is not the number of a word")
    }
    guard own == lastNumber + 1 else {
      return reject(number, "word \(own) behind word \(lastNumber)")
    }
    lastNumber = own
    let layers = TreebankLayers.normalized(columns[2...5], form: form)
    let token = TreebankToken(form: form, space: space, columns: layers)
    guard multiword != nil else {
      tokens.append(token)
      return
    }
    multiword?.words.append(token)
    if multiword?.last == own { finishMultiword() }
  }

  /// The space that the last column says: one, none for `SpaceAfter=No`, or what `SpacesAfter`
  /// spells.
  private static func space(after features: Substring) -> String {
    for feature in features.split(separator: "|") {
      if feature == "SpaceAfter=No" { return "" }
      guard feature.hasPrefix("SpacesAfter=") else { continue }
      var space = ""
      var isEscaped = false
      for character in feature.dropFirst("SpacesAfter=".count) {
        if !isEscaped, character == "\\" {
          isEscaped = true
          continue
        }
        let meant: [Character: Character] = ["s": " ", "n": "\n", "t": "\t", "r": "\r", "p": "|"]
        space.append(isEscaped ? meant[character] ?? character : character)
        isEscaped = false
      }
      // Other than white space it is no space: tokens would not be all of the text.
      return space.allSatisfy(\.isWhitespace) ? space : " "
    }
    return " "
  }

  private mutating func finishMultiword() {
    guard var (token, _, words) = multiword else { return }
    multiword = nil
    if words.map(\.form).joined() == token.form {
      for index in words.indices {
        words[index].space = index == words.count - 1 ? token.space : ""
      }
      tokens += words
    } else {
      token.join(words)
      tokens.append(token)
    }
  }

  mutating func finish() {
    if multiword != nil { reject(line, "the words of a multiword token are missing") }
  }

  func append(to document: inout Document) {
    if !document.text.isEmpty { document.text += "\n" }
    let base = document.text.utf8.count
    var ranges: [Range<Int>] = []
    if let text, let found = alignment(with: Array(text.utf8)) {
      document.text += text
      ranges = found
    } else {
      var position = 0
      for (index, token) in tokens.enumerated() {
        ranges.append(position..<position + token.form.utf8.count)
        document.text += token.form
        position += token.form.utf8.count
        if index < tokens.count - 1 {
          document.text += token.space
          position += token.space.utf8.count
        }
      }
    }
    let first = document.tokens.count
    for range in ranges {
      document.tokens.append(Token(range: base + range.lowerBound..<base + range.upperBound))
    }
    document.sentences.append(
      Sentence(
        range: document.tokens[first].range.lowerBound..<base + ranges[ranges.count - 1].upperBound,
        tokens: first..<document.tokens.count))
  }

  /// The byte range of each token in the text of the sentence; `nil` unless the tokens stand there
  /// in order with only spaces between them.
  private func alignment(with bytes: [UInt8]) -> [Range<Int>]? {
    var ranges: [Range<Int>] = []
    var position = 0
    for token in tokens {
      while position < bytes.count, bytes[position] == 0x20 { position += 1 }
      let end = position + token.form.utf8.count
      guard end <= bytes.count, bytes[position..<end].elementsEqual(token.form.utf8) else {
        return nil
      }
      ranges.append(position..<end)
      position = end
    }
    guard bytes[position...].allSatisfy({ $0 == 0x20 }), ranges.first?.lowerBound == 0 else {
      return nil
    }
    return position == bytes.count ? ranges : nil
  }
}
