/// A paired test of the scores of two settings, trained and tested several times on the same parts
/// of the data.
///
/// Trainings on overlapping data are not independent, so the variance is corrected (Nadeau and
/// Bengio, "Inference for the Generalization Error", 2003):
/// `t = mean / √((1/k + n_test / n_train) · variance)` with k − 1 degrees of freedom.
public struct ResampledTTest: Sendable, Hashable {
  /// The scores of the first setting minus those of the second.
  public let differences: [Double]
  /// The documents of a test part for each that was trained on; 0 if the trainings differ by their
  /// seeds alone, which is the plain paired test.
  public let testShare: Double

  /// - Precondition: `testShare` is at least 0.
  public init(differences: [Double], testShare: Double) {
    precondition(testShare >= 0)
    self.differences = differences
    self.testShare = testShare
  }

  /// The mean difference and its deviation; `nil` without differences.
  public var summary: Summary? { Summary(differences) }

  /// The value of t; `nil` of less than two differences. It is infinite where all differences are
  /// the same and not 0.
  public var statistic: Double? {
    guard let summary, let deviation = summary.deviation else { return nil }
    if summary.mean == 0 { return 0 }
    return summary.mean
      / (deviation * (1 / Double(summary.count) + testShare).squareRoot())
  }

  /// The probability of a mean difference at least as large, in either direction, if the settings
  /// are equally good; `nil` of less than two differences.
  public var pValue: Double? {
    statistic.map { StudentT.twoSidedPValue($0, degrees: Double(differences.count - 1)) }
  }
}
