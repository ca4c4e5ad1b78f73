import Text

/// The labels that the tokens of a layer may have. Those of the layer `lemma` are ``LemmaRule``s;
/// those of the layer `words` are ``WordSplit``s where the words stand in the text, and otherwise
/// rules, except for tokens that are one word.
package struct TokenLabels: Sendable {
  package let layer: String
  /// Label i is word i + 1.
  let vocabulary: Vocabulary
  /// The rules that the labels stand for, if the layer has some.
  private let rules: [Rule]?
  /// For each label the words that its values are of.
  private let wordCounts: [Int]

  /// What a label says of a token.
  private enum Rule: Sendable {
    /// That it is one word.
    case itself
    case split(WordSplit)
    case edit(LemmaRule)

    init?(_ label: String, layer: String) {
      if layer == TokenLayer.words {
        if label == TokenLayer.itself {
          self = .itself
          return
        }
        if let split = WordSplit(label) {
          self = .split(split)
          return
        }
      }
      guard let rule = LemmaRule(label) else { return nil }
      self = .edit(rule)
    }

    /// `nil` if the token is too short.
    func value(of word: String) -> String? {
      switch self {
      case .itself: TokenLayer.itself
      case .split(let split): split.words(of: word)?.joined(separator: " ")
      case .edit(let rule): rule.lemma(of: word)
      }
    }

    /// The words that the value is of.
    var wordCount: Int {
      switch self {
      case .itself: 1
      case .split(let split): split.count
      case .edit(let rule): rule.addedSpaces + 1
      }
    }
  }

  static let lemmaLayer = "lemma"

  /// Whether the labels of a layer are rules.
  private static func hasRules(_ layer: String) -> Bool {
    layer == lemmaLayer || layer == TokenLayer.words
  }

  /// The label of a token with a value.
  private static func label(of value: String, word: String, layer: String) -> String {
    if !hasRules(layer) || layer == TokenLayer.words && value == TokenLayer.itself { return value }
    if layer == TokenLayer.words {
      let words = value.split(separator: " ")
      if words.joined() == word, let split = WordSplit(into: words) { return split.description }
    }
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
      wordCounts = vocabulary.words.dropFirst().map { $0.count { $0 == " " } + 1 }
      return
    }
    var rules: [Rule] = []
    for name in vocabulary.words.dropFirst() {
      guard let rule = Rule(name, layer: layer) else { return nil }
      rules.append(rule)
    }
    self.rules = rules
    wordCounts = rules.map(\.wordCount)
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

  /// Whether a label can be that of a token.
  ///
  /// - Parameter words: how many words the token is divided into, if that is known.
  func isPossible(_ index: Int, word: String, words: Int?) -> Bool {
    if let words, wordCounts[index] != words { return false }
    return rules.map { $0[index].value(of: word) != nil } ?? true
  }

  /// How many words a token with a label is divided into.
  func wordCount(_ index: Int) -> Int { wordCounts[index] }

  /// What a label says about a word: itself, or what its rule makes of the word, which is the word
  /// where the rule does not apply.
  func value(_ index: Int, word: String) -> String {
    guard let rule = rules?[index] else { return vocabulary.words[index + 1] }
    return rule.value(of: word) ?? (layer == TokenLayer.words ? TokenLayer.itself : word)
  }
}
