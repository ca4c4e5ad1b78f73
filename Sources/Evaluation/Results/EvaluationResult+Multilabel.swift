extension EvaluationResult {
  /// The metrics of a ranking of all labels, in the order of ``LabelRanking``.
  package static let rankingMetrics = [
    "ranking_average_precision", "ranking_loss", "coverage_error",
  ]

  /// The scores of a classifier that gives each item any number of labels; the headline is the
  /// share of items whose labels are all right.
  ///
  /// - Parameter ranking: the ranking of all labels of the same items, if the classifier gives
  ///   scores.
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
    if let ranking {
      let values = [ranking.averagePrecision, ranking.loss, ranking.coverageError]
      scores += zip(rankingMetrics, values).map { metric, value in
        Score(metric: metric, value: value, signature: context.signature(metric))
      }
    }
    for average in scorer.averages(context) {
      for rate in average.rates.named {
        scores.append(
          Score(
            metric: "\(rate.metric)_\(average.name)", value: rate.value,
            signature: context.signature(
              rate.metric, more: [Signature.Field("average", average.name)])))
      }
    }
    for (label, counts) in zip(scorer.labels, scorer.byLabel) {
      for rate in context.rates(counts).named {
        scores.append(
          Score(
            metric: rate.metric, label: label, value: rate.value,
            signature: context.signature(rate.metric)))
      }
    }
    return EvaluationResult(
      scores: scores, measurements: .multilabel(scorer, ranking: ranking), context: context,
      items: items, headlineOfSums: mean)
  }
}

extension MultilabelScorer {
  /// An average over labels or items, by its name.
  package struct Average {
    package let name: String
    package let rates: Rates
  }

  /// The averages over labels, and that over items.
  package func averages(_ context: EvaluationContext) -> [Average] {
    Averaging.allCases.map { averaging in
      Average(
        name: averaging.rawValue, rates: context.rates { average(averaging, beta: $0) })
    } + [Average(name: "samples", rates: context.rates { samples(beta: $0) })]
  }
}
