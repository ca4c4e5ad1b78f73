import Neural
import Text

/// A training of a model of some kind, by its recipe: it can be stopped, kept in a file, and
/// continued to the same bytes as one without a break.
public class CheckpointedTrainer<Recipe: Codable & Equatable & Sendable> {
  /// The recipe, with the settings that it leaves open as they follow from the data.
  public let recipe: Recipe
  /// The time that ``run(pool:checkpoint:onEvent:shouldStop:)`` may take; the learning rate comes
  /// down within it, and the epoch that it cuts short counts.
  public var timeBudget: Duration?
  /// The time since some moment; tests replace it.
  package var time: () -> Duration {
    get { trainer.time }
    set { trainer.time = newValue }
  }
  /// A state is written when so much time has gone by since the last one; earlier ones stay in
  /// memory.
  package var checkpointInterval = Duration.seconds(30)
  /// The training data.
  let corpora: [ModelCard.Corpus]
  private let trainer: Trainer
  private let layout: ParameterLayout

  init(
    recipe: Recipe, corpora: [ModelCard.Corpus], trainer: Trainer, layout: ParameterLayout
  ) {
    self.recipe = recipe
    self.corpora = corpora
    self.trainer = trainer
    self.layout = layout
  }

  /// The epochs so far.
  public var history: [EpochSummary] { trainer.history }

  /// Trains to the end or until `shouldStop` says so; the model has the best weights so far.
  ///
  /// - Parameters:
  ///   - checkpoint: a file that the state after an epoch is written to, at most every half minute.
  ///     It has that of the last epoch when this returns or throws; what a kill loses is computed
  ///     again.
  ///   - onEvent: is told after each batch and each epoch.
  /// - Returns: whether training came to its end.
  /// - Throws: `NeuralError`, and ``ModelError`` if the checkpoint cannot be written.
  public func run(
    pool: ThreadPool, checkpoint: String? = nil, onEvent: (TrainingEvent) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> Bool {
    var unwritten: TrainerState?
    var last = time()
    func write(_ state: TrainerState) throws {
      guard let checkpoint else { return }
      try TrainingCheckpoint.write(state, layout: layout, origin: origin, to: checkpoint)
      unwritten = nil
      last = time()
    }
    let result = Result {
      try trainer.run(
        pool: pool, timeBudget: timeBudget, onEvent: onEvent,
        afterEpoch: { trainer in
          if checkpoint == nil { return }
          let state = trainer.state()
          if time() - last < checkpointInterval { unwritten = state } else { try write(state) }
        }, shouldStop: shouldStop)
    }
    if let unwritten { try write(unwritten) }
    return try result.get()
  }

  /// Goes on from a checkpoint of the same recipe and data.
  ///
  /// - Throws: ``ModelError`` if the file is no checkpoint, or one of another training.
  public func resume(from checkpoint: String) throws {
    try trainer.restore(
      try TrainingCheckpoint.read(checkpoint, layout: layout, origin: origin))
  }

  private var origin: TrainingCheckpoint.Origin<Recipe> {
    .init(recipe: recipe, corpora: corpora)
  }
}

extension ModelCard.Corpus {
  /// The corpora that make up one, by the hashes of the splits that a training reads.
  ///
  /// - Parameter readsValidation: whether the validation split is one of them.
  static func parts(of corpus: some Corpus, readsValidation: Bool) throws -> [ModelCard.Corpus] {
    try ((corpus as? JoinedCorpus)?.parts ?? [corpus]).map { part in
      var fingerprints = ["train": try part.fingerprint(of: .train)]
      if readsValidation { fingerprints["validation"] = try part.fingerprint(of: .validation) }
      return ModelCard.Corpus(name: part.name, fingerprints: fingerprints)
    }
  }
}
