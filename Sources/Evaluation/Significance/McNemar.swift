#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// McNemar's test: whether two classifiers err equally often on the same items (McNemar, 1947).
public struct McNemar: Sendable, Hashable {
  /// The items that only the first got right.
  public let onlyFirst: Int
  /// The items that only the second got right.
  public let onlySecond: Int

  /// Sets every property.
  public init(onlyFirst: Int, onlySecond: Int) {
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
  }

  /// - Throws: `EvaluationError.countMismatch` if the items don't pair up.
  public init(firstIsCorrect: [Bool], secondIsCorrect: [Bool]) throws(EvaluationError) {
    guard firstIsCorrect.count == secondIsCorrect.count else {
      throw .countMismatch(
        gold: firstIsCorrect.count, predicted: secondIsCorrect.count, unit: "items")
    }
    let pairs = zip(firstIsCorrect, secondIsCorrect)
    onlyFirst = pairs.count { $0 && !$1 }
    onlySecond = pairs.count { !$0 && $1 }
  }

  /// The two-sided exact probability: twice the lower tail of the binomial distribution with 1/2,
  /// at most 1; `nil` if the two never differ.
  ///
  /// - Complexity: O(the smaller count).
  public var exactPValue: Double? {
    let total = onlyFirst + onlySecond
    guard total > 0 else { return nil }
    let fewer = min(onlyFirst, onlySecond)
    if 2 * fewer == total { return 1 }
    let base = lgamma(Double(total) + 1) - Double(total) * log(2)
    var tail = 0.0
    for successes in 0...fewer {
      let logarithm =
        base - lgamma(Double(successes) + 1) - lgamma(Double(total - successes) + 1)
      tail += exp(logarithm)
    }
    return min(1, 2 * tail)
  }

  /// `(|b - c| - 1)² / (b + c)`, with Edwards' continuity correction (1948).
  public var chiSquared: Double? {
    let total = onlyFirst + onlySecond
    guard total > 0 else { return nil }
    let gap = Double(abs(onlyFirst - onlySecond) - 1)
    return gap * gap / Double(total)
  }

  /// The probability of a larger `chiSquared` with one degree of freedom: `erfc(√(χ² / 2))`.
  public var approximatePValue: Double? { chiSquared.map { erfc(($0 / 2).squareRoot()) } }
}
