extension EvaluationResult {
  /// The scores of a classifier that gives each item any number of labels; the headline is the share of
  /// items whose labels are all right.
  ///
  /// - Parameter ranking: the ranking of all labels of the same items, if the classifier gives scores.
  public static func multilabel(
    _ scorer: MultilabelScorer, ranking: LabelRanking? = nil, isCorrect: [Bool] = [],
    context: EvaluationContext = .init()
  ) -> EvaluationResult {
    let items = ItemStatistics(isCorrect: isCorrect)
    let mean = ItemStatistics.shareCorrect
    let interval = items.flatMap { context.resampling?.bootstrap($0, metric: mean) }
    var scores = [
      Score(
        metric: "subset_accuracy", value: scorer.subsetAccuracy, interval: interval,
        signature: context.signature("subset_accuracy", isResampled: interval != nil)),
      Score(
        metric: "hamming_loss", value: scorer.hammingLoss,
        signature: context.signature("hamming_loss")),
      Score(metric: "jaccard", value: scorer.jaccard, signature: context.signature("jaccard")),
    ]
    var tables: [ReportTable] = []
    if let ranking {
      let values: [(String, Double?)] = [
        ("ranking_average_precision", ranking.averagePrecision),
        ("ranking_loss", ranking.loss), ("coverage_error", ranking.coverageError),
      ]
      scores += values.map { metric, value in
        Score(metric: metric, value: value, signature: context.signature(metric))
      }
      tables = [
        ReportTable(
          title: "", columns: ["ranking", "value"],
          rows: values.map { [.text($0.0.replacing("_", with: " ")), .score($0.1)] })
      ]
    }
    var rows: [[ReportTable.Cell]] = zip(scorer.labels, scorer.byLabel).map { label, counts in
      [.text(label)] + context.rates(counts).cells + [
        .count(counts.gold), .count(counts.found), .count(counts.correct),
      ]
    }
    let averages =
      Averaging.allCases.map { averaging in
        (averaging.rawValue, context.rates { scorer.average(averaging, beta: $0) })
      } + [("samples", context.rates { scorer.samples(beta: $0) })]
    for (name, rates) in averages {
      rows.append([.text(name)] + rates.cells)
      for (metric, value) in rates.named {
        scores.append(
          Score(
            metric: "\(metric)_\(name)", value: value,
            signature: context.signature(metric, more: [Signature.Field("average", name)])))
      }
    }
    for (label, counts) in zip(scorer.labels, scorer.byLabel) {
      for (metric, value) in context.rates(counts).named {
        scores.append(
          Score(
            metric: metric, label: label, value: value, signature: context.signature(metric)))
      }
    }
    let four = { (value: Double?) in DecimalText.fixed(value, digits: 4) }
    let table = ReportTable(
      title: "\(scorer.count) items, all labels right \(four(scorer.subsetAccuracy)), Hamming loss "
        + "\(four(scorer.hammingLoss)), Jaccard \(four(scorer.jaccard))",
      columns: ["labels"] + context.rateColumns + ["gold", "found", "correct"], rows: rows,
      footerRows: averages.count)
    return EvaluationResult(
      task: .classification, scores: scores, tables: [table] + tables, items: items,
      headlineOfSums: mean)
  }
}
