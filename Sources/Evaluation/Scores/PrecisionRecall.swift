/// The counts behind precision and recall, and the scores that follow from them.
///
/// A score whose denominator is zero is undefined and `nil`.
public struct PrecisionRecall: Sendable, Hashable {
  /// The items that are both in the gold data and in the predictions (true positives).
  public var correct: Int
  /// The items in the predictions (true and false positives).
  public var found: Int
  /// The items in the gold data (true positives and false negatives), the support.
  public var gold: Int

  /// Sets every property.
  public init(correct: Int = 0, found: Int = 0, gold: Int = 0) {
    self.correct = correct
    self.found = found
    self.gold = gold
  }

  /// `correct / found`; `nil` if nothing was predicted.
  public var precision: Double? { ratio(correct, found) }

  /// `correct / gold`; `nil` if there is nothing to find.
  public var recall: Double? { ratio(correct, gold) }

  /// The harmonic mean of precision and recall, as `2 correct / (found + gold)`: `nil` only if
  /// there was nothing to find and nothing was found.
  public var f1: Double? { fScore(beta: 1) }

  /// Precision and recall in one number, recall counting `beta` times as much:
  /// `(1 + β²) correct / (found + β² gold)` (van Rijsbergen, "Information Retrieval", 1979).
  public func fScore(beta: Double) -> Double? {
    let weight = beta * beta
    let denominator = Double(found) + weight * Double(gold)
    return denominator > 0 ? (1 + weight) * Double(correct) / denominator : nil
  }

  /// The size of the intersection by that of the union; `nil` if the union is empty.
  public var jaccard: Double? { ratio(correct, found + gold - correct) }

  public static func + (left: PrecisionRecall, right: PrecisionRecall) -> PrecisionRecall {
    PrecisionRecall(
      correct: left.correct + right.correct, found: left.found + right.found,
      gold: left.gold + right.gold)
  }

  public static func += (left: inout PrecisionRecall, right: PrecisionRecall) {
    left = left + right
  }
}

/// `numerator / denominator`; `nil` if the denominator is zero.
func ratio(_ numerator: Int, _ denominator: Int) -> Double? {
  denominator == 0 ? nil : Double(numerator) / Double(denominator)
}
