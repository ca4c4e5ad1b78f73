/// What can be wrong with data that is to be scored.
public enum EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A score that is not a number, or not a probability where one is needed.
  case invalidScore(item: Int, value: Double, expected: String)
  /// An item has more or fewer scores than there are classes.
  case scoreCount(item: Int, found: Int, expected: Int)
  /// A class without a score, where other items have one.
  case missingScore(label: String)
  /// A label that is not among the given ones.
  case unknownLabel(item: Int, label: String)
  /// Two series that have to be equally long are not.
  case countMismatch(gold: Int, predicted: Int, unit: String)
  /// A tag that the reading cannot take.
  case invalidTag(item: Int, tag: String, expected: String)
  /// A setting outside its range.
  case invalidSetting(name: String, value: String, expected: String)

  public var description: String {
    switch self {
    case .invalidScore(let item, let value, let expected):
      "item \(item + 1): score \(value) is not \(expected)"
    case .scoreCount(let item, let found, let expected):
      "item \(item + 1): \(found) scores for \(expected) classes; give one a class"
    case .missingScore(let label):
      "no score for '\(label)'; give the scores of all classes in every item"
    case .unknownLabel(let item, let label):
      "item \(item + 1): label \"\(label)\" is not among the classes; add it or correct the item"
    case .countMismatch(let gold, let predicted, let unit):
      "\(gold) \(unit) in the gold data, \(predicted) in the predictions; they have to pair up"
    case .invalidTag(let item, let tag, let expected):
      "item \(item + 1): tag \"\(tag)\" is not \(expected)"
    case .invalidSetting(let name, let value, let expected):
      "\(name) is \(value); it has to be \(expected)"
    }
  }
}
