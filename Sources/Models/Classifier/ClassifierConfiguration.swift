import Neural

/// The architecture of a ``TextClassifier``: everything that its parameters' shapes follow from,
/// beside its vocabularies and labels, and how its parts are kept from learning by heart.
public struct ClassifierConfiguration: Sendable, Hashable, Codable {
  /// What reads a text.
  public enum Architecture: String, Sendable, Hashable, Codable, CaseIterable {
    /// Words in their order, through recurrent layers.
    case recurrent
    /// Which n-grams of words and characters there are: a linear model.
    case ngrams
    /// Both, their class scores added.
    case both
  }

  /// What reads a text.
  public var architecture = Architecture.both

  /// The cell of the recurrent layers.
  public var cell: CellKind = .lstm
  /// Hidden units of the encoder, in each direction.
  public var hidden = 128
  /// How many recurrent layers lie on each other.
  public var layers = 1
  /// Whether the recurrent layers read texts from both ends.
  public var bidirectional = true
  /// How the states of all tokens become one vector.
  public var pooling = PoolingKind.meanMax
  /// The size of word vectors.
  public var wordSize = 100
  /// Words that training saw less often are unknown.
  public var minimumWordCount = 1
  /// The rarest words beyond this number are unknown.
  public var maximumWords = 60_000
  /// The size of the vectors of each of word shape, prefix and suffix; 0 leaves them out.
  public var attributeSize = 16
  /// What the states of language models are mapped to, for each token.
  public var contextualSize = 128
  /// The recurrent layers read so many tokens at a time; what a text knows is pooled over all of
  /// them.
  public var windowSize = 128
  /// Training reads so many tokens of a longer text, from a position that changes; in use longer
  /// texts are read in parts of this size, whose class scores are averaged.
  public var maximumTokens = 400

  /// N-grams of words have 1 to so many words; 0 for none.
  public var wordOrder = 2
  /// N-grams of characters, within words, have so many at least and at most; 0 for none.
  public var minimumCharacterOrder = 2
  /// The most characters of an n-gram of characters.
  public var maximumCharacterOrder = 5
  /// N-grams that fewer training texts have are left out.
  public var minimumNGramCount = 2
  /// The rarest n-grams beyond this number are left out.
  public var maximumNGrams = 300_000

  /// The share of elements that training sets to zero in the input of the encoder, between its
  /// layers and in the pooled vector.
  public var dropout = 0.5
  /// One dropout mask for all tokens of a text rather than one for each.
  public var variationalDropout = true
  /// The share of words that training takes for unknown.
  public var wordDropout = 0.1
  /// How readily training takes a rare word for unknown: one that was seen n times is with
  /// probability rareWordDropout / (rareWordDropout + n).
  public var rareWordDropout = 0.5
  /// ``rareWordDropout`` of words that the pretrained vectors know: their vector still tells what
  /// such a word means, so it can be taken for unknown more often.
  public var knownWordDropout = 5.0
  /// The share of n-grams that training leaves out.
  public var ngramDropout = 0.3

  /// The settings that suit most corpora.
  public init() {}

  /// A setting that is missing keeps its default, so that files of earlier versions can be read.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.architecture, into: &architecture)
    try values.read(.cell, into: &cell)
    try values.read(.hidden, into: &hidden)
    try values.read(.layers, into: &layers)
    try values.read(.bidirectional, into: &bidirectional)
    try values.read(.pooling, into: &pooling)
    try values.read(.wordSize, into: &wordSize)
    try values.read(.minimumWordCount, into: &minimumWordCount)
    try values.read(.maximumWords, into: &maximumWords)
    try values.read(.attributeSize, into: &attributeSize)
    try values.read(.contextualSize, into: &contextualSize)
    try values.read(.windowSize, into: &windowSize)
    try values.read(.maximumTokens, into: &maximumTokens)
    try values.read(.wordOrder, into: &wordOrder)
    try values.read(.minimumCharacterOrder, into: &minimumCharacterOrder)
    try values.read(.maximumCharacterOrder, into: &maximumCharacterOrder)
    try values.read(.minimumNGramCount, into: &minimumNGramCount)
    try values.read(.maximumNGrams, into: &maximumNGrams)
    try values.read(.dropout, into: &dropout)
    try values.read(.variationalDropout, into: &variationalDropout)
    try values.read(.wordDropout, into: &wordDropout)
    try values.read(.rareWordDropout, into: &rareWordDropout)
    try values.read(.knownWordDropout, into: &knownWordDropout)
    try values.read(.ngramDropout, into: &ngramDropout)
  }

  /// The most weights that n-grams may have together, whatever the number of classes.
  static let maximumNGramWeights = 8_000_000

  var isRecurrent: Bool { architecture != .ngrams }
  var hasNGrams: Bool { architecture != .recurrent }

  /// What is wrong with the settings and what to do, or `nil`.
  var problem: String? {
    let sizes = [
      ("hidden", hidden, 1...8192), ("layers", layers, 1...16), ("wordSize", wordSize, 1...8192),
      ("attributeSize", attributeSize, 0...8192), ("contextualSize", contextualSize, 1...8192),
      ("minimumWordCount", minimumWordCount, 1...1 << 30),
      ("maximumWords", maximumWords, 1...1 << 24),
      ("windowSize", windowSize, 2...1 << 16), ("maximumTokens", maximumTokens, 2...1 << 20),
      ("wordOrder", wordOrder, 0...8),
      ("minimumCharacterOrder", minimumCharacterOrder, 0...16),
      ("maximumCharacterOrder", maximumCharacterOrder, 0...16),
      ("minimumNGramCount", minimumNGramCount, 1...1 << 30),
      ("maximumNGrams", maximumNGrams, 1...1 << 24),
    ]
    if let (name, value, range) = sizes.first(where: { !$0.2.contains($0.1) }) {
      return "\(name) is \(value) and must be \(range.lowerBound) to \(range.upperBound)"
    }
    let shares = [
      ("dropout", dropout), ("wordDropout", wordDropout), ("ngramDropout", ngramDropout),
    ]
    if let (name, value) = shares.first(where: { !(0..<1).contains($0.1) }) {
      return "\(name) is \(value) and must be 0 to below 1"
    }
    for (name, value) in [
      ("rareWordDropout", rareWordDropout), ("knownWordDropout", knownWordDropout),
    ] where !(value >= 0 && value.isFinite) {
      return "\(name) is \(value) and must be 0 or more"
    }
    if hasNGrams, wordOrder == 0, maximumCharacterOrder == 0 {
      return "wordOrder and maximumCharacterOrder are both 0; choose --architecture recurrent"
    }
    if minimumCharacterOrder > maximumCharacterOrder, maximumCharacterOrder > 0 {
      return "minimumCharacterOrder is more than maximumCharacterOrder"
    }
    return nil
  }
}
