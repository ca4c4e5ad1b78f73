import NLPToolkit

/// What both subcommands of `learning-curve` do.
struct LearningCurve<Settings: TrialSettings> {
  let corpora: TrainingCorpusOptions
  let settings: Settings
  let sizes: SizeOptions
  let options: TrialOptions
  let format: LearningCurveFormat

  /// The trainings of one size.
  private struct Step {
    var share: Double
    var documents: Double
    var scores: [Double]
    /// `nil` if the score is undefined in all of them.
    var summary: Summary?
  }

  func run() throws {
    let diagnostics = options.diagnostics.makeDiagnostics()
    var plan = options.plan
    plan.shares = sizes.sizes.shares
    let experiment = TrialExperiment(
      corpora: corpora, options: options,
      subjects: [try settings.subject(seed: options.seed.seed)], names: ["the given setting"],
      diagnostics: diagnostics)
    let trials = try experiment.run(plan) { trial in
      if format == .jsonl {
        try Output.standard.writeLine(trial.object(setting: nil).serialized)
      }
    }
    let metric = trials.last?.result.headline?.metric ?? "score"
    let steps = plan.shares.map { step(trials, $0, metric) }
    try write(steps, score: metric.replacing("_", with: " "))
  }

  private func step(_ trials: [Trial], _ share: Double, _ metric: String) -> Step {
    let own = trials.filter { $0.share == share }
    let scores = own.compactMap { $0.result[metric]?.value }
    let documents = own.reduce(0) { $0 + Double($1.trainingDocuments) } / Double(max(1, own.count))
    return Step(share: share, documents: documents, scores: scores, summary: Summary(scores))
  }

  private func write(_ steps: [Step], score: String) throws {
    let title = "Learning curve of \(corpora.names), \(options.phrase)"
    let figure = LearningCurveFigure(
      title: title, score: score,
      points: steps.map { LearningCurveFigure.Point(documents: $0.documents, scores: $0.scores) })
    switch format {
    case .text:
      try Output.standard.writeLine(table(steps, title: title, score: score).text())
      if let remark = remark(steps, score) { try Output.standard.writeLine(remark) }
    case .jsonl:
      for step in steps { try Output.standard.writeLine(object(step, score).serialized) }
    case .svg:
      try Output.standard.write(figure.markup(isFile: true))
    case .html:
      try Output.standard.write(
        TablePage(
          title: title, remark: remark(steps, score), drawings: [figure.markup()],
          tables: [table(steps, title: "", score: score)]
        ).html)
    }
  }

  private func table(_ steps: [Step], title: String, score: String) -> ReportTable {
    ReportTable(
      title: title,
      columns: ["size", "documents", score, "deviation", "lowest", "highest", "runs"],
      rows: steps.map { step in
        [
          .text(ShareList(shares: [step.share]).description),
          .text(DecimalText.fixed(step.documents, digits: 0)), .score(step.summary?.mean),
          .score(step.summary?.deviation), .score(step.summary?.minimum),
          .score(step.summary?.maximum), .count(step.scores.count),
        ]
      })
  }

  /// What the last step tells: by how much the score rose, for how much more data.
  private func remark(_ steps: [Step], _ score: String) -> String? {
    guard let last = steps.last, let before = steps.dropLast().last,
      last.scores.count == before.scores.count
    else { return nil }
    // Both sizes are trained on the same folds with the same seeds, in the same order.
    let test = ResampledTTest(
      differences: zip(last.scores, before.scores).map { $0 - $1 },
      testShare: options.plan.testShare)
    guard let gain = test.summary?.mean else { return nil }
    let times = DecimalText.fixed(last.documents / max(1, before.documents), digits: 1)
    let change = "with \(times) times the documents, \(score) changed by "
    let amount = DecimalText.fixed(gain, digits: 4)
    guard let p = test.pValue else { return change + amount }
    let chance = "(corrected t-test: p = \(DecimalText.fixed(p, digits: 4)))"
    return p < 0.05 && gain > 0
      ? "the curve still rises: \(change)\(amount) \(chance)"
      : "no rise at the end that chance would not make: \(change)\(amount) \(chance)"
  }

  private func object(_ step: Step, _ score: String) -> JSONObject {
    var object = JSONObject()
    object.set("type", to: .string("summary"))
    object.set("share", to: .decimal(step.share))
    object.set("training_documents", to: .decimal(step.documents))
    object.set("metric", to: .string(score.replacing(" ", with: "_")))
    object.set("value", to: .decimal(step.summary?.mean))
    object.set("deviation", to: .decimal(step.summary?.deviation))
    object.set("runs", to: .integer(step.scores.count))
    return object
  }
}
