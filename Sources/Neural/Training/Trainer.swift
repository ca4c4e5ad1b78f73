/// Trains a model: epochs of batches, optimizer steps, validation, early stopping.
///
/// The result depends on the configuration, the data and the seed, not on the number of threads. A
/// run that was stopped goes on from its last ``TrainerState`` to the same bytes as one without a
/// break.
public final class Trainer {
  /// How the model is trained.
  public let configuration: TrainerConfiguration
  private let model: any Trainable
  private let optimizer: Optimizer<Float>
  private let gradients: Gradients<Float>
  private let average: WeightAverage<Float>?
  private var best: TrainerState.Checkpoint?
  /// The time since some moment; tests replace it.
  package var time: () -> Duration = { ContinuousClock.now - Trainer.start }
  private static let start = ContinuousClock.now
  /// The epochs so far.
  public private(set) var history: [EpochSummary] = []

  /// - Precondition: the weights of the model are initialized.
  public init(_ configuration: TrainerConfiguration, model: any Trainable) {
    self.configuration = configuration
    self.model = model
    let layout = model.weights.layout
    optimizer = Optimizer(configuration.optimizerConfiguration, layout: layout)
    gradients = Gradients(layout: layout, precision: model.weights.precision)
    average =
      configuration.averageDecay > 0
      ? WeightAverage(.exponential(decay: configuration.averageDecay), layout: layout) : nil
  }

  /// Trains to the end, or until `shouldStop` says so, and leaves the best weights in the model.
  ///
  /// - Parameters:
  ///   - timeBudget: the time after which training ends, including earlier epochs of a resumed run.
  ///     The learning rate schedule follows steps or time, whichever is further on, so that it has
  ///     ended by then. The epoch that the time cuts short is validated and counts. How many steps
  ///     there are then depends on the machine.
  ///   - onEvent: is called after each batch and each epoch.
  ///   - afterEpoch: is called after each epoch, to save the ``state()``.
  ///   - shouldStop: is asked after each batch. An epoch that it cuts short does not count.
  /// - Returns: whether training came to its end.
  /// - Throws: ``NeuralError``, and what `afterEpoch` throws.
  @discardableResult
  public func run(
    pool: ThreadPool, timeBudget: Duration? = nil, onEvent: (TrainingEvent) -> Void = { _ in },
    afterEpoch: (Trainer) throws -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> Bool {
    let batches = model.batchCount
    guard batches > 0 else { throw NeuralError.noTrainingData }
    let schedule = configuration.schedule(batches: batches)
    let timer = timeBudget.map { TrainingTimer(budget: $0, spent: history, time: time) }
    var isComplete = true
    for epoch in history.count..<max(history.count, configuration.epochs) {
      if hasLostPatience || timer?.isOver ?? false { break }
      guard
        var summary = try runEpoch(
          epoch, batches: batches, schedule: schedule, timer: timer, pool: pool, onEvent: onEvent,
          shouldStop: shouldStop)
      else {
        isComplete = false
        break
      }
      validate(&summary, pool: pool)
      history.append(summary)
      onEvent(.epoch(summary))
      try afterEpoch(self)
    }
    if let best { load(best.weights, pool: pool) }
    return isComplete
  }

  /// - Returns: `nil` if `shouldStop` said so.
  private func runEpoch(
    _ epoch: Int, batches: Int, schedule: LearningRateSchedule, timer: TrainingTimer?,
    pool: ThreadPool, onEvent: (TrainingEvent) -> Void, shouldStop: () -> Bool
  ) throws -> EpochSummary? {
    model.beginEpoch(seed: RandomSource.derive(configuration.seed, 1, epoch))
    var summary = EpochSummary(
      epoch: epoch + 1, loss: 0, validationScore: nil, isBest: false, learningRate: 0,
      gradientNorm: 0, seconds: 0, units: 0)
    let start = time()
    let plateau = configuration.plateauFactor(after: history)
    var accumulated = 0
    for batch in 0..<batches {
      if shouldStop() { return nil }
      if batch > 0, timer?.isOver ?? false { break }
      let step = epoch * batches + batch
      let scheduledStep = max(
        step, timer.map { Int($0.share * Double(configuration.epochs * batches)) } ?? 0)
      if accumulated == 0 { gradients.reset() }
      let result = model.addGradients(
        gradients, batch: batch, seed: RandomSource.derive(configuration.seed, 2, step), pool: pool)
      accumulated += 1
      var isFinite = result.loss.isFinite
      if accumulated == configuration.accumulation || batch + 1 == batches {
        summary.learningRate =
          plateau * schedule.rate(base: configuration.learningRate, step: scheduledStep)
        let norm = update(of: accumulated, rate: summary.learningRate, pool: pool)
        summary.gradientNorm = max(summary.gradientNorm, norm)
        isFinite = isFinite && norm.isFinite
        accumulated = 0
      }
      guard isFinite else { throw NeuralError.diverged(epoch: epoch + 1, batch: batch + 1) }
      summary.loss += (result.loss - summary.loss) / Double(batch + 1)
      summary.units += result.units
      onEvent(.step(epoch: epoch + 1, batch: batch + 1, of: batches, loss: summary.loss))
    }
    summary.seconds = (time() - start) / .seconds(1)
    return summary
  }

  /// A step of the optimizer with the mean gradient of so many batches, unless it is not finite.
  ///
  /// - Returns: the norm of the gradient before clipping by norm.
  private func update(of batches: Int, rate: Double, pool: ThreadPool) -> Double {
    if batches > 1 { gradients.scale(by: 1 / Double(batches), pool: pool) }
    if configuration.clipValue > 0 { gradients.clip(value: configuration.clipValue, pool: pool) }
    let norm =
      configuration.clip > 0
      ? gradients.clip(norm: configuration.clip, pool: pool) : gradients.norm(pool: pool)
    guard norm.isFinite else { return norm }
    optimizer.step(model.weights, gradients, rate: rate, pool: pool)
    average?.add(model.weights)
    return norm
  }

  private func validate(_ summary: inout EpochSummary, pool: ThreadPool) {
    average?.swap(with: model.weights, pool: pool)
    summary.validationScore = model.validationScore(pool: pool)
    // Without a score the last weights are as good as any.
    let score = summary.validationScore ?? -.infinity
    let isFirstEligible = best.map { isEligible(summary.epoch) && !isEligible($0.epoch) } ?? true
    if isFirstEligible || score > best!.score || summary.validationScore == nil {
      summary.isBest = true
      best = .init(score: score, epoch: summary.epoch, weights: model.weights.allElements())
    }
    average?.swap(with: model.weights, pool: pool)
  }

  /// Whether an epoch, counted from 1, may be chosen as the best.
  private func isEligible(_ epoch: Int) -> Bool {
    switch configuration.checkpoint {
    case .best:
      Double(epoch) > configuration.checkpointStart * Double(configuration.epochs)
    case .last: epoch >= configuration.epochs
    }
  }

  private var hasLostPatience: Bool {
    guard configuration.patience > 0, let best, let last = history.last else { return false }
    return isEligible(best.epoch) && last.epoch - best.epoch >= configuration.patience
  }

  /// Everything that a later run needs to go on exactly as this one.
  public func state() -> TrainerState {
    TrainerState(
      history: history, weights: model.weights.allElements(), optimizer: optimizer.state(),
      average: average.map { .init(count: $0.count, weights: $0.elements()) }, best: best)
  }

  /// Goes on from a state that was saved with the same configuration and model.
  ///
  /// - Throws: ``NeuralError`` if the state does not fit.
  public func restore(_ state: TrainerState, pool: ThreadPool = .serial) throws {
    for entry in model.weights.layout.entries
    where state.weights[entry.name]?.count != entry.count {
      throw NeuralError.stateMismatch(
        name: entry.name, expected: entry.count, found: state.weights[entry.name]?.count)
    }
    try optimizer.restore(state.optimizer)
    if let average {
      guard let saved = state.average else {
        throw NeuralError.stateMismatch(name: "average", expected: average.count, found: nil)
      }
      try average.restore(count: saved.count, elements: saved.weights)
    }
    load(state.weights, pool: pool)
    best = state.best
    history = state.history
  }

  private func load(_ elements: [String: [Float]], pool: ThreadPool) {
    let weights = model.weights
    for (name, values) in elements {
      guard let reference = weights.layout.reference(named: name) else { continue }
      weights.setElements(of: reference, to: values)
    }
    weights.repack(pool)
  }
}

/// The state of a training between two epochs.
///
/// Weights are by the names of their parameters, in row-major order.
public struct TrainerState: Sendable {
  /// The epochs so far.
  public var history: [EpochSummary]
  /// The present weights.
  public var weights: [String: [Float]]
  /// The state of the optimizer.
  public var optimizer: OptimizerState<Float>
  /// The moving average of the weights, if there is one.
  public var average: Average?
  /// The best epoch so far.
  public var best: Checkpoint?

