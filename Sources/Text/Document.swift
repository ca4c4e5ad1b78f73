/// A text with everything that is known about it.
///
/// All ranges are UTF-8 byte offsets into `text`, which is the raw text: every token, sentence and
/// span can be cut out of it again with ``slice(_:)``.
public struct Document: Sendable, Hashable {
  /// The name of the document in its source, when it has one.
  public var identifier: String?
  /// The raw text.
  public var text: String
  /// In the order of the text; together they cover all of `tokens`.
  public var sentences: [Sentence]
  /// In the order of the text, without overlap.
  public var tokens: [Token]
  /// Whether `tokens` came with the corpus (`true`) or from a tokenizer.
  public var hasGoldTokens: Bool
  /// What is known about each token: parts of speech, lemmas and the like.
  public var layers: [TokenLayer]
  /// Entities, ordered by start.
  public var spans: [Span]
  /// The classes of the whole document.
  public var labels: [String]
  /// The probability of each of `labels`, where a model gave them; else empty.
  public var labelScores: [Double]
  /// What the text becomes, such as its translation.
  public var target: String?
  /// The file of sound that the text is what is spoken in, or the label of.
  public var recording: Recording?

  /// Sets every property.
  public init(
    identifier: String? = nil, text: String, sentences: [Sentence] = [], tokens: [Token] = [],
    hasGoldTokens: Bool = false, layers: [TokenLayer] = [], spans: [Span] = [],
    labels: [String] = [], labelScores: [Double] = [], target: String? = nil,
    recording: Recording? = nil
  ) {
    self.identifier = identifier
    self.text = text
    self.sentences = sentences
    self.tokens = tokens
    self.hasGoldTokens = hasGoldTokens
    self.layers = layers
    self.spans = spans
    self.labels = labels
    self.labelScores = labelScores
    self.target = target
    self.recording = recording
  }

  /// The part of the text that the bytes of `range` make up. Ill-formed cuts are repaired with
  /// U+FFFD.
  ///
  /// - Complexity: O(n) in the length of the range.
  public func slice(_ range: Range<Int>) -> String {
    text.slice(utf8: range)
  }
}

extension String {
  /// The part of the string that the UTF-8 bytes of `range` make up. Ill-formed cuts are repaired
  /// with U+FFFD.
  ///
  /// - Complexity: O(n) in the length of the range, for a native string.
  public func slice(utf8 range: Range<Int>) -> String {
    let lower = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    let upper = utf8.index(lower, offsetBy: range.count)
    return String(decoding: utf8[lower..<upper], as: UTF8.self)
  }
}
