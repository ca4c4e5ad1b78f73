import Text

/// Reads one JSON object a line.
///
/// Fields: the text, an identifier (string or number), entities as `{"start", "end", "label"}` or
/// as `[start, end, label]`, and classes as a string, a number, a truth value or an array of them
/// under `label` or `labels`. Entities may also stand under `spans` (Prodigy) or as triples under
/// `label` or `labels` (doccano). `tokens` and `sentences`, as ``JSONLinesWriter`` writes them,
/// bring tokens along.
final class JSONLinesReader: DocumentReader {
  private let lines: LineReader
  private let settings: ReadingSettings
  private(set) var endsClean = false

  init(_ lines: LineReader, settings: ReadingSettings) {
    self.lines = lines
    self.settings = settings
  }

  var layout: String { "JSON lines, text in '\(settings.fields.text)'" }

  var position: LineReader.Position { lines.position }

  func skip(to place: LineReader.Position) throws(TextInputError) -> Bool {
    try lines.skip(to: place)
  }

  func next() throws(TextInputError) -> InputRecord? {
    while try lines.advance() {
      endsClean = lines.isTerminated
      if lines.isBlank, !lines.isTooLong { continue }
      let number = lines.lineNumber
      if let reason = lines.rejection { return .rejected(line: number, reason: reason) }
      guard let text = lines.text else { continue }
      do throws(RecordProblem) {
        return .document(try document(of: text), line: number)
      } catch {
        return .rejected(line: number, reason: error.reason)
      }
    }
    return nil
  }

  /// The document that an object says.
  func document(of line: String) throws(RecordProblem) -> Document {
    let object: JSONObject
    do {
      object = try JSONObject(parsing: line)
    } catch {
      throw RecordProblem("\(error)")
    }
    guard let value = object[settings.fields.text] else {
      throw RecordProblem("no field '\(settings.fields.text)'")
    }
    guard let text = value.string else {
      throw RecordProblem("'\(settings.fields.text)' is \(value.kind), not a string")
    }
    if text.utf8.contains(0) { throw RecordProblem("a NUL in the text") }
    if FormatRecognition.isBlank(text) { throw RecordProblem("the text is empty") }
    var document = Document(text: text)
    switch object[settings.fields.identifier] {
    case .string(let name)?: document.identifier = name
    case .number(let digits)?: document.identifier = digits
    default: break
    }
    let offsets = OffsetTable(text, unit: settings.offsets)
    try addAnnotations(of: object, offsets: offsets, to: &document)
    if let tokens = object["tokens"]?.array, let sentences = object["sentences"]?.array {
      try addTokens(tokens, sentences: sentences, offsets: offsets, to: &document)
    }
    return document
  }

  private func addAnnotations(
    of object: JSONObject, offsets: OffsetTable, to document: inout Document
  ) throws(RecordProblem) {
    var names = [settings.fields.entities, "spans", settings.fields.label]
    if settings.fields.label == FieldNames().label { names.append("labels") }
    for name in names {
      guard let value = object[name], value != .null else { continue }
      let isEntityField = name == settings.fields.entities || name == "spans"
      let values = value.array ?? [value]
      for element in values {
        switch element {
        case .object, .array:
          document.spans.append(try Span(element, offsets: offsets, in: document.text))
        case _ where isEntityField:
          throw RecordProblem("'\(name)' holds \(element.kind), not an entity")
        case .string(let label), .number(let label):
          if label.isEmpty { throw RecordProblem("an empty label") }
          document.labels.append(label)
        case .bool(let truth): document.labels.append(truth ? "true" : "false")
        case .null: throw RecordProblem("'\(name)' holds null")
        }
      }
    }
    document.sortSpans()
  }

  /// Tokens as `[start, end]`, sentences as their counts of tokens.
  private func addTokens(
    _ tokens: [JSONValue], sentences: [JSONValue], offsets: OffsetTable, to document: inout Document
  ) throws(RecordProblem) {
    var end = 0
    for value in tokens {
      guard let parts = value.array, parts.count == 2, let start = parts[0].integer,
        let stop = parts[1].integer, start < stop, let lower = offsets.utf8(start),
        let upper = offsets.utf8(stop), lower >= end
      else { throw RecordProblem("'tokens' are not [start, end] in the order of the text") }
      document.tokens.append(Token(range: lower..<upper))
      end = upper
    }
    var first = 0
    for value in sentences {
      guard let count = value.integer, count > 0, count <= tokens.count - first else {
        throw RecordProblem("'sentences' are not counts of the tokens")
      }
      let range = first..<first + count
      let start = document.tokens[first].range.lowerBound
      document.sentences.append(
        Sentence(
          range: start..<document.tokens[range.upperBound - 1].range.upperBound, tokens: range))
      first += count
    }
    guard first == tokens.count else {
      throw RecordProblem("'sentences' do not cover the tokens")
    }
    document.hasGoldTokens = true
  }
}

/// Why a record cannot be used.
struct RecordProblem: Error {
  var reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
