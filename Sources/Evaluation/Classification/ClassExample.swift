/// A text with the classes that it has and those that it was given.
public struct ClassExample: Sendable, Hashable {
  /// Where the item stands, such as a file and a line.
  public var location: String
  /// The text of the item.
  public var text: String
  /// The classes that are right.
  public var gold: [String]
  /// The classes that were predicted.
  public var predicted: [String]
  /// The probability of what was predicted, if it is known.
  public var score: Double?

  /// Sets every property.
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
