/// How good or bad the labels of a classifier are, where they say so: from -1, the worst, to 1, the
/// best.
///
/// Labels carry a polarity if all are names of sentiments (`positive`, `neg`, `very negative`, …)
/// or all are numbers, such as 0 and 1 or stars from 1 to 5, with the smallest the worst.
public struct SentimentScale: Sendable, Hashable {
  /// By label, in the order of the classifier's labels.
  public let polarities: [Double]

  /// `nil` if the labels carry no polarity.
  public init?(labels: [String]) {
    let named = labels.compactMap { Self.names[Self.folded($0)] }
    if named.count == labels.count, let least = named.min(), let greatest = named.max(),
      least < 0, greatest > 0
    {
      // Where nothing is stronger, plain labels are the ends of the scale.
      let end = named.map(abs).max() ?? 1
      polarities = named.map { $0 / end }
      return
    }
    let numbers = labels.compactMap { Self.number(in: RatingNumeral.western($0)) }
    guard numbers.count == labels.count, let least = numbers.min(), let greatest = numbers.max(),
      least < greatest, greatest - least <= 100
    else { return nil }
    polarities = numbers.map { 2 * ($0 - least) / (greatest - least) - 1 }
  }

  /// The score of a text from -1 to 1: the mean of the labels' polarities, weighted by their
  /// probabilities.
  public func score(_ classification: Classification) -> Double {
    let total = classification.probabilities.reduce(0, +)
    if total == 0 { return 0 }
    return zip(polarities, classification.probabilities).reduce(0) { $0 + $1.0 * $1.1 } / total
  }

  /// `4`, `4.0`, `-1`, `4 stars`, `5-star`.
  private static func number(in label: String) -> Double? {
    let words = folded(label).split(separator: " ")
    guard let first = words.first else { return nil }
    if words.count == 1 { return number(in: Substring(label.filter { $0 != " " })) }
    return words.count == 2 && ["star", "stars", "points"].contains(words[1])
      ? number(in: first) : nil
  }

  /// Programs write 4 as 4.0 where some of the numbers were missing, and there are half stars.
  private static func number(in digits: Substring) -> Double? {
    digits.utf8.allSatisfy { (0x30...0x39).contains($0) || [0x2D, 0x2E].contains($0) }
      ? Double(digits) : nil
  }

  private static func folded(_ label: String) -> String {
    label.lowercased().split { $0 == " " || $0 == "_" || $0 == "-" }.joined(separator: " ")
  }

  private static let names: [String: Double] = [
    "very negative": -1, "extremely negative": -1, "terrible": -1, "negative": -0.5, "neg": -0.5,
    "bad": -0.5, "neutral": 0, "neu": 0, "mixed": 0, "objective": 0, "positive": 0.5, "pos": 0.5,
    "good": 0.5, "very positive": 1, "extremely positive": 1, "excellent": 1,
  ]
}
