/// How vectors of words are trained: skip-gram with negative sampling and character n-grams
/// (Mikolov et al. 2013; Bojanowski et al. 2017).
public struct WordVectorRecipe: Codable, Sendable, Hashable {
  /// Numbers of a vector.
  public var dimension = 100
  /// The greatest distance of a context word; each centre draws its own from 1 to this.
  public var window = 5
  /// Random words for each context word. Those of one centre are shared by all its context words.
  public var negatives = 5
  /// Times that the text is read.
  public var epochs = 5
  /// Rarer words are left out of the text.
  public var minimumCount = 5
  /// The shortest n-grams of a word, in characters.
  public var minimumNGram = 3
  /// With 0 or no buckets words have no n-grams.
  public var maximumNGram = 6
  /// Rows that n-grams share by their hashes.
  public var buckets = 200_000
  /// A word with share p of the text is kept with probability sqrt(t / p) + t / p.
  public var subsample = 1e-4
  /// Falls linearly to 0.
  public var learningRate = 0.05
  /// Whether words are put in lower case and their digits become 0.
  public var isLowercased = false
  /// The seed of initial vectors and of sampling.
  public var seed: UInt64 = 1

  /// Every setting at its default.
  public init() {}

  var ngrams: CharacterNGrams {
    maximumNGram == 0 || buckets == 0
      ? .none : CharacterNGrams(minimum: minimumNGram, maximum: maximumNGram, buckets: buckets)
  }
}

/// Why vectors cannot be trained.
public enum WordVectorTrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No sentence has two words that are frequent enough.
  case tooShort(words: Int, minimumCount: Int)
  case tooLarge(words: Int)

  public var description: String {
    switch self {
    case .tooShort(let words, let minimumCount):
      "the text has \(words) words, too few that occur \(minimumCount) times; give more text, or"
        + " a lower --minimum-count"
    case .tooLarge(let words):
      "the text has \(words) different words, more than \(Int32.max); give less text"
    }
  }
}
