import NLPToolkit

/// Sentences of made-up words whose frequencies fall as those of English words do (Zipf's law), and
/// whose lengths vary as those of sentences.
final class SyntheticText {
  static let labels = ["LOC", "MISC", "ORG", "PER"]
  private static let wordCount = 20_000

  let wordCounts: [String: Int]
  private let words: [String]
  /// The sums of the frequencies of the words up to each.
  private let cumulative: [Double]
  private var random: RandomSource

  init(seed: UInt64) {
    var random = RandomSource(seed: seed)
    var words: Set<String> = []
    var ordered: [String] = []
    while ordered.count < Self.wordCount {
      let letters = (0..<2 + Int(random.next() % 9)).map { _ in
        UInt8(ascii: "a") + UInt8(random.next() % 26)
      }
      var word = String(decoding: letters, as: UTF8.self)
      if random.next() % 8 == 0 { word = word.capitalizedFirst }
      if words.insert(word).inserted { ordered.append(word) }
    }
    self.random = random
    self.words = ordered
    var sum = 0.0
    cumulative = ordered.indices.map { rank in
      sum += 1 / Double(rank + 3)
      return sum
    }
    wordCounts = Dictionary(
      uniqueKeysWithValues: ordered.enumerated().map { ($1, 1 + 100_000 / ($0 + 3)) })
  }

  /// Words of 100 elements and 26 from their characters, as the taggers have that this one is
  /// compared with.
  func configuration(_ size: RecurrentSizeOptions) -> TaggerConfiguration {
    var configuration = TaggerConfiguration()
    configuration.cell = size.cell
    configuration.hidden = size.hidden
    configuration.layers = size.layers
    configuration.wordSize = 100
    configuration.characterSize = 25
    configuration.characterHidden = 13
    configuration.attributeSize = 0
    return configuration
  }

  private func word() -> String {
    let drawn = random.uniform() * cumulative[cumulative.count - 1]
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] < drawn { low = middle + 1 } else { high = middle }
    }
    return words[low]
  }

  /// Four to thirty-six words, twenty in the mean.
  private func length() -> Int { 4 + Int(random.next() % 17) + Int(random.next() % 17) }

  /// A document of one sentence with its tokens.
  func document(length given: Int?) -> Document {
    var text = ""
    var tokens: [Token] = []
    for _ in 0..<(given ?? length()) {
      if !text.isEmpty { text += " " }
      let start = text.utf8.count
      text += word()
      tokens.append(Token(range: start..<text.utf8.count, kind: .word))
    }
    let sentence = Sentence(range: 0..<text.utf8.count, tokens: 0..<tokens.count)
    return Document(text: text, sentences: [sentence], tokens: tokens, hasGoldTokens: true)
  }

  /// A sentence with an entity of one or two words in every seven.
  func labelledSentence() -> LabelledSentence {
    let words = (0..<length()).map { _ in word() }
    var spans: [TokenSpan] = []
    var start = Int(random.next() % 7)
    while start + 2 <= words.count {
      spans.append(
        TokenSpan(
          tokens: start..<start + 1 + Int(random.next() % 2),
          label: Self.labels[Int(random.next() % UInt64(Self.labels.count))]))
      start += 4 + Int(random.next() % 7)
    }
    return LabelledSentence(words: words, spans: spans)
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
