import Text

/// A sentence with what was to be found in it and what was found.
public struct EntityExample: Sendable, Hashable {
  /// Where the sentence stands: `FILE:LINE` or an identifier.
  public var place: String
  public var tokens: [String]
  public var gold: [TokenSpan]
  public var predicted: [TokenSpan]

  public init(place: String, tokens: [String], gold: [TokenSpan], predicted: [TokenSpan]) {
    self.place = place
    self.tokens = tokens
    self.gold = gold
    self.predicted = predicted
  }

  public var isCorrect: Bool { Set(gold) == Set(predicted) }
}
