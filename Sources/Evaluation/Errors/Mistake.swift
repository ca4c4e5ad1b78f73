/// One thing that a classifier or a tagger got wrong.
public struct Mistake: Sendable, Hashable {
  /// The kinds of mistakes.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The right place, or the whole text, with the wrong label.
    case label
    /// The right label with the wrong borders.
    case border
    /// Neither label nor borders are right, but the entities overlap.
    case labelAndBorder = "label-and-border"
    /// Something that is there was not found.
    case missed
    /// Something was found that is not there.
    case spurious
  }

  /// What is wrong.
  public var kind: Kind
  /// What is right; `nil` where there is nothing.
  public var gold: String?
  /// What was predicted; `nil` where there was nothing.
  public var predicted: String?
  /// The UTF-8 byte offsets of the gold entity in `text`; `nil` if the label is of the whole text.
  public var goldRange: Range<Int>?
  /// The UTF-8 byte offsets of the predicted entity.
  public var predictedRange: Range<Int>?
  /// The probability that the system gave what it answered, in 0...1, if it is known: that of the
  /// predicted label, or that of the absence of one that was missed.
  public var confidence: Double?
  /// The probability that it gave the right label, if that is known.
  public var goldProbability: Double?
  /// Where the text stands: `FILE:LINE` or an identifier.
  public var location: String
  /// The text of the item.
  public var text: String

  /// Sets every property.
  public init(
    kind: Kind, gold: String?, predicted: String?, goldRange: Range<Int>? = nil,
    predictedRange: Range<Int>? = nil, confidence: Double? = nil, goldProbability: Double? = nil,
    location: String, text: String
  ) {
    self.kind = kind
    self.gold = gold
    self.predicted = predicted
    self.goldRange = goldRange
    self.predictedRange = predictedRange
    self.confidence = confidence
    self.goldProbability = goldProbability
    self.location = location
    self.text = text
  }

  /// Whether the system was surer of this mistake; mistakes of unknown confidence come last.
  func isSurer(than other: Mistake) -> Bool {
    (confidence ?? -1) > (other.confidence ?? -1)
  }
}
