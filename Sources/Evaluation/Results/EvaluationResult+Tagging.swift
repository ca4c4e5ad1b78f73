extension EvaluationResult {
  /// The scores of a tagger; the headline is the F1 over all entities.
  ///
  /// - Parameter scorer: intervals and comparisons need one that keeps sentences.
  public static func tagging(_ scorer: EntityScorer, context: EvaluationContext = .init())
    -> EvaluationResult
  {
    let report = scorer.report
    let sentences = scorer.sentenceCounts
    let items = scorer.keepsSentences ? ItemStatistics(sentences) : nil
    let ofSums: [@Sendable ([Double]) -> Double?] = [
      ItemStatistics.f1, ItemStatistics.precision, ItemStatistics.recall,
      ItemStatistics.fScore(beta: context.beta ?? 1),
    ]
    var scores: [Score] = []
    for (rate, ofSums) in zip(context.rates(report.overall).named, ofSums) {
      let interval = items.flatMap { items in
        context.resampling?.bootstrap(items, metric: ofSums)
      }
      scores.append(
        Score(
          metric: rate.metric, value: rate.value, interval: interval,
          signature: context.signature(
            rate.metric, reading: report.reading, averaging: .micro, isResampled: interval != nil)))
    }
    scores.append(
      Score(
        metric: "token_accuracy", value: report.tokenAccuracy,
        signature: context.signature("token_accuracy")))
    for averaging in [Averaging.macro, .weighted] {
      for rate in context.rates({ report.average(averaging, beta: $0) }).named {
        scores.append(
          Score(
            metric: "\(rate.metric)_\(averaging)", value: rate.value,
            signature: context.signature(
              rate.metric, reading: report.reading, averaging: averaging)))
      }
    }
    for label in report.labels {
      let counts = report.byLabel[label] ?? PrecisionRecall()
      let items = scorer.keepsSentences ? ItemStatistics(sentences, label: label) : nil
      for rate in context.rates(counts).named {
        let interval =
          rate.metric != "f1"
          ? nil
          : items.flatMap { context.resampling?.bootstrap($0, metric: ItemStatistics.f1) }
        scores.append(
          Score(
            metric: rate.metric, label: label, value: rate.value, interval: interval,
            signature: context.signature(
              rate.metric, reading: report.reading, isResampled: interval != nil)))
      }
    }
    if let analysis = scorer.analysis {
      for criterion in SpanAnalysis.Criterion.allCases where criterion != .strict {
        scores.append(
          Score(
            metric: "f1_\(criterion)", value: analysis[criterion].f1,
            signature: context.signature(
              "f1", reading: report.reading,
              more: [Signature.Field("match", criterion.rawValue)])))
      }
      for (length, counts) in analysis.byLength.sorted(by: { $0.key < $1.key }) {
        scores.append(
          Score(
            metric: "f1_length_\(length)", value: counts.f1,
            signature: context.signature(
              "f1", reading: report.reading, averaging: .micro,
              more: [Signature.Field("length", "\(length)")])))
      }
    }
    return EvaluationResult(
      scores: scores, measurements: .tagging(report, analysis: scorer.analysis),
      context: context, items: items, headlineOfSums: ItemStatistics.f1)
  }

  /// Adds the scores of entities that are and are not in the training data.
  public mutating func add(_ entities: SeenEntities) {
    seenEntities = entities
    for (name, counts) in [("seen", entities.seen), ("unseen", entities.unseen)] {
      for (metric, value) in [
        ("f1", counts.f1), ("precision", counts.precision), ("recall", counts.recall),
      ] {
        scores.append(
          Score(
            metric: "\(metric)_\(name)", value: value,
            signature: context.signature(
              metric, reading: entityReport?.reading, averaging: .micro,
              more: [Signature.Field("entities", name)])))
      }
    }
  }
}
