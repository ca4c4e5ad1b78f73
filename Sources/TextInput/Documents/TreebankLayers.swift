import Text

/// The columns of words that CoNLL-U has for lemma, parts of speech and features, as layers of a
/// document.
struct TreebankLayers {
  /// For each of `TokenLayer.columns` the values so far.
  private var values: [[String?]] = Array(repeating: [], count: TokenLayer.columns.count)

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
  /// - Parameter columns: one value for each layer; `nil` for a token that has none.
  mutating func append(_ columns: [String]?) {
    for index in values.indices {
      let value = columns?[index] ?? ""
      values[index].append(value.isEmpty ? nil : value)
    }
  }

  /// The layers that say something. A file without parts of speech has no features either.
  var settled: [TokenLayer] {
    zip(TokenLayer.columns, values).enumerated().compactMap { index, layer in
      let hasMeaning =
        index == Self.featureColumn
        ? layer.1.contains { $0 != nil && $0 != "_" }
          || values[Self.partColumn].contains { $0 != nil }
        : layer.1.contains { $0 != nil }
      return hasMeaning ? TokenLayer(name: layer.0, values: layer.1) : nil
    }
  }
}
