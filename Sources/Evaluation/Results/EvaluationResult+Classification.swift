extension EvaluationResult {
  /// The scores of a classifier; the headline is the accuracy.
  ///
  /// - Parameters:
  ///   - confusion: all decisions.
  ///   - isCorrect: for each item, whether it is right, for intervals and comparisons.
  ///   - probabilities: the probabilities of all classes, if the classifier gives them.
  public static func classification(
    _ confusion: ConfusionMatrix, isCorrect: [Bool] = [], probabilities: ClassProbabilities? = nil,
    context: EvaluationContext = .init()
  ) -> EvaluationResult {
    let items = ItemStatistics(isCorrect: isCorrect)
    let mean = ItemStatistics.shareCorrect
    let interval = items.flatMap { context.resampling?.bootstrap($0, metric: mean) }
    var scores = [
      Score(
        metric: "accuracy", value: confusion.accuracy, interval: interval,
        signature: context.signature("accuracy", isResampled: interval != nil))
    ]
    func add(_ metric: String, _ value: Double?, averaging: Averaging? = nil) {
      scores.append(
        Score(
          metric: metric, value: value,
          signature: context.signature(metric, averaging: averaging)))
    }
    for averaging in [Averaging.macro, .weighted, .micro] {
      let rates = context.rates { confusion.average(averaging, beta: $0) }
      for rate in rates.named {
        add("\(rate.metric)_\(averaging)", rate.value, averaging: averaging)
      }
    }
    add("balanced_accuracy", confusion.balancedAccuracy)
    add("matthews", confusion.matthews)
    add("kappa", confusion.kappa())
    for weights in [ConfusionMatrix.KappaWeights.linear, .quadratic] {
      scores.append(
        Score(
          metric: "kappa_\(weights)", value: confusion.kappa(weights: weights),
          signature: context.signature(
            "kappa",
            more: [
              Signature.Field("weights", weights.rawValue), Signature.Field("order", "sorted"),
            ])))
    }
    for averaging in [Averaging.macro, .weighted, .micro] {
      add("jaccard_\(averaging)", confusion.jaccard(averaging), averaging: averaging)
    }
    for score in probabilities.map(probabilityScores) ?? [] { add(score.metric, score.value) }
    for (label, counts) in zip(confusion.labels, confusion.byLabel) {
      for rate in context.rates(counts).named {
        scores.append(
          Score(
            metric: rate.metric, label: label, value: rate.value,
            signature: context.signature(rate.metric)))
      }
    }
    return EvaluationResult(
      scores: scores,
      measurements: .classification(confusion, probabilities: probabilities), context: context,
      items: items, headlineOfSums: mean)
  }

  /// The scores of the probabilities that a classifier gives all classes.
  private static func probabilityScores(_ probabilities: ClassProbabilities)
    -> [Rates.Named]
  {
    let calibration = try? probabilities.calibration()
    var scores: [(String, Double?)] = [
      ("log_loss", probabilities.logLoss), ("brier", probabilities.brier),
      ("roc_auc_ovr", probabilities.areaUnderROC(.rest)),
      ("roc_auc_ovr_weighted", probabilities.areaUnderROC(.rest, averaging: .weighted)),
      ("roc_auc_ovo", probabilities.areaUnderROC(.pairs)),
      ("roc_auc_ovo_weighted", probabilities.areaUnderROC(.pairs, averaging: .weighted)),
      ("average_precision", probabilities.averagePrecision()),
      ("average_precision_weighted", probabilities.averagePrecision(.weighted)),
      ("average_precision_micro", probabilities.averagePrecision(.micro)),
      ("expected_calibration_error", calibration?.expectedError),
      ("calibration_error_by_chance", calibration?.errorByChance),
      ("maximum_calibration_error", calibration?.maximumError),
    ]
    for k in [2, 3, 5] where k < probabilities.labels.count {
      scores.append(("top_\(k)_accuracy", probabilities.topAccuracy(k)))
    }
    return scores.map { Rates.Named(metric: $0, value: $1) }
  }

  /// Whether a metric is one of probabilities, not of decisions.
  package static func isProbabilityMetric(_ metric: String) -> Bool {
    ["log_loss", "brier", "roc_auc", "average_precision", "top_"].contains { metric.hasPrefix($0) }
      || metric.contains("calibration_error")
  }
}
