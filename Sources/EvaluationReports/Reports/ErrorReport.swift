import Evaluation

/// An analysis of errors for people: its tables.
public struct ErrorReport: Sendable {
  /// What was found.
  public let analysis: ErrorAnalysis
  /// The most frequent confusions.
  public let confusions: [ErrorAnalysis.Confusion]
  /// How many confusions there are in all.
  public let confusionCount: Int

  /// - Parameter limit: the most confusions that are shown.
  public init(_ analysis: ErrorAnalysis, confusions limit: Int = 15) {
    self.analysis = analysis
    let all = analysis.confusions
    confusionCount = all.count
    confusions = Array(all.prefix(limit))
  }

  /// How much is wrong, in a line.
  public var summary: String {
    let share =
      analysis.items > 0 ? Double(analysis.wrongItems) / Double(analysis.items) : nil
    let count = analysis.mistakeCount
    var text = "\(analysis.wrongItems) of \(analysis.items) texts with mistakes ("
    text += "\(DecimalText.fixed(share, digits: 4))): \(count) mistake\(count == 1 ? "" : "s")"
    let kinds = Mistake.Kind.allCases.compactMap { kind in
      analysis.counts[kind].map { "\(kind.rawValue) \($0)" }
    }
    return kinds.count > 1 ? "\(text), \(kinds.joined(separator: ", "))" : text
  }

  /// A row for each confusion that is shown.
  public var table: ReportTable {
    let title =
      confusionCount > confusions.count
      ? "\(confusions.count) of \(confusionCount) confusions, the most frequent first"
      : "confusions, the most frequent first"
    return ReportTable(
      title: title, columns: ["gold", "predicted", "kind", "count", "of gold"],
      rows: confusions.map { confusion in
        [
          .text(confusion.gold ?? "-"), .text(confusion.predicted ?? "-"),
          .text(confusion.kind.rawValue), .count(confusion.count),
          confusion.share.map { .score($0) } ?? .blank,
        ]
      })
  }
}

extension ErrorAnalysis.Confusion {
  /// What was taken for what: `LOC → PER`, `LOC missed`, `PER found where there is none`.
  public var title: String {
    switch (gold, predicted) {
    case (let gold?, let predicted?):
      gold == predicted ? "\(gold) with other borders" : "\(gold) → \(predicted)"
    case (let gold?, nil): "\(gold) missed"
    case (nil, let predicted?): "\(predicted) found where there is none"
    case (nil, nil): "nothing"
    }
  }
}
