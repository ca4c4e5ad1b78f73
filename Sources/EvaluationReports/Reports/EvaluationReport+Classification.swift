import Evaluation

extension EvaluationReport {
  /// The tables of a classifier: classes, what its probabilities are worth, and confusions.
  static func tables(of result: EvaluationResult, _ confusion: ConfusionMatrix) -> [ReportTable] {
    let probabilities = result.scores.filter {
      $0.label == nil && EvaluationResult.isProbabilityMetric($0.metric)
    }
    var tables = [classTable(confusion, result.context)]
    if !probabilities.isEmpty {
      tables.append(ReportTable(title: "", scores: probabilities, heading: "probabilities"))
    }
    return tables
      + ReportTable.confusion(
        confusion.labels, confusion.counts, rows: "gold classes", columns: "predicted ones",
        normalization: result.context.normalization)
  }

  /// Curves are drawn for two classes (of the second) and for up to eight (of each).
  static func figures(
    of result: EvaluationResult, _ confusion: ConfusionMatrix,
    _ probabilities: ClassProbabilities?
  ) -> [ReportFigure] {
    var figures = [
      ReportFigure.bars(
        title: "F1 by class",
        zip(confusion.labels, confusion.byLabel).map {
          ReportFigure.Bar(label: $0, value: $1.f1, interval: nil)
        })
    ]
    if confusion.labels.count <= 200 {
      figures.append(
        .matrix(
          title: "Gold classes (rows) and predicted ones (columns)", labels: confusion.labels,
          counts: confusion.counts, normalization: result.context.normalization))
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

  private static func classTable(_ confusion: ConfusionMatrix, _ context: EvaluationContext)
    -> ReportTable
  {
    var rows: [[ReportTable.Cell]] = zip(confusion.labels, confusion.byLabel).map { label, counts in
      [.text(label)] + context.rates(counts).cells + cells(of: counts)
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
