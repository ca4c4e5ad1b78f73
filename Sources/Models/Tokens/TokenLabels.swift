import Text

/// The labels that the tokens of a layer may have. Those of the layer `lemma` are ``LemmaRule``s.
package struct TokenLabels: Sendable {
  package let layer: String
  /// Label i is word i + 1.
  let vocabulary: Vocabulary
  /// The rules that the labels stand for, if the layer has lemmas.
  private let rules: [LemmaRule]?

  static let lemmaLayer = "lemma"

  /// - Returns: `nil` if there are no labels, or if one is no rule where it has to be.
  init?(layer: String, vocabulary: Vocabulary) {
    guard vocabulary.count > 1 else { return nil }
    self.layer = layer
    self.vocabulary = vocabulary
    guard layer == Self.lemmaLayer else {
      rules = nil
      return
    }
    let rules = vocabulary.words.dropFirst().compactMap(LemmaRule.init)
    guard rules.count == vocabulary.count - 1 else { return nil }
    self.rules = rules
  }

  /// The labels of the layer of some sentences.
  ///
  /// - Parameters:
  ///   - index: of the layer in the sentences.
  ///   - minimumCount: rarer rules of lemmas are left out.
  init?(
    layer: String, index: Int, sentences: [LabelledSentence], minimumCount: Int
  ) {
    let isLemma = layer == Self.lemmaLayer
    var counts: [String: Int] = [:]
    for sentence in sentences {
      for (word, value) in zip(sentence.words, sentence.labels[index]) {
        guard let value else { continue }
        let label = isLemma ? LemmaRule(from: word, to: value).description : value
        counts[label, default: 0] += 1
      }
    }
    self.init(
      layer: layer,
      vocabulary: Vocabulary(counts: counts, minimumCount: isLemma ? minimumCount : 1))
  }

  package var count: Int { vocabulary.count - 1 }

  /// The labels as text, the most frequent first.
  package var names: ArraySlice<String> { vocabulary.words.dropFirst() }

  /// Stands for a word without a value.
  static let missing: Int32 = -2

  /// The index of the label of a word, -1 for a value that is none, ``missing`` for no value.
  func index(of value: String?, word: String) -> Int32 {
    guard let value else { return Self.missing }
    let label = rules == nil ? value : LemmaRule(from: word, to: value).description
    return Int32(vocabulary[label] - 1)
  }

  /// Whether a label can be that of a word.
  func isPossible(_ index: Int, word: String) -> Bool {
    rules?[index].lemma(of: word) != nil || rules == nil
  }

  /// What a label says about a word: itself, or its lemma, which is the word where the rule does
  /// not apply.
  func value(_ index: Int, word: String) -> String {
    guard let rules else { return vocabulary.words[index + 1] }
    return rules[index].lemma(of: word) ?? word
  }
}
