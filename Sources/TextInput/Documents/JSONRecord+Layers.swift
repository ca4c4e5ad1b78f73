import Text

/// Layers of tokens: `"layers": {"upos": ["DET", null]}` beside tokens with offsets, and lists
/// under the names of CoNLL-U's columns beside lists of words: `{"tokens": ["the"], "upos":
/// ["DET"]}`.
extension JSONRecord {
  /// Adds the layers of an object whose tokens are in the document.
  func addLayers(of object: JSONObject, to document: inout Document) throws(RecordProblem) {
    guard case .object(let layers)? = object["layers"] else { return }
    for layer in layers {
      guard let values = layer.value.array else {
        throw RecordProblem("the layer '\(layer.name)' is \(layer.value.kind), not an array")
      }
      try addLayer(layer.name, values, to: &document)
    }
  }

  /// Adds the lists of an object that has a list of words.
  func addColumns(of object: JSONObject, to document: inout Document) throws(RecordProblem) {
    for name in TokenLayer.columns {
      guard let values = object[name]?.array,
        values.allSatisfy({ $0.string != nil || $0 == .null })
      else { continue }
      try addLayer(name, values, to: &document)
    }
  }

  func addLayer(
    _ name: String, _ values: [JSONValue], to document: inout Document
  ) throws(RecordProblem) {
    guard values.count == document.tokens.count else {
      throw RecordProblem(
        "the layer '\(name)' has \(values.count) values for \(document.tokens.count) tokens")
    }
    var texts: [String?] = []
    for value in values {
      switch value {
      case .null: texts.append(nil)
      case .string(let text) where !text.contains("\n"): texts.append(text.isEmpty ? nil : text)
      default: throw RecordProblem("the layer '\(name)' has a value that is no line of text")
      }
    }
    if name.isEmpty { throw RecordProblem("a layer without a name") }
    document.set(TokenLayer(name: name, values: texts))
  }
}
