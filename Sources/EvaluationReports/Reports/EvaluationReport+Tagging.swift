import Evaluation

extension EvaluationReport {
  /// The tables of a tagger: entities by label, how they match, and how labels are confused.
  static func tables(
    of result: EvaluationResult, _ report: EntityReport, _ analysis: SpanAnalysis?
  ) -> [ReportTable] {
    var tables = [entityTable(report, result.scores, result.context)]
    if let analysis {
      tables += analysisTables(analysis)
      let confusion = LabelConfusion(analysis)
      tables += ReportTable.confusion(
        confusion.labels, confusion.counts, rows: "gold labels",
        columns: "what was found instead", normalization: result.context.normalization)
    }
    if let entities = result.seenEntities { tables.append(table(of: entities)) }
    return tables
  }

  /// The labels of entities that share a token, with a last row and column for no entity.
  private struct LabelConfusion {
    let labels: [String]
    /// By gold label, then by predicted label.
    let counts: [[Int]]

    init(_ analysis: SpanAnalysis) {
      let confusion = analysis.confusion
      let labels: [String?] = confusion.labels.isEmpty ? [] : confusion.labels + [nil]
      self.labels = labels.map { $0 ?? "nothing" }
      counts = labels.map { gold in labels.map { confusion[gold: gold, predicted: $0] } }
    }
  }

  private static func table(of entities: SeenEntities) -> ReportTable {
    ReportTable(
      title: "",
      columns: ["in training", "precision", "recall", "f1", "gold", "found", "correct"],
      rows: [("seen", entities.seen), ("unseen", entities.unseen)].map { name, counts in
        [.text(name), .score(counts.precision), .score(counts.recall), .score(counts.f1)]
          + cells(of: counts)
      })
  }

  static func figures(of result: EvaluationResult, _ analysis: SpanAnalysis?)
    -> [ReportFigure]
  {
    var figures = [
      ReportFigure.bars(
        title: "F1 by label",
        result.scores.filter { $0.metric == "f1" && $0.label != nil }.map {
          ReportFigure.Bar(label: $0.label ?? "", value: $0.value, interval: $0.interval)
        })
    ]
    if let confusion = analysis.map(LabelConfusion.init), !confusion.labels.isEmpty,
      confusion.labels.count <= 200
    {
      figures.append(
        .matrix(
          title: "Gold labels (rows) and what was found instead (columns)",
          labels: confusion.labels, counts: confusion.counts,
          normalization: result.context.normalization))
    }
    return figures
  }

  private static func analysisTables(_ analysis: SpanAnalysis) -> [ReportTable] {
    let criteria = SpanAnalysis.Criterion.allCases.map { criterion -> [ReportTable.Cell] in
      let counts = analysis[criterion]
      return [
        .text(criterion.rawValue), .score(counts.precision), .score(counts.recall),
        .score(counts.f1), .count(counts.correct), .count(counts.incorrect),
        .count(counts.partial), .count(counts.missed), .count(counts.spurious),
      ]
    }
    let matches = ReportTable(
      title: "",
      columns: [
        "match", "precision", "recall", "f1", "correct", "incorrect", "partial", "missed",
        "spurious",
      ], rows: criteria)
    let lengths = analysis.byLength.sorted { $0.key < $1.key }.prefix(12)
    if lengths.isEmpty { return [matches] }
    return [
      matches,
      ReportTable(
        title: "",
        columns: ["tokens", "precision", "recall", "f1", "gold", "found", "correct"],
        rows: lengths.map { length, counts in
          [
            .text("\(length)"), .score(counts.precision), .score(counts.recall),
            .score(counts.f1), .count(counts.gold), .count(counts.found), .count(counts.correct),
          ]
        }),
    ]
  }

  private static func entityTable(
    _ report: EntityReport, _ scores: [Score], _ context: EvaluationContext
  ) -> ReportTable {
    let hasIntervals = scores.contains { $0.interval != nil }
    func row(
      _ name: String, _ rates: Rates, _ interval: Resampling.Interval?, _ counts: PrecisionRecall?
    ) -> [ReportTable.Cell] {
      var cells = [.text(name)] + rates.cells
      if hasIntervals { cells.append(interval.map { .text(text(of: $0)) } ?? .blank) }
      cells += counts.map(self.cells(of:)) ?? []
      return cells
    }
    func interval(_ label: String?) -> Resampling.Interval? {
      scores.first { $0.metric == "f1" && $0.label == label }?.interval
    }
    var rows = report.labels.map { label in
      let counts = report.byLabel[label] ?? PrecisionRecall()
      return row(label, context.rates(counts), interval(label), counts)
    }
    rows.append(row("all", context.rates(report.overall), interval(nil), report.overall))
    for averaging in [Averaging.macro, .weighted] {
      let rates = context.rates { report.average(averaging, beta: $0) }
      rows.append(row("\(averaging)", rates, nil, nil))
    }
    return ReportTable(
      title:
        "\(report.sequences) sequences, \(report.tokens) tokens, "
        + "token accuracy \(DecimalText.fixed(report.tokenAccuracy, digits: 4))",
      columns: ["entities"] + context.rateColumns
        + (hasIntervals ? ["interval"] : []) + ["gold", "found", "correct"],
      rows: rows, footerRows: 3)
  }
}
