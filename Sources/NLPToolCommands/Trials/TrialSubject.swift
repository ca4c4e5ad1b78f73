import NLPToolkit

/// Something that is trained again and again: the kind of a model with all its settings.
protocol TrialSubject {
  /// Trains on the training split and scores on the test split, keeping the items.
  func evaluate(_ corpus: PartialCorpus, seed: UInt64, _ run: TrialRun) throws -> EvaluationResult
}

/// How a trial is run.
struct TrialRun {
  let pool: ThreadPool
  let timeBudget: Duration?

  /// Trains to the end.
  ///
  /// - Throws: status 130 after Ctrl-C.
  func train<Recipe>(_ trainer: CheckpointedTrainer<Recipe>) throws {
    trainer.timeBudget = timeBudget
    _ = try Interruption.whilePolling {
      try trainer.run(pool: pool, shouldStop: { Interruption.isRequested })
    }
    try Interruption.check()
  }
}

struct ClassifierSubject: TrialSubject {
  let recipe: ClassifierRecipe
  let inputs: ClassifierInputs

  func evaluate(_ corpus: PartialCorpus, seed: UInt64, _ run: TrialRun) throws -> EvaluationResult {
    var recipe = recipe
    recipe.training.seed = seed
    let trainer = try inputs.trainer(corpus, recipe, run.pool)
    try run.train(trainer)
    return try trainer.classifier(name: "trial", pool: run.pool)
      .evaluate(on: corpus, keepsItems: true, threads: run.pool).result
  }
}

struct TaggerSubject: TrialSubject {
  let recipe: TaggerRecipe
  let pretrained: PretrainedInputs

  func evaluate(_ corpus: PartialCorpus, seed: UInt64, _ run: TrialRun) throws -> EvaluationResult {
    var recipe = recipe
    recipe.training.seed = seed
    if recipe.tokenLayers.isEmpty {
      let trainer = try TaggerTrainer(
        corpus, recipe: recipe, pretrained: pretrained, threads: run.pool)
      try run.train(trainer)
      return try trainer.tagger(name: "trial").evaluate(
        on: corpus, usesGoldTokens: recipe.goldTokens, keepsItems: true, threads: run.pool
      ).result
    }
    let trainer = try TokenTaggerTrainer(
      corpus, recipe: recipe, pretrained: pretrained, threads: run.pool)
    try run.train(trainer)
    return try trainer.tagger(name: "trial").evaluate(
      on: corpus, keepsItems: true, threads: run.pool
    ).result
  }
}
