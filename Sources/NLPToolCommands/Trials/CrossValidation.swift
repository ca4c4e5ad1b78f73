import NLPToolkit

/// What both subcommands of `cross-validate` do.
struct CrossValidation<Settings: TrialSettings> {
  let corpora: TrainingCorpusOptions
  let settings: Settings
  let options: TrialOptions
  let comparison: TrialComparisonOptions
  let format: TrialFormat

  func run() throws {
    let diagnostics = options.diagnostics.makeDiagnostics()
    var subjects = [try settings.subject(seed: options.seed.seed)]
    var names = ["the given setting"]
    if let second = comparison.compare {
      let other = try Settings.parsing(options: second, of: "--compare")
      subjects.append(try other.subject(seed: options.seed.seed))
      names.append(second)
    }
    let plan = options.plan
    let experiment = TrialExperiment(
      corpora: corpora, options: options, subjects: subjects, names: names,
      diagnostics: diagnostics)
    let trials = try experiment.run(plan) { trial in
      if format == .jsonl {
        try Output.standard.writeLine(
          trial.object(setting: names.count > 1 ? names[trial.setting] : nil).serialized)
      }
    }
    let resampling = Resampling(
      samples: comparison.samples, seed: options.seed.seed, threads: options.threads.count)
    let compared =
      subjects.count > 1
      ? try TrialComparison(trials, testShare: plan.testShare, resampling: resampling) : nil
    if subjects.count > 1, compared == nil {
      diagnostics.warning("the scores of the two settings cannot be compared")
    }
    try write(trials, names, compared)
  }

  private func write(
    _ trials: [Trial], _ names: [String], _ compared: TrialComparison?
  ) throws {
    let verdict = compared?.text(names)
    switch format {
    case .text:
      if let verdict { try Output.standard.writeLine(verdict + "\n") }
      for table in tables(trials, names) { try Output.standard.writeLine(table.text()) }
    case .jsonl:
      for (setting, name) in names.enumerated() {
        let results = trials.filter { $0.setting == setting }.map(\.result)
        let summary = RunSummary(results)
        for row in summary.rows {
          var object = JSONObject()
          object.set("type", to: .string("summary"))
          if names.count > 1 { object.set("setting", to: .string(name)) }
          row.write(to: &object)
          try Output.standard.writeLine(object.serialized)
        }
      }
      if let compared { try Output.standard.writeLine(compared.object(names).serialized) }
    case .html:
      try Output.standard.write(
        TablePage(
          title: "Cross-validation: \(corpora.names)", remark: verdict,
          tables: tables(trials, names)
        ).html)
    }
  }

  private func tables(_ trials: [Trial], _ names: [String]) -> [ReportTable] {
    names.indices.flatMap { setting -> [ReportTable] in
      let own = trials.filter { $0.setting == setting }
      var summary = RunSummary(own.map(\.result)).table
      summary.title = "\(own.count) trainings"
      return [table(own, title: names.count > 1 ? names[setting] : nil), summary]
    }
  }

  private func table(_ trials: [Trial], title: String?) -> ReportTable {
    let metrics = trials[0].result.scores.filter { $0.label == nil }.prefix(3).map(\.metric)
    let head = title.map { "\($0): " } ?? ""
    return ReportTable(
      title: "\(head)\(corpora.names), \(options.phrase)",
      columns: ["fold", "seed", "trained on", "scored on"]
        + metrics.map { $0.replacing("_", with: " ") } + ["seconds"],
      rows: trials.map { trial in
        [
          .text(trial.fold.map { "\($0 + 1)" } ?? "own"), .text("\(trial.seed)"),
          .count(trial.trainingDocuments),
          trial.result.items.map { .count($0.count) } ?? .blank,
        ] + metrics.map { .score(trial.result[$0]?.value) }
          + [.text(DecimalText.fixed(trial.seconds, digits: 1))]
      })
  }
}
