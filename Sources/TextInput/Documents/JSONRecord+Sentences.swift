import Text

/// Sentences with the layers of their tokens, as `nlptool analyze` writes them: `"sentences":
/// [{"start": 0, "end": 3, "tokens": [{"start": 0, "end": 3, "text": "She", "upos": "PRON"}]}]`.
extension JSONRecord {
  /// What a token has beside its layers.
  private static let plainNames: Set<String> = ["start", "end", "text", "kind", "probability"]

  /// Adds the tokens and layers of an object whose sentences have tokens with layers; tokens alone
  /// are what any tokenizer finds again. A layer is a name under which all tokens have a text, or
  /// nothing.
  func addAnalysis(
    of object: JSONObject, offsets: OffsetTable, to document: inout Document
  ) throws(RecordProblem) {
    guard let sentences = object["sentences"]?.array else { return }
    var tokens: [JSONValue] = []
    var counts: [Int] = []
    for sentence in sentences {
      guard let values = sentence["tokens"]?.array, !values.isEmpty else { return }
      for value in values {
        guard value["start"]?.integer != nil, value["end"]?.integer != nil else { return }
        tokens.append(value)
      }
      counts.append(values.count)
    }
    var names: [String] = []
    for token in tokens {
      guard case .object(let members) = token else { continue }
      for member in members where !Self.plainNames.contains(member.name) {
        if !names.contains(member.name) { names.append(member.name) }
      }
    }
    names.removeAll { name in
      !tokens.allSatisfy { ($0[name] ?? .null) == .null || $0[name]?.string != nil }
    }
    if names.isEmpty { return }
    try addTokens(
      tokens.map { .array([$0["start"] ?? .null, $0["end"] ?? .null]) },
      sentences: counts.map { .number("\($0)") }, offsets: offsets, to: &document)
    for name in names.sorted() {
      try addLayer(name, tokens.map { $0[name] ?? .null }, to: &document)
    }
  }
}
