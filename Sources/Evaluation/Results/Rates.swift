/// Precision, recall and F1, and the F-score of another weight of recall where one was asked for.
package struct Rates {
  /// A metric's name with its value.
  package struct Named {
    package let metric: String
    package let value: Double?
  }

  package let precision: Double?
  package let recall: Double?
  package let f1: Double?
  package let fScore: Named?

  /// The metrics that these are scores of.
  package var named: [Named] {
    [
      Named(metric: "f1", value: f1), Named(metric: "precision", value: precision),
      Named(metric: "recall", value: recall),
    ] + (fScore.map { [$0] } ?? [])
  }
}

extension EvaluationContext {
  /// The name of the F-score that stands beside F1, such as `f2` or `f0.5`; `nil` without one.
  package var fScoreName: String? {
    guard let beta, beta != 1 else { return nil }
    return "f" + (Double(Int(beta)) == beta ? String(Int(beta)) : String(beta))
  }

  /// Precision, recall and F1 of averages.
  ///
  /// - Parameter average: the scores with an F-score of that beta.
  package func rates(_ average: (_ beta: Double) -> AverageScores) -> Rates {
    let scores = average(1)
    return Rates(
      precision: scores.precision, recall: scores.recall, f1: scores.fScore,
      fScore: fScoreName.map { Rates.Named(metric: $0, value: average(beta ?? 1).fScore) })
  }

  /// Precision, recall and F1 of counts.
  package func rates(_ counts: PrecisionRecall) -> Rates {
    rates { beta in
      AverageScores(
        precision: counts.precision, recall: counts.recall, fScore: counts.fScore(beta: beta),
        support: counts.gold)
    }
  }
}
