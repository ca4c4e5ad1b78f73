import Text

/// The labels that the tokens of a layer may have. Those of the layer `lemma` are ``LemmaRule``s,
/// and so are those of the layer `words`, except for tokens that are one word.
package struct TokenLabels: Sendable {
  package let layer: String
  /// Label i is word i + 1.
  let vocabulary: Vocabulary
  /// The rules that the labels stand for, if the layer has some; `nil` among them for a token that
  /// is one word.
  private let rules: [LemmaRule?]?

  static let lemmaLayer = "lemma"

  /// Whether the labels of a layer are rules.
  private static func hasRules(_ layer: String) -> Bool {
    layer == lemmaLayer || layer == TokenLayer.words
  }

  /// The label of a token with a value.
  private static func label(of value: String, word: String, layer: String) -> String {
    if !hasRules(layer) || layer == TokenLayer.words && value == TokenLayer.itself { return value }
    return LemmaRule(from: word, to: value).description
  }

  /// The value that a token without one has: in a layer of words it is one word.
  private static func value(_ value: String?, in layer: String) -> String? {
    value ?? (layer == TokenLayer.words ? TokenLayer.itself : nil)
  }

  /// - Returns: `nil` if there are no labels, or if one is no rule where it has to be.
  init?(layer: String, vocabulary: Vocabulary) {
    guard vocabulary.count > 1 else { return nil }
    self.layer = layer
    self.vocabulary = vocabulary
    guard Self.hasRules(layer) else {
      rules = nil
      return
    }
    var rules: [LemmaRule?] = []
    for name in vocabulary.words.dropFirst() {
      let rule = LemmaRule(name)
      guard rule != nil || layer == TokenLayer.words && name == TokenLayer.itself else {
        return nil
      }
      rules.append(rule)
    }
    self.rules = rules
  }

  /// The labels of the layer of some sentences.
  ///
  /// - Parameters:
  ///   - index: of the layer in the sentences.
  ///   - minimumCount: rarer rules are left out.
  init?(
    layer: String, index: Int, sentences: [LabelledSentence], minimumCount: Int
  ) {
    var counts: [String: Int] = [:]
    for sentence in sentences {
      for (word, value) in zip(sentence.words, sentence.labels[index]) {
        guard let value = Self.value(value, in: layer) else { continue }
        counts[Self.label(of: value, word: word, layer: layer), default: 0] += 1
      }
    }
    self.init(
      layer: layer,
      vocabulary: Vocabulary(counts: counts, minimumCount: Self.hasRules(layer) ? minimumCount : 1))
  }

  package var count: Int { vocabulary.count - 1 }

  /// The labels as text, the most frequent first.
  package var names: ArraySlice<String> { vocabulary.words.dropFirst() }

  /// Stands for a word without a value.
  static let missing: Int32 = -2

  /// The index of the label of a word, -1 for a value that is none, ``missing`` for no value.
  func index(of value: String?, word: String) -> Int32 {
    guard let value = Self.value(value, in: layer) else { return Self.missing }
    return Int32(vocabulary[Self.label(of: value, word: word, layer: layer)] - 1)
  }

  /// Whether a label can be that of a word.
  func isPossible(_ index: Int, word: String) -> Bool {
    guard let rule = rules?[index] else { return true }
    return rule.lemma(of: word) != nil
  }

  /// What a label says about a word: itself, or what its rule makes of the word, which is the word
  /// where the rule does not apply.
  func value(_ index: Int, word: String) -> String {
    guard let rule = rules?[index] else { return vocabulary.words[index + 1] }
    return rule.lemma(of: word) ?? (layer == TokenLayer.words ? TokenLayer.itself : word)
  }
}
