import Text

/// Rows of words and tags as Hugging Face's data sets have them: `{"tokens": ["Ada", "slept"],
/// "ner_tags": ["B-PER", "O"]}`. Tags that are numbers need names.
extension JSONRecord {
  /// The document of a row; `nil` if the object has no list of words.
  func tokenDocument(_ object: JSONObject) throws(RecordProblem) -> Document? {
    guard let words = words(of: object) else { return nil }
    let text = object[settings.fields.text]?.string
    let tags = try tags(of: object, count: words.count, hasText: text != nil)
    let hasColumns = TokenLayer.columns.contains { object[$0]?.array != nil }
    if tags == nil, text != nil, !hasColumns { return nil }
    if words.isEmpty { throw RecordProblem("no tokens in it") }
    if words.contains(where: { FormatRecognition.isBlank($0) }) {
      throw RecordProblem("an empty token")
    }
    if words.contains(where: { $0.utf8.contains(0) }) { throw RecordProblem("a NUL in a token") }
    var document = Document(text: "")
    document.appendSentence(
      of: words, tags: tags, scheme: settings.scheme ?? .bio, text: text)
    let named = try empty(document.text, of: object)
    document.identifier = named.identifier
    document.hasGoldTokens = true
    let label = settings.fields.label
    if let value = object[label], value != .null, value.array == nil {
      try addClasses(value, of: label, to: &document)
    }
    document.settleAnnotations()
    try addColumns(of: object, to: &document)
    return document
  }

  private func words(of object: JSONObject) -> [String]? {
    for name in ["tokens", "words"] where object.contains(name) {
      guard let values = object[name]?.array else { continue }
      let words = values.compactMap(\.string)
      if words.count == values.count, !object.contains("sentences") { return words }
    }
    return nil
  }

  /// The tags of a row, in BIO or what else it has; `nil` if there are none.
  private func tags(
    of object: JSONObject, count: Int, hasText: Bool
  ) throws(RecordProblem) -> [String]? {
    var names = [settings.fields.entities, "ner_tags", "tags"]
    // Beside a text these are classes.
    if !hasText { names += ["labels", settings.fields.label] }
    func values(_ name: String) -> [JSONValue]? {
      guard let values = object[name]?.array else { return nil }
      return values.allSatisfy { $0.integer != nil || $0.string != nil } ? values : nil
    }
    guard let name = names.first(where: { values($0) != nil }), let values = values(name)
    else { return nil }
    guard values.count == count else {
      throw RecordProblem("\(values.count) '\(name)' for \(count) tokens")
    }
    let given = try values.map { value throws(RecordProblem) in try tag(value, of: name) }
    var check = SchemeCheck(
      scheme: settings.scheme ?? .bio, isGiven: settings.scheme != nil,
      isBare: SchemeCheck.areBare(given))
    return try given.map { tag throws(RecordProblem) in
      if let reason = check.problem(with: tag[...]) { throw RecordProblem(reason) }
      return check.spelled(tag[...])
    }
  }

  private func tag(_ value: JSONValue, of name: String) throws(RecordProblem) -> String {
    guard let index = value.integer else { return value.string ?? "" }
    guard !settings.tagNames.isEmpty else {
      throw RecordProblem(
        "the '\(name)' are numbers; give their names, from 0: --tag-names O,B-PER,I-PER,…")
    }
    guard settings.tagNames.indices.contains(index) else {
      throw RecordProblem(
        "tag \(index) has no name; --tag-names has \(settings.tagNames.count), from 0")
    }
    return settings.tagNames[index]
  }
}
