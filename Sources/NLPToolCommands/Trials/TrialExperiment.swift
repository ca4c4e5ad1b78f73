import NLPToolkit

/// The trainings of a plan, as the user sees them: a line for each while they run.
struct TrialExperiment {
  let corpora: TrainingCorpusOptions
  let options: TrialOptions
  /// One setting, or two to compare, and what they are called.
  let subjects: [any TrialSubject]
  let names: [String]
  let diagnostics: Diagnostics

  /// - Parameter onTrial: is told after each training.
  /// - Throws: status 130 after Ctrl-C.
  func run(_ plan: TrialPlan, onTrial: (Trial) throws -> Void = { _ in }) throws -> [Trial] {
    let run = TrialRun(
      pool: ThreadPool(threads: options.threads.count), timeBudget: options.timeBudget?.duration)
    let corpus = try corpora.open()
    let count = plan.count(settings: subjects.count)
    let progress = diagnostics.progress("Training", total: count, unit: "models")
    defer { progress.finish() }
    var done = 0
    return try plan.run(
      on: corpus, settings: subjects.count,
      train: { part, seed, setting in
        try subjects[setting].evaluate(part, seed: seed, run)
      },
      onTrial: { trial in
        done += 1
        progress.update(to: done)
        diagnostics.note("\(done) of \(count): \(line(trial))")
        try onTrial(trial)
      })
  }

  private func line(_ trial: Trial) -> String {
    var parts: [String] = []
    if subjects.count > 1 { parts.append(names[trial.setting]) }
    if trial.share < 1 { parts.append("\(trial.trainingDocuments) documents") }
    if let fold = trial.fold { parts.append("fold \(fold + 1)") }
    if options.seeds > 1 { parts.append("seed \(trial.seed)") }
    let headline = trial.result.headline
    let score = DecimalText.fixed(headline?.value, digits: 4)
    parts.append(
      "\(headline?.metric.replacing("_", with: " ") ?? "score") \(score) in "
        + Progress.clock(seconds: trial.seconds))
    return parts.joined(separator: ", ")
  }
}

extension Trial {
  /// The trial as a line of JSON.
  ///
  /// - Parameter setting: what its setting is called, where there are two.
  func object(setting name: String?) -> JSONObject {
    var object = JSONObject()
    object.set("type", to: .string("trial"))
    if let name { object.set("setting", to: .string(name)) }
    object.set("fold", to: fold.map { .integer($0 + 1) } ?? .null)
    object.set("seed", to: .number("\(seed)"))
    object.set("share", to: .decimal(share))
    object.set("training_documents", to: .integer(trainingDocuments))
    if let items = result.items { object.set("items", to: .integer(items.count)) }
    object.set("seconds", to: .decimal((seconds * 1000).rounded() / 1000))
    object.set("metric", to: result.headline.map { .string($0.metric) } ?? .null)
    object.set("value", to: .decimal(result.headline?.value))
    var scores = JSONObject()
    for score in result.scores where score.label == nil {
      scores.set(score.metric, to: .decimal(score.value))
    }
    object.set("scores", toRaw: scores.serialized)
    return object
  }
}
