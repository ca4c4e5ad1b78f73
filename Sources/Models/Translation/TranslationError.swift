/// Why a translator cannot be trained or used.
public enum TranslationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// There are too few pairs to train on.
  case fewPairs(name: String, count: Int, needed: Int)
  /// There is nothing to score on.
  case noPairs(name: String)
  /// A text has more subwords than a translator takes.
  case tooLong(subwords: Int, limit: Int)

  /// One line: what, where, what to do.
  public var description: String {
    switch self {
    case .fewPairs(let name, let count, let needed):
      "\(name): \(count) pairs to train on, and at least \(needed) are needed; give more, "
        + "or a smaller share to validation and test"
    case .noPairs(let name):
      "\(name): no pairs to score on; is it the right file or split?"
    case .tooLong(let subwords, let limit):
      "\(subwords) subwords, and at most \(limit) are translated; divide the text into sentences"
    }
  }
}
