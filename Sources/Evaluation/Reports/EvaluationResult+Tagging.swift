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
    let metrics: [(String, @Sendable ([Double]) -> Double?, (PrecisionRecall) -> Double?)] = [
      ("f1", ItemStatistics.f1, \.f1), ("precision", ItemStatistics.precision, \.precision),
      ("recall", ItemStatistics.recall, \.recall),
    ]
    var scores: [Score] = []
    for (name, ofSums, ofCounts) in metrics {
      let interval = items.flatMap { items in
        context.resampling?.bootstrap(items, metric: ofSums)
      }
      scores.append(
        Score(
          metric: name, value: ofCounts(report.overall), interval: interval,
          signature: context.signature(
            name, reading: report.reading, averaging: .micro, isResampled: interval != nil)))
    }
    scores.append(
      Score(
        metric: "token_accuracy", value: report.tokenAccuracy,
        signature: context.signature("token_accuracy")))
    for averaging in [Averaging.macro, .weighted] {
      let average = report.average(averaging)
      for (name, value) in [
        ("f1", average.f1), ("precision", average.precision), ("recall", average.recall),
      ] {
        scores.append(
          Score(
            metric: "\(name)_\(averaging)", value: value,
            signature: context.signature(name, reading: report.reading, averaging: averaging)))
      }
    }
    for label in report.labels {
      let counts = report.byLabel[label] ?? PrecisionRecall()
      let items = scorer.keepsSentences ? ItemStatistics(sentences, label: label) : nil
      for (name, ofSums, ofCounts) in metrics {
        let interval =
          name != "f1"
          ? nil : items.flatMap { context.resampling?.bootstrap($0, metric: ofSums) }
        scores.append(
          Score(
            metric: name, label: label, value: ofCounts(counts), interval: interval,
            signature: context.signature(
              name, reading: report.reading, isResampled: interval != nil)))
      }
    }
    return EvaluationResult(
      task: .tagging, scores: scores, tables: [entityTable(report, scores)], items: items,
      headlineOfSums: ItemStatistics.f1, entityReport: report)
  }

  private static func entityTable(_ report: EntityReport, _ scores: [Score]) -> ReportTable {
    let hasIntervals = scores.contains { $0.interval != nil }
    func row(
      _ name: String, _ precision: Double?, _ recall: Double?, _ f1: Double?,
      _ interval: Resampling.Interval?, _ counts: PrecisionRecall?
    ) -> [ReportTable.Cell] {
      var cells: [ReportTable.Cell] = [
        .text(name), .score(precision), .score(recall), .score(f1),
      ]
      if hasIntervals { cells.append(interval.map { .text(text(of: $0)) } ?? .blank) }
      cells += counts.map { [.count($0.gold), .count($0.found), .count($0.correct)] } ?? []
      return cells
    }
    func interval(_ label: String?) -> Resampling.Interval? {
      scores.first { $0.metric == "f1" && $0.label == label }?.interval
    }
    var rows = report.labels.map { label in
      let counts = report.byLabel[label] ?? PrecisionRecall()
      return row(label, counts.precision, counts.recall, counts.f1, interval(label), counts)
    }
    let micro = report.overall
    rows.append(row("all", micro.precision, micro.recall, micro.f1, interval(nil), micro))
    for averaging in [Averaging.macro, .weighted] {
      let scores = report.average(averaging)
      rows.append(row("\(averaging)", scores.precision, scores.recall, scores.f1, nil, nil))
    }
    return ReportTable(
      title:
        "\(report.sequences) sequences, \(report.tokens) tokens, "
        + "token accuracy \(DecimalText.fixed(report.tokenAccuracy, digits: 4))",
      columns: ["entities", "precision", "recall", "f1"]
        + (hasIntervals ? ["interval"] : []) + ["gold", "found", "correct"],
      rows: rows, footerRows: 3)
  }

  static func text(of interval: Resampling.Interval) -> String {
    "\(DecimalText.fixed(interval.lower, digits: 4))-\(DecimalText.fixed(interval.upper, digits: 4))"
  }
}
