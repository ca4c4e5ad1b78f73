import Evaluation

/// An evaluation for people: its tables and figures.
public struct EvaluationReport: Sendable {
  /// What was measured.
  public let result: EvaluationResult
  /// In reading order.
  public var tables: [ReportTable]
  /// In the order of the page.
  public var figures: [ReportFigure]

  /// Draws the tables and figures of a result.
  public init(_ result: EvaluationResult) {
    self.result = result
    switch result.measurements {
    case .tagging(let report, let analysis):
      tables = Self.tables(of: result, report, analysis)
      figures = Self.figures(of: result, analysis)
    case .classification(let confusion, let probabilities):
      tables = Self.tables(of: result, confusion)
      figures = Self.figures(of: result, confusion, probabilities)
    case .multilabel(let scorer, _):
      tables = Self.tables(of: result, scorer)
      figures = []
    case .languageModel(let scorer):
      tables = [
        ReportTable(
          title: "\(scorer.symbols) symbols, \(scorer.characters) characters, "
            + "\(scorer.bytes) bytes",
          scores: result.scores, heading: "language model")
      ]
      figures = []
    case .speech(let words, let characters):
      tables = Self.tables(of: result, words: words, characters: characters)
      figures = []
    case .translation(let segments):
      tables = [
        ReportTable(
          title: "\(segments) segments", scores: result.scores, heading: "translation")
      ]
      figures = []
    case .treebank(let scores):
      tables = [Self.table(of: result, scores)]
      figures = []
    case .generation(let texts):
      tables = [
        ReportTable(title: "\(texts) texts", scores: result.scores, heading: "generation")
      ]
      figures = []
    }
  }

  private static func tables(
    of result: EvaluationResult, words: ErrorRate, characters: ErrorRate
  ) -> [ReportTable] {
    let edits = [("words", words.counts), ("characters", characters.counts)]
    return [
      ReportTable(
        title: "\(words.sentences) sentences", scores: result.scores, heading: "speech"),
      ReportTable(
        title: "", columns: ["", "hits", "substitutions", "deletions", "insertions"],
        rows: edits.map { name, counts in
          [
            .text(name), .count(counts.hits), .count(counts.substitutions),
            .count(counts.deletions), .count(counts.insertions),
          ]
        }),
    ]
  }

  private static func table(of result: EvaluationResult, _ scores: [TreebankScore]) -> ReportTable {
    ReportTable(
      title: "",
      columns: ["conllu", "precision", "recall", "f1", "aligned", "gold", "found", "correct"],
      rows: scores.map { score in
        [.text(score.measure.rawValue)]
          + [score.counts.precision, score.counts.recall, score.counts.f1].map { .score($0) }
          + [score.aligned == nil ? .text("") : .score(score.alignedAccuracy)]
          + cells(of: score.counts)
      })
  }

  static func text(of interval: Resampling.Interval) -> String {
    "\(DecimalText.fixed(interval.lower, digits: 4))-\(DecimalText.fixed(interval.upper, digits: 4))"
  }

  /// Gold, found and correct, as the last columns of a table have them.
  static func cells(of counts: PrecisionRecall) -> [ReportTable.Cell] {
    [.count(counts.gold), .count(counts.found), .count(counts.correct)]
  }
}

extension ReportTable {
  /// A row for each score: its metric and its value.
  init(title: String, scores: [Score], heading: String) {
    self.init(
      title: title, columns: [heading, "value"],
      rows: scores.map { [.text($0.metric.replacing("_", with: " ")), .score($0.value)] })
  }
}

extension Rates {
  /// What stands in a table under ``EvaluationContext/rateColumns``.
  var cells: [ReportTable.Cell] {
    [precision, recall, f1].map { .score($0) } + (fScore.map { [.score($0.value)] } ?? [])
  }
}

extension EvaluationContext {
  /// The headings of ``Rates/cells``.
  var rateColumns: [String] {
    ["precision", "recall", "f1"] + (fScoreName.map { [$0] } ?? [])
  }
}
