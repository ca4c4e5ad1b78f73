import Glibc
import NLPToolkit

/// A seeded search for better settings of a classifier within a budget of time: the recipe as it
/// is, then random changes of it (Bergstra and Bengio 2012), each trained whole; the best by the
/// validation score is kept.
struct ClassifierTuning {
  let corpus: JoinedCorpus
  let recipe: ClassifierRecipe
  let inputs: ClassifierInputs
  let budget: Duration
  let score: ValidationScore
  let diagnostics: Diagnostics

  /// The best trainer, with its best weights.
  ///
  /// - Throws: what training throws, and status 130 if Ctrl-C came before the first epoch was done.
  func run(pool: ThreadPool) throws -> ClassifierTrainer {
    let clock = ContinuousClock()
    let deadline = clock.now + budget
    let shouldStop = { Interruption.isRequested || clock.now >= deadline }
    var random = RandomSource(seed: recipe.training.seed, 7)
    var best: (score: Double, trainer: ClassifierTrainer)?
    var trial = 0
    while trial == 0 || !shouldStop() {
      let candidate = trial == 0 ? recipe : changed(&random)
      trial += 1
      let trainer = try inputs.trainer(corpus, candidate, pool)
      // The first epoch of all is trained whatever the budget, so that there is a model.
      let mayStop = best != nil
      _ = try Interruption.whilePolling {
        try trainer.run(
          pool: pool,
          shouldStop: {
            shouldStop() && (mayStop || !trainer.history.isEmpty || Interruption.isRequested)
          })
      }
      let found = trainer.history.last(where: \.isBest)?.validationScore
      guard !trainer.history.isEmpty else { break }
      let isBetter = best == nil || (found ?? -.infinity) > best!.score
      diagnostics.note(
        "trial \(trial): \(Self.line(candidate)): validation \(score.name) \(score(found))"
          + (isBetter ? " (best)" : ""))
      if isBetter { best = (found ?? -.infinity, trainer) }
    }
    guard let best else { throw CommandError.interrupted() }
    return best.trainer
  }

  private func changed(_ random: inout RandomSource) -> ClassifierRecipe {
    var changed = recipe
    /// A factor from 2^-octaves to 2^octaves, to two digits.
    func factor(_ octaves: Double) -> Double {
      (exp2((2 * random.uniform() - 1) * octaves) * 20).rounded() / 20
    }
    changed.training.learningRate = recipe.training.learningRate * factor(1.5)
    changed.ngramLearningRate = recipe.ngramLearningRate * factor(2)
    changed.classifier.dropout = (20 + 40 * random.uniform()).rounded() / 100
    changed.classifier.ngramDropout = (50 * random.uniform()).rounded() / 100
    changed.classifier.hidden = [64, 96, 128, 192][Int(random.next() % 4)]
    changed.classifier.wordOrder = [1, 2, 3][Int(random.next() % 3)]
    return changed
  }

  private static func line(_ recipe: ClassifierRecipe) -> String {
    "learning rate \(DecimalText.fixed(recipe.training.learningRate, digits: 5)), "
      + "of n-grams \(DecimalText.fixed(recipe.ngramLearningRate, digits: 1)), "
      + "dropout \(recipe.classifier.dropout), of n-grams \(recipe.classifier.ngramDropout), "
      + "hidden \(recipe.classifier.hidden), word order \(recipe.classifier.wordOrder)"
  }
}
