/// How the scores of several labels become one.
public enum Averaging: String, Sendable, Hashable, CaseIterable {
  /// The counts of all labels are added up, then scored once.
  case micro
  /// The mean of the labels' scores: every label counts the same.
  case macro
  /// The mean of the labels' scores, each weighted by its number of gold items.
  case weighted
}

/// What a label whose score is undefined does to the mean over labels.
///
/// A label that was never predicted has no precision, one that is not in the gold data no recall.
public enum UndefinedLabels: String, Sendable, Hashable, CaseIterable {
  /// It counts as 0, as in scikit-learn and seqeval unless told otherwise.
  case zero
  /// The mean is taken over the other labels.
  case skip
}

/// Precision, recall and F-score that are means over labels.
public struct AverageScores: Sendable, Hashable {
  /// The mean precision.
  public var precision: Double?
  /// The mean recall.
  public var recall: Double?
  /// The mean F score.
  public var fScore: Double?
  /// The number of gold items.
  public var support: Int

  /// ``fScore``, where beta is 1.
  public var f1: Double? { fScore }
}

extension Collection<PrecisionRecall> {
  /// The scores of several labels as one; `nil` where no label has the score, or the weights are
  /// all 0.
  ///
  /// - Complexity: O(*n*).
  public func average(
    _ averaging: Averaging, beta: Double = 1, undefined: UndefinedLabels = .zero
  ) -> AverageScores {
    let total = reduce(PrecisionRecall(), +)
    if averaging == .micro {
      return AverageScores(
        precision: total.precision, recall: total.recall, fScore: total.fScore(beta: beta),
        support: total.gold)
    }
    func mean(_ score: (PrecisionRecall) -> Double?) -> Double? {
      var sum = 0.0
      var weights = 0.0
      var isDefined = false
      for label in self {
        let value = score(label)
        if value == nil && undefined == .skip { continue }
        if value != nil { isDefined = true }
        let weight = averaging == .weighted ? Double(label.gold) : 1
        sum += weight * (value ?? 0)
        weights += weight
      }
      return isDefined && weights > 0 ? sum / weights : nil
    }
    return AverageScores(
      precision: mean(\.precision), recall: mean(\.recall),
      fScore: mean { $0.fScore(beta: beta) }, support: total.gold)
  }
}
