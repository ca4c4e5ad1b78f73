import Neural

/// The architecture of a ``SequenceTagger``: everything that its parameters' shapes follow from,
/// beside its vocabularies and labels.
public struct TaggerConfiguration: Sendable, Hashable, Codable {
  /// The cell of the encoder and of the character features.
  public var cell: CellKind = .lstm
  /// Hidden units of the encoder, in each direction.
  public var hidden = 128
  /// Recurrent layers, one above the other.
  public var layers = 1
  /// Whether sentences are read in both directions.
  public var bidirectional = true
  /// The size of word vectors.
  public var wordSize = 100
  /// Words that training saw less often are unknown.
  public var minimumWordCount = 1
  /// Shapes, prefixes and suffixes that training saw less often are unknown.
  public var minimumAttributeCount = 2
  /// The size of character vectors; 0 leaves out the character features.
  public var characterSize = 32
  /// Hidden units of the character features, in each direction.
  public var characterHidden = 48
  /// The size of the vectors of each of word shape, prefix and suffix; 0 leaves them out.
  public var attributeSize = 32
  /// The size of what the states of language models are mapped to, where the tagger reads any.
  public var contextualSize = 128
  /// The size of a vector for each training corpus, which learns how its guideline differs from the
  /// others'; 0 for none.
  public var corpusSize = 0
  /// The share of training sentences whose corpus is hidden.
  public var corpusDropout = 0.5

  /// The share of training sentences in which no name of the gazetteer is known, if the tagger
  /// reads one.
  public var gazetteerDropout = 0.3
  /// Whether names of the gazetteer are found in capital and in small letters.
  public var gazetteerIgnoresCase = false

  /// Whether the labels of tokens, if it is these that are learned, are chosen together by a CRF
  /// rather than each by itself. Layers of more than ``mostCRFLabels`` labels never are.
  public var usesTokenCRF = false
  /// Rules of lemmas that training saw less often are not learned.
  public var minimumRuleCount = 2

  /// The time of a CRF grows with the square of the labels.
  static let mostCRFLabels = 100

  /// The share of elements that training sets to zero in the input of the encoder, between its
  /// layers and in its output.
  public var dropout = 0.5
  /// One dropout mask for all tokens of a sentence rather than one for each.
  public var variationalDropout = true
  /// How readily training takes a word for unknown: a word that was seen n times is with
  /// probability wordDropout / (wordDropout + n).
  public var wordDropout = 1.0

  /// Every setting at its default.
  public init() {}

  /// A setting that is missing keeps its default, so that files of earlier versions can be read.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.cell, into: &cell)
    try values.read(.hidden, into: &hidden)
    try values.read(.layers, into: &layers)
    try values.read(.bidirectional, into: &bidirectional)
    try values.read(.wordSize, into: &wordSize)
    try values.read(.minimumWordCount, into: &minimumWordCount)
    try values.read(.minimumAttributeCount, into: &minimumAttributeCount)
    try values.read(.characterSize, into: &characterSize)
    try values.read(.characterHidden, into: &characterHidden)
    try values.read(.attributeSize, into: &attributeSize)
    try values.read(.contextualSize, into: &contextualSize)
    try values.read(.corpusSize, into: &corpusSize)
    try values.read(.corpusDropout, into: &corpusDropout)
    try values.read(.gazetteerDropout, into: &gazetteerDropout)
    try values.read(.gazetteerIgnoresCase, into: &gazetteerIgnoresCase)
    try values.read(.usesTokenCRF, into: &usesTokenCRF)
    try values.read(.minimumRuleCount, into: &minimumRuleCount)
    try values.read(.dropout, into: &dropout)
    try values.read(.variationalDropout, into: &variationalDropout)
    try values.read(.wordDropout, into: &wordDropout)
  }

  /// What is wrong with the settings and what to do, or `nil`.
  var problem: String? {
    let sizes = [
      ("hidden", hidden, 1...8192), ("layers", layers, 1...16), ("wordSize", wordSize, 1...8192),
      ("characterSize", characterSize, 0...8192), ("characterHidden", characterHidden, 1...8192),
      ("attributeSize", attributeSize, 0...8192),
      ("minimumWordCount", minimumWordCount, 1...1 << 30),
      ("minimumRuleCount", minimumRuleCount, 1...1 << 30),
      ("minimumAttributeCount", minimumAttributeCount, 1...1 << 30),
      ("contextualSize", contextualSize, 1...8192), ("corpusSize", corpusSize, 0...1024),
    ]
    if let (name, value, range) = sizes.first(where: { !$0.2.contains($0.1) }) {
      return "\(name) is \(value) and must be \(range.lowerBound) to \(range.upperBound)"
    }
    guard (0...1).contains(corpusDropout) else {
      return "corpusDropout is \(corpusDropout) and must be 0 to 1"
    }
    guard (0...1).contains(gazetteerDropout) else {
      return "gazetteerDropout is \(gazetteerDropout) and must be 0 to 1"
    }
    return (0..<1).contains(dropout) ? nil : "dropout is \(dropout) and must be 0 to below 1"
  }
}
