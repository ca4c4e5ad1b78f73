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
    for ((name, value), ofSums) in zip(context.rates(report.overall).named, ofSums) {
      let interval = items.flatMap { items in
        context.resampling?.bootstrap(items, metric: ofSums)
      }
      scores.append(
        Score(
          metric: name, value: value, interval: interval,
          signature: context.signature(
            name, reading: report.reading, averaging: .micro, isResampled: interval != nil)))
    }
    scores.append(
      Score(
        metric: "token_accuracy", value: report.tokenAccuracy,
        signature: context.signature("token_accuracy")))
    for averaging in [Averaging.macro, .weighted] {
      for (name, value) in context.rates({ report.average(averaging, beta: $0) }).named {
        scores.append(
          Score(
            metric: "\(name)_\(averaging)", value: value,
            signature: context.signature(name, reading: report.reading, averaging: averaging)))
      }
    }
    for label in report.labels {
      let counts = report.byLabel[label] ?? PrecisionRecall()
      let items = scorer.keepsSentences ? ItemStatistics(sentences, label: label) : nil
      for (name, value) in context.rates(counts).named {
        let interval =
          name != "f1"
          ? nil
          : items.flatMap { context.resampling?.bootstrap($0, metric: ItemStatistics.f1) }
        scores.append(
          Score(
            metric: name, label: label, value: value, interval: interval,
            signature: context.signature(
              name, reading: report.reading, isResampled: interval != nil)))
      }
    }
    var tables = [entityTable(report, scores, context)]
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
      tables += analysisTables(analysis)
      let (labels, counts) = confusion(analysis)
      tables += ReportTable.confusion(
        labels, counts, rows: "gold labels", columns: "what was found instead",
        normalization: context.normalization)
    }
    var result = EvaluationResult(
      task: .tagging, scores: scores, tables: tables, items: items,
      headlineOfSums: ItemStatistics.f1, entityReport: report)
    result.figures = figures(scores, scorer.analysis, context)
    return result
  }

  /// The labels of entities that share a token, with a last row and column for no entity.
  private static func confusion(_ analysis: SpanAnalysis) -> ([String], [[Int]]) {
    let confusion = analysis.confusion
    if confusion.labels.isEmpty { return ([], []) }
    let labels: [String?] = confusion.labels + [nil]
    return (
      labels.map { $0 ?? "nothing" },
      labels.map { gold in labels.map { confusion[gold: gold, predicted: $0] } }
    )
  }

  private static func figures(
    _ scores: [Score], _ analysis: SpanAnalysis?, _ context: EvaluationContext
  ) -> [ReportFigure] {
    var figures = [
      ReportFigure.bars(
        title: "F1 by label",
        scores.filter { $0.metric == "f1" && $0.label != nil }.map {
          ReportFigure.Bar(label: $0.label ?? "", value: $0.value, interval: $0.interval)
        })
    ]
    if let (labels, counts) = analysis.map(confusion), !labels.isEmpty, labels.count <= 40 {
      figures.append(
        .matrix(
          title: "Gold labels (rows) and what was found instead (columns)", labels: labels,
          counts: counts, normalization: context.normalization))
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
      cells += counts.map { [.count($0.gold), .count($0.found), .count($0.correct)] } ?? []
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

  static func text(of interval: Resampling.Interval) -> String {
    "\(DecimalText.fixed(interval.lower, digits: 4))-\(DecimalText.fixed(interval.upper, digits: 4))"
  }
}
