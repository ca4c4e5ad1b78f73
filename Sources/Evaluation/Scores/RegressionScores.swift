/// How close predicted numbers are to the gold ones.
public struct RegressionScores: Sendable, Hashable {
  /// Pairs of a gold and a predicted number.
  public let count: Int
  /// Mean of (gold - predicted)².
  public let meanSquaredError: Double?
  /// Mean of |gold - predicted|.
  public let meanAbsoluteError: Double?
  /// The coefficient of determination; `nil` if the gold numbers are all equal.
  public let r2: Double?
  /// Pearson's correlation; `nil` if either series is constant.
  public let pearson: Double?

  /// - Throws: `EvaluationError` if the series differ in length or hold what is not finite.
  public init(gold: [Double], predicted: [Double]) throws(EvaluationError) {
    guard gold.count == predicted.count else {
      throw .countMismatch(gold: gold.count, predicted: predicted.count, unit: "numbers")
    }
    for (item, value) in predicted.enumerated() where !value.isFinite {
      throw .invalidScore(item: item, value: value, expected: "finite")
    }
    for (item, value) in gold.enumerated() where !value.isFinite {
      throw .invalidScore(item: item, value: value, expected: "finite")
    }
    let n = Double(gold.count)
    count = gold.count
    guard count > 0 else {
      (meanSquaredError, meanAbsoluteError, r2, pearson) = (nil, nil, nil, nil)
      return
    }
    let goldMean = gold.reduce(0, +) / n
    let predictedMean = predicted.reduce(0, +) / n
    var squared = 0.0
    var absolute = 0.0
    var goldVariance = 0.0
    var predictedVariance = 0.0
    var covariance = 0.0
    for (gold, predicted) in zip(gold, predicted) {
      squared += (gold - predicted) * (gold - predicted)
      absolute += abs(gold - predicted)
      goldVariance += (gold - goldMean) * (gold - goldMean)
      predictedVariance += (predicted - predictedMean) * (predicted - predictedMean)
      covariance += (gold - goldMean) * (predicted - predictedMean)
    }
    meanSquaredError = squared / n
    meanAbsoluteError = absolute / n
    r2 = goldVariance > 0 ? 1 - squared / goldVariance : nil
    let product = goldVariance.squareRoot() * predictedVariance.squareRoot()
    pearson = product > 0 ? covariance / product : nil
  }
}
