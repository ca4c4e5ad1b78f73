import Text

/// The columns of words that CoNLL-U has for lemma, parts of speech and features, as layers of a
/// document.
struct TreebankLayers {
  /// For each of `TokenLayer.columns` the values so far.
  private var values: [[String?]] = Array(repeating: [], count: TokenLayer.columns.count)
  /// Those of the layer ``TokenLayer/words``.
  private var words: [String?] = []

  private static let featureColumn = 3
  private static let partColumn = 1

  /// The columns with an empty string for what is not said. No features are "_"; so is the lemma of
  /// that mark.
  static func normalized(_ columns: ArraySlice<Substring>, form: String) -> [String] {
    columns.enumerated().map { index, value in
      let isMeant = index == featureColumn || (index == 0 && form == "_")
      return value == "_" && !isMeant ? "" : String(value)
    }
  }

  /// Adds a token.
  ///
  /// - Parameters:
  ///   - columns: one value for each layer; `nil` for a token that has none.
  ///   - words: those of the token that are not in the text.
  mutating func append(_ columns: [String]?, words: String?) {
    self.words.append(words)
    let hasPart = columns.map { !$0[Self.partColumn].isEmpty } ?? false
    for index in values.indices {
      var value = columns?[index] ?? ""
      // Nothing is known about a word that has neither part of speech nor features.
      if index == Self.featureColumn, value == "_", !hasPart { value = "" }
      values[index].append(value.isEmpty ? nil : value)
    }
  }

  /// The layers that say something.
  var settled: [TokenLayer] {
    var layers = zip(TokenLayer.columns, values).compactMap { name, values in
      values.contains { $0 != nil } ? TokenLayer(name: name, values: values) : nil
    }
    if words.contains(where: { $0 != nil }) {
      layers.append(
        TokenLayer(name: TokenLayer.words, values: words.map { $0 ?? TokenLayer.itself }))
    }
    return layers
  }
}
