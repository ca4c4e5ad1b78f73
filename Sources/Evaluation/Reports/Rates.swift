/// Precision, recall and F1, and the F-score of another weight of recall where one was asked for.
struct Rates {
  let precision: Double?
  let recall: Double?
  let f1: Double?
  let fScore: (metric: String, value: Double?)?

  /// The metrics that these are scores of.
  var named: [(metric: String, value: Double?)] {
    [("f1", f1), ("precision", precision), ("recall", recall)] + (fScore.map { [$0] } ?? [])
  }

  /// What stands in a table under ``EvaluationContext/rateColumns``.
  var cells: [ReportTable.Cell] {
    [precision, recall, f1].map { .score($0) } + (fScore.map { [.score($0.value)] } ?? [])
  }
}

extension EvaluationContext {
  /// The name of the F-score that stands beside F1, such as `f2` or `f0.5`; `nil` without one.
  var fScoreName: String? {
    guard let beta, beta != 1 else { return nil }
    return "f" + (Double(Int(beta)) == beta ? String(Int(beta)) : String(beta))
  }

  var rateColumns: [String] {
    ["precision", "recall", "f1"] + (fScoreName.map { [$0] } ?? [])
  }

  /// - Parameter average: the scores with an F-score of that beta.
  func rates(_ average: (_ beta: Double) -> AverageScores) -> Rates {
    let scores = average(1)
    return Rates(
      precision: scores.precision, recall: scores.recall, f1: scores.fScore,
      fScore: fScoreName.map { ($0, average(beta ?? 1).fScore) })
  }

  func rates(_ counts: PrecisionRecall) -> Rates {
    rates { beta in
      AverageScores(
        precision: counts.precision, recall: counts.recall, fScore: counts.fScore(beta: beta),
        support: counts.gold)
    }
  }
}
