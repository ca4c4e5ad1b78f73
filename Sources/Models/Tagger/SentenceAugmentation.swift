import Neural
import Text

/// Copies of training sentences as they might have been written in a hurry, so that a tagger finds
/// "obama", "NORTHERN CHILE" and names in headlines, too.
///
/// Each share is that of the sentences which are copied in this way; the originals stay.
public struct SentenceAugmentation: Sendable, Hashable, Codable {
  /// In small letters.
  public var lowercase = 0.0
  /// In capitals.
  public var uppercase = 0.0
  /// Each word with a capital, as in headlines.
  public var titlecase = 0.0
  /// Without the final full stop.
  public var withoutStop = 0.0
  /// With two letters exchanged in one of its words.
  public var typos = 0.0

  /// Every setting at its default.
  public init() {}

  /// A setting that is missing keeps its default, so that files of earlier versions can be read.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.lowercase, into: &lowercase)
    try values.read(.uppercase, into: &uppercase)
    try values.read(.titlecase, into: &titlecase)
    try values.read(.withoutStop, into: &withoutStop)
    try values.read(.typos, into: &typos)
  }

  /// What is wrong with the settings and what to do, or `nil`.
  var problem: String? {
    let shares = [
      ("lowercase", lowercase), ("uppercase", uppercase), ("titlecase", titlecase),
      ("withoutStop", withoutStop), ("typos", typos),
    ]
    return shares.first { !(0...1).contains($0.1) }.map {
      "augmentation.\($0.0) is \($0.1) and must be 0 to 1"
    }
  }

  /// The copies, in the order of the sentences. The same seed makes the same copies.
  package func copies(of sentences: [LabelledSentence], seed: UInt64) -> [LabelledSentence] {
    var random = RandomSource(seed: seed)
    var copies: [LabelledSentence] = []
    func add(
      _ share: Double, _ copy: @autoclosure () -> LabelledSentence?,
      unlike original: LabelledSentence
    ) {
      if share > 0, random.uniform() < share, let copy = copy(), copy != original {
        copies.append(copy)
      }
    }
    for sentence in sentences {
      add(lowercase, sentence.mappingWords { $0.lowercased() }, unlike: sentence)
      add(uppercase, sentence.mappingWords { $0.uppercased() }, unlike: sentence)
      add(titlecase, sentence.mappingWords(Self.titlecased), unlike: sentence)
      add(withoutStop, sentence.withoutStop(), unlike: sentence)
      if typos > 0, random.uniform() < typos {
        copies.append(sentence.withTypo(&random))
      }
    }
    return copies
  }

  private static func titlecased(_ word: String) -> String {
    word.prefix(1).uppercased() + word.dropFirst()
  }
}

extension LabelledSentence {
  fileprivate func mappingWords(_ transform: (String) -> String) -> LabelledSentence {
    var copy = self
    copy.words = words.map(transform)
    return copy
  }

  /// The sentence without a final full stop that no span covers; `nil` if it has none.
  fileprivate func withoutStop() -> LabelledSentence? {
    guard words.count > 1, words.last == ".",
      spans.allSatisfy({ $0.tokens.upperBound < words.count })
    else { return nil }
    var copy = self
    copy.words.removeLast()
    for layer in copy.labels.indices { copy.labels[layer].removeLast() }
    return copy
  }

  /// The sentence with two neighbouring letters exchanged within one of its longer words, if it has
  /// one.
  fileprivate func withTypo(_ random: inout RandomSource) -> LabelledSentence {
    let long = words.indices.filter { words[$0].unicodeScalars.count >= 5 }
    guard !long.isEmpty else { return self }
    let index = long[Int(random.uniform() * Double(long.count))]
    var scalars = Array(words[index].unicodeScalars)
    let first = 1 + Int(random.uniform() * Double(scalars.count - 2))
    scalars.swapAt(first, first + 1)
    var copy = self
    copy.words[index] = String(String.UnicodeScalarView(scalars))
    return copy
  }
}
