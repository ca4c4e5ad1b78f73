/// A text with the classes that it has and those that it was given.
public struct ClassExample: Sendable, Hashable {
  public var location: String
  public var text: String
  public var gold: [String]
  public var predicted: [String]
  /// The probability of what was predicted, if it is known.
  public var score: Double?

  public init(
    location: String, text: String, gold: [String], predicted: [String], score: Double? = nil
  ) {
    self.location = location
    self.text = text
    self.gold = gold
    self.predicted = predicted
    self.score = score
  }
}