  /// An average of weights.
  public struct Average: Sendable {
    /// The steps that the average is of.
    public var count: Int
    /// The average.
    public var weights: [String: [Float]]

    /// The average of the weights of `count` steps.
    public init(count: Int, weights: [String: [Float]]) {
      self.count = count
      self.weights = weights
    }
  }

  /// The weights after an epoch.
  public struct Checkpoint: Sendable {
    /// The validation score; -∞ where it is undefined.
    public var score: Double
    /// Counted from 1.
    public var epoch: Int
    /// The weights after the epoch.
    public var weights: [String: [Float]]

    /// The weights after an epoch, with its score.
    public init(score: Double, epoch: Int, weights: [String: [Float]]) {
      self.score = score
      self.epoch = epoch
      self.weights = weights
    }
  }

  /// A state with these parts.
  public init(
    history: [EpochSummary], weights: [String: [Float]], optimizer: OptimizerState<Float>,
    average: Average?, best: Checkpoint?
  ) {
    self.history = history
    self.weights = weights
    self.optimizer = optimizer
    self.average = average
    self.best = best
  }
}

/// The time that a training has used, in seconds.
private struct TrainingTimer {
  private let budget: Double
  /// The time of the epochs before this run.
  private let before: Double
  private let time: () -> Duration
  private let start: Duration

  init(budget: Duration, spent history: [EpochSummary], time: @escaping () -> Duration) {
    self.time = time
    start = time()
    self.budget = budget / .seconds(1)
    before = history.reduce(0) { $0 + $1.seconds }
  }

  /// The used share of the budget, in 0...1.
  var share: Double {
    min(1, (before + (time() - start) / .seconds(1)) / max(1e-9, budget))
  }

  var isOver: Bool { share >= 1 }
}
