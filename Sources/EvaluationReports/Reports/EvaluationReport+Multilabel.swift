import Evaluation

extension EvaluationReport {
  /// The tables of a classifier that gives each item any number of labels.
  static func tables(of result: EvaluationResult, _ scorer: MultilabelScorer) -> [ReportTable] {
    let context = result.context
    let averages = scorer.averages(context)
    let four = { (value: Double?) in DecimalText.fixed(value, digits: 4) }
    let labels = ReportTable(
      title: "\(scorer.count) items, all labels right \(four(scorer.subsetAccuracy)), "
        + "Hamming loss \(four(scorer.hammingLoss)), Jaccard \(four(scorer.jaccard))",
      columns: ["labels"] + context.rateColumns + ["gold", "found", "correct"],
      rows: zip(scorer.labels, scorer.byLabel).map { label, counts in
        [.text(label)] + context.rates(counts).cells + cells(of: counts)
      } + averages.map { [.text($0.name)] + $0.rates.cells },
      footerRows: averages.count)
    let ranking = result.scores.filter { EvaluationResult.rankingMetrics.contains($0.metric) }
    if ranking.isEmpty { return [labels] }
    return [labels, ReportTable(title: "", scores: ranking, heading: "ranking")]
  }
}
