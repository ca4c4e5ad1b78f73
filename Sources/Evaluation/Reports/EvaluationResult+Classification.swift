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
      for (metric, value) in rates.named {
        add("\(metric)_\(averaging)", value, averaging: averaging)
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
    var tables = [classTable(confusion, context)]
    if let probabilities {
      var rows: [[ReportTable.Cell]] = []
      for (metric, value) in probabilityScores(probabilities) {
        add(metric, value)
        rows.append([.text(metric.replacing("_", with: " ")), .score(value)])
      }
      tables.append(ReportTable(title: "", columns: ["probabilities", "value"], rows: rows))
    }
    for (label, counts) in zip(confusion.labels, confusion.byLabel) {
      for (metric, value) in context.rates(counts).named {
        scores.append(
          Score(
            metric: metric, label: label, value: value, signature: context.signature(metric)))
      }
    }
    tables += ReportTable.confusion(
      confusion.labels, confusion.counts, rows: "gold classes", columns: "predicted ones",
      normalization: context.normalization)
    var result = EvaluationResult(
      task: .classification, scores: scores, tables: tables, items: items, headlineOfSums: mean)
    result.figures = figures(confusion, probabilities, context)
    return result
  }

  /// Curves are drawn for two classes (of the second) and for up to eight (of each).
  private static func figures(
    _ confusion: ConfusionMatrix, _ probabilities: ClassProbabilities?,
    _ context: EvaluationContext
  ) -> [ReportFigure] {
    var figures = [
      ReportFigure.bars(
        title: "F1 by class",
        zip(confusion.labels, confusion.byLabel).map {
          ReportFigure.Bar(label: $0, value: $1.f1, interval: nil)
        })
    ]
    if confusion.labels.count <= 40 {
      figures.append(
        .matrix(
          title: "Gold classes (rows) and predicted ones (columns)", labels: confusion.labels,
          counts: confusion.counts, normalization: context.normalization))
    }
    guard let probabilities else { return figures }
    if let calibration = try? probabilities.calibration() {
      figures.append(.reliability(calibration))
    }
    let drawn =
      probabilities.labels.count == 2 ? [1] : Array(probabilities.labels.indices.prefix(8))
    var precision: [ReportFigure.Curve] = []
    var operating: [ReportFigure.Curve] = []
    for label in drawn {
      let ranking = probabilities.ranking(of: label)
      let name = probabilities.labels[label]
      if let points = ranking.rocCurve(dropsCollinear: true) {
        operating.append(
          ReportFigure.Curve(
            name: name, points: points.map { [$0.falsePositiveRate, $0.truePositiveRate] }))
      }
      if let points = ranking.precisionRecallCurve {
        precision.append(
          ReportFigure.Curve(
            name: name, points: points.map { [$0.recall, $0.precision] } + [[0, 1]]))
      }
    }
    if !operating.isEmpty {
      figures.append(
        .curves(
          title: "Receiver operating characteristic", x: "false positive rate",
          y: "true positive rate", operating, hasDiagonal: true))
    }
    if !precision.isEmpty {
      figures.append(
        .curves(
          title: "Precision and recall", x: "recall", y: "precision", precision,
          hasDiagonal: false))
    }
    return figures
  }

  private static func probabilityScores(_ probabilities: ClassProbabilities)
    -> [(String, Double?)]
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
    return scores
  }

  private static func classTable(_ confusion: ConfusionMatrix, _ context: EvaluationContext)
    -> ReportTable
  {
    var rows: [[ReportTable.Cell]] = zip(confusion.labels, confusion.byLabel).map { label, counts in
      [.text(label)] + context.rates(counts).cells + [
        .count(counts.gold), .count(counts.found), .count(counts.correct),
      ]
    }
    for averaging in [Averaging.macro, .weighted] {
      let rates = context.rates { confusion.average(averaging, beta: $0) }
      rows.append([.text("\(averaging)")] + rates.cells)
    }
    let four = { (value: Double?) in DecimalText.fixed(value, digits: 4) }
    return ReportTable(
      title: "\(confusion.total) items, accuracy \(four(confusion.accuracy)), balanced "
        + "\(four(confusion.balancedAccuracy)), Matthews \(four(confusion.matthews)), "
        + "kappa \(four(confusion.kappa()))",
      columns: ["classes"] + context.rateColumns + ["gold", "found", "correct"], rows: rows,
      footerRows: 2)
  }
}
