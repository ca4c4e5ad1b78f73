import Text

/// Makes documents of JSON objects, and of arrays of two, as corpora and annotation tools write
/// them.
///
/// An object has a text, an identifier (string or number), entities as `{"start", "end", "label"}`
/// or as `[start, end, label]`, and classes as a string, a number, a truth value or an array of
/// them under `label` or `labels`. Entities may also stand under `spans` (Prodigy) or as triples
/// under `label` or `labels` (doccano), classes with their probabilities under `cats` (spaCy).
/// `tokens` and `sentences`, as ``JSONLinesWriter`` writes them, bring tokens along; so do lists of
/// words with a list of tags (Hugging Face). What an annotator did not accept is no document.
package struct JSONRecord {
  let settings: ReadingSettings
  /// The names that the settings give to fields and that no object had so far.
  private(set) var absentFields: Set<String>

  package init(settings: ReadingSettings) {
    self.settings = settings
    let (names, standard) = (settings.fields, FieldNames())
    absentFields = Set(
      [
        (names.label, standard.label), (names.entities, standard.entities),
        (names.identifier, standard.identifier), (names.target, standard.target),
      ].filter { $0.0 != $0.1 }.map(\.0))
  }

  /// The document that a line holds.
  package mutating func document(of line: String) throws(RecordProblem) -> Document {
    do {
      if line.utf8.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: "[") {
        return try document(of: try JSONValue(parsing: line))
      }
      return try document(of: try JSONObject(parsing: line))
    } catch let problem as RecordProblem {
      throw problem
    } catch {
      throw RecordProblem("\(error)")
    }
  }

  /// The document that a value holds: an object, or a text with its class, or a text with the
  /// object of its annotations (spaCy).
  mutating func document(of value: JSONValue) throws(RecordProblem) -> Document {
    func field(_ name: String, _ value: JSONValue) -> JSONObject.Field {
      .init(name: name, raw: value.serialized)
    }
    switch value {
    case .object(let members):
      return try document(of: JSONObject(fields: members.map { field($0.name, $0.value) }))
    case .array(let parts):
      guard parts.count == 2, case .string = parts[0] else {
        throw RecordProblem("an array that is no pair of a text and its class or annotations")
      }
      let text = field(settings.fields.text, parts[0])
      switch parts[1] {
      case .object(let members):
        return try document(
          of: JSONObject(fields: [text] + members.map { field($0.name, $0.value) }))
      case .string:
        return try document(of: JSONObject(fields: [text, field(settings.fields.label, parts[1])]))
      default: throw RecordProblem("a text with \(parts[1].kind), not with a class or annotations")
      }
    default: throw RecordProblem("\(value.kind), not a document")
    }
  }

  private mutating func document(of object: JSONObject) throws(RecordProblem) -> Document {
    let document = try readDocument(of: object)
    try checkNames(document)
    return document
  }

  /// Whatever field they come from, names have something to be seen, and no NUL, which no other
  /// format could hold.
  private func checkNames(_ document: Document) throws(RecordProblem) {
    for label in document.labels + document.spans.map(\.label) {
      if FormatRecognition.isBlank(label) { throw RecordProblem("an empty label") }
      if label.utf8.contains(0) { throw RecordProblem("a NUL in a label") }
    }
    if document.identifier?.utf8.contains(0) == true {
      throw RecordProblem("a NUL in the '\(settings.fields.identifier)'")
    }
  }

  private mutating func readDocument(of object: JSONObject) throws(RecordProblem) -> Document {
    if !absentFields.isEmpty { absentFields.subtract(object.fields.map(\.name)) }
    try checkAnswer(object)
    if let document = try taskDocument(object) { return document }
    if let document = try tokenDocument(object) { return document }
    guard let value = object[settings.fields.text] else {
      throw RecordProblem(
        "no field '\(settings.fields.text)'; name the one of the text with --text-field")
    }
    guard let text = value.string else {
      throw RecordProblem("'\(settings.fields.text)' is \(value.kind), not a string")
    }
    var document = try empty(text, of: object)
    let offsets = OffsetTable(text, unit: settings.offsets)
    try addAnnotations(of: object, offsets: offsets, to: &document)
    if let tokens = object["tokens"]?.array {
      // Without sentences, tokens with layers are one; other tools have other tokens.
      let areOne = object["sentences"] == nil && object["layers"] != nil
      if let sentences = areOne ? [.number("\(tokens.count)")] : object["sentences"]?.array {
        try addTokens(tokens, sentences: sentences, offsets: offsets, to: &document)
        try addLayers(of: object, to: &document)
      }
    } else {
      try addAnalysis(of: object, offsets: offsets, to: &document)
    }
    return document
  }

  /// A document with the name that the object has for it.
  func empty(_ text: String, of object: JSONObject) throws(RecordProblem) -> Document {
    if text.utf8.contains(0) { throw RecordProblem("a NUL in the text") }
    if FormatRecognition.isBlank(text) { throw RecordProblem("the text is empty") }
    var document = Document(text: text)
    switch object[settings.fields.identifier] {
    case .string(let name)?: document.identifier = name
    case .number(let digits)?: document.identifier = digits
    default: break
    }
    try addTarget(of: object, to: &document)
    if let value = object["recording"] { document.recording = Recording(value) }
    return document
  }

  /// Under the usual name, only a string is a target.
  private func addTarget(
    of object: JSONObject, to document: inout Document
  ) throws(RecordProblem) {
    let name = settings.fields.target
    let isNamed = name != FieldNames().target
    guard let value = object[name], value != .null,
      isNamed || ![settings.fields.text, settings.fields.label].contains(name)
    else { return }
    guard let target = value.string, !FormatRecognition.isBlank(target) else {
      if !isNamed { return }
      throw RecordProblem(
        value.string == nil
          ? "'\(name)' is \(value.kind), not a string" : "the target is empty")
    }
    if target.utf8.contains(0) { throw RecordProblem("a NUL in the target") }
    document.target = target
  }

  /// The answer of a person who did not accept the object (Prodigy): `reject` or `ignore`.
  package func refusal(in object: JSONObject) -> String? {
    guard ![settings.fields.text, settings.fields.label].contains("answer"),
      let answer = object["answer"]?.string, ["reject", "ignore"].contains(answer)
    else { return nil }
    return answer
  }

  private func checkAnswer(_ object: JSONObject) throws(RecordProblem) {
    guard let answer = refusal(in: object) else { return }
    throw RecordProblem("not accepted: its 'answer' is \(answer)", isIntended: true)
  }

  private func addAnnotations(
    of object: JSONObject, offsets: OffsetTable, to document: inout Document
  ) throws(RecordProblem) {
    let entityNames = [settings.fields.entities, "spans"]
    var names: [String] = []
    for name in entityNames + classNames where !names.contains(name) { names.append(name) }
    for name in names {
      guard let value = object[name], value != .null else { continue }
      let isEntityField = entityNames.contains(name)
      for element in value.array ?? [value] {
        switch element {
        case .object where !isEntityField && element["choices"] != nil:
          try addClasses(element["choices"] ?? .null, of: name, to: &document)
        case .object, .array:
          document.spans += try Span.all(element, offsets: offsets, in: document.text)
        case _ where isEntityField:
          throw RecordProblem("'\(name)' holds \(element.kind), not an entity")
        default: try addClasses(element, of: name, to: &document)
        }
      }
    }
    if case .object(let categories)? = object["cats"] {
      for category in categories
      where category.value == .bool(true) || category.value.double.map({ $0 >= 0.5 }) == true {
        document.labels.append(category.name)
      }
    }
    // What was chosen of several `options` (Prodigy).
    if object.contains("options"), let chosen = object["accept"], chosen.array != nil {
      try addClasses(chosen, of: "accept", to: &document)
    }
    document.settleAnnotations()
  }

  /// The fields that may hold classes.
  private var classNames: [String] {
    settings.fields.label == FieldNames().label
      ? [settings.fields.label, "labels"] : [settings.fields.label]
  }

  /// Adds the classes that a value names: itself, or the elements of an array.
  func addClasses(
    _ value: JSONValue, of name: String, to document: inout Document
  ) throws(RecordProblem) {
    for element in value.array ?? [value] {
      switch element {
      case .string(let label), .number(let label):
        if label.isEmpty { throw RecordProblem("an empty label") }
        document.labels.append(label)
      case .bool(let truth): document.labels.append(truth ? "true" : "false")
      default: throw RecordProblem("'\(name)' holds \(element.kind)")
      }
    }
  }

  /// Tokens as `[start, end]`, sentences as their counts of tokens.
  func addTokens(
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
package struct RecordProblem: Error {
  package var reason: String
  /// Whether the record itself says that it is not to be used.
  package var isIntended: Bool

  package init(_ reason: String, isIntended: Bool = false) {
    self.reason = reason
    self.isIntended = isIntended
  }
}
