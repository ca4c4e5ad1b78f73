#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// How a model is trained.
public struct TrainerConfiguration: Sendable, Hashable, Codable {
  /// How often the training split is read.
  public var epochs = 30
  /// The update rule.
  public var optimizer = OptimizerKind.adam
  /// Weight decay (L2), decoupled from the gradient for `adamw`.
  public var weightDecay = 0.0
  /// The decay of Adam's average of the gradients.
  public var beta1 = 0.9
  /// The decay of Adam's average of the squared gradients.
  public var beta2 = 0.999
  /// The momentum of stochastic gradient descent.
  public var momentum = 0.9
  /// Whether the momentum is Nesterov's rather than the classical one.
  public var nesterov = true
  /// The peak learning rate.
  public var learningRate = 0.003
  /// How the learning rate runs over the training.
  public var schedule = Schedule.oneCycle
  /// The share of the steps in which the learning rate first rises linearly from 0.
  public var warmUp = 0.0
  /// The factor by which the schedules `step`, `exponential` and `plateau` reduce the learning
  /// rate.
  public var decay = 0.5
  /// The epochs that one such reduction takes; of a plateau, those without a better validation
  /// score.
  public var decayEpochs = 1
  /// Gradient accumulation: the batches whose mean gradient makes one step.
  public var accumulation = 1
  /// The maximum norm of a gradient; greater ones are scaled down to it, 0 for no clipping.
  public var clip = 5.0
  /// The maximum magnitude of a gradient's elements; 0 for no clipping. It comes before ``clip``.
  public var clipValue = 0.0
  /// Early stopping after so many epochs without a better validation score; 0 for never.
  public var patience = 0
  /// Which epoch's weights are kept: those of the best validation score, or those of the last
  /// epoch.
  public var checkpoint = Checkpoint.best
  /// The share of the epochs that pass before one may be chosen as the best.
  ///
  /// While the learning rate is high, a good score on a small validation split is chance, and such
  /// weights do worse on text of another kind. If training is stopped before, the best epoch until
  /// then is kept.
  public var checkpointStart = 0.0
  /// The decay of an exponential moving average of the weights over steps, which is validated and
  /// kept in place of the weights; 0 for none.
  public var averageDecay = 0.0
  /// The precision of matrix products. With `bfloat16` both operands are rounded and sums stay
  /// floats: faster on processors that have such products, slower on others. The weights stay
  /// floats.
  public var precision = WeightPrecision.float32
  /// The seed of initialization, shuffling and dropout.
  public var seed: UInt64 = 1

  /// The defaults.
  public init() {}

  /// Reads the settings that are there; a missing one keeps its default, so that files of earlier
  /// versions can be read, with the names that settings had there.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.epochs, into: &epochs)
    try values.read(.optimizer, into: &optimizer)
    try values.read(.weightDecay, into: &weightDecay)
    try values.read(.beta1, into: &beta1)
    try values.read(.beta2, into: &beta2)
    try values.read(.momentum, into: &momentum)
    try values.read(.nesterov, into: &nesterov)
    try values.read(.learningRate, into: &learningRate)
    try values.read(.schedule, into: &schedule)
    try values.read(.warmUp, into: &warmUp)
    try values.read(.decay, into: &decay)
    try values.read(.decayEpochs, into: &decayEpochs)
    try values.read(.accumulation, into: &accumulation)
    try values.read(.clip, into: &clip)
    try values.read(.clipValue, into: &clipValue)
    try values.read(.patience, into: &patience)
    try values.read(.checkpoint, into: &checkpoint)
    try values.read(.checkpointStart, into: &checkpointStart)
    try values.read(.averageDecay, into: &averageDecay)
    try values.read(.precision, into: &precision)
    try values.read(.seed, into: &seed)
    let former = try decoder.container(keyedBy: FormerKeys.self)
    try former.read(.settling, into: &checkpointStart)
    try former.read(.products, into: &precision)
  }

  private enum FormerKeys: String, CodingKey { case settling, products }

  /// The names that settings had in earlier versions, and those that they have now.
  package static let formerNames = ["settling": "checkpointStart", "products": "precision"]

  /// Which epoch's weights a training ends with.
  public enum Checkpoint: String, Sendable, Hashable, Codable, CaseIterable {
    /// The weights of the epoch with the best validation score.
    case best
    /// The weights of the last epoch, where a validation split is too small to choose by. If
    /// training is stopped before, the best epoch until then is kept.
    case last
  }

  /// How the learning rate runs over the whole training.
  public enum Schedule: String, Sendable, Hashable, Codable, CaseIterable {
    case constant
    /// Up during the first tenth of the steps, then down along half a cosine.
    case oneCycle = "one-cycle"
    /// Down to 0 along half a cosine.
    case cosine
    /// Down to 0 along a line.
    case linear
    /// Times `decay` after every `decayEpochs` epochs.
    case step
    /// Times a constant at each step, so that `decayEpochs` epochs reduce it by `decay`.
    case exponential
    /// Times `decay` after `decayEpochs` epochs without a better validation score.
    case plateau
  }

  /// The update rules, by their names in configurations.
  public enum OptimizerKind: String, Sendable, Hashable, Codable, CaseIterable {
    case adam, adamw, rmsprop, adagrad, sgd
  }

  /// What is wrong with the settings and what to do; `nil` if nothing is.
  public var problem: String? {
    let unit = 0.0..<1
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("epochs", (0...1_000_000).contains(epochs), "0 to 1000000"),
      ("learningRate", learningRate > 0 && learningRate <= 100, "above 0, at most 100"),
      ("precision", precision != .int8, "float32 or bfloat16"),
      ("weightDecay", (0...1e6).contains(weightDecay), "0 to 1000000"),
      ("beta1", unit.contains(beta1), "0 to below 1"),
      ("beta2", unit.contains(beta2), "0 to below 1"),
      ("momentum", unit.contains(momentum), "0 to below 1"),
      ("nesterov", !nesterov || momentum > 0 || optimizer != .sgd, "false where momentum is 0"),
      ("warmUp", unit.contains(warmUp), "0 to below 1"),
      ("decay", decay > 0 && decay < 1, "between 0 and 1"),
      ("decayEpochs", (1...1_000_000).contains(decayEpochs), "1 to 1000000"),
      ("accumulation", (1...1_000_000).contains(accumulation), "1 to 1000000"),
      ("clip", (0...1e30).contains(clip), "0 to 1e30"),
      ("clipValue", (0...1e30).contains(clipValue), "0 to 1e30"),
      ("patience", (0...1_000_000).contains(patience), "0 to 1000000"),
      ("checkpointStart", unit.contains(checkpointStart), "0 to below 1"),
      ("averageDecay", unit.contains(averageDecay), "0 to below 1"),
    ]
    return checks.first { !$0.isFine }.map { "\($0.name) must be \($0.range)" }
  }

  var optimizerConfiguration: OptimizerConfiguration {
    switch optimizer {
    case .adam: .adam(.init(beta1: beta1, beta2: beta2, weightDecay: weightDecay))
    case .adamw: .adamW(beta1: beta1, beta2: beta2, weightDecay: weightDecay)
    case .rmsprop: .rmsprop(.init(weightDecay: weightDecay))
    case .adagrad: .adagrad(.init(weightDecay: weightDecay))
    case .sgd: .sgd(.init(momentum: momentum, isNesterov: nesterov, weightDecay: weightDecay))
    }
  }

  /// The schedule of the learning rate, without the reductions of `plateau`.
  ///
  /// - Parameter batches: the batches of an epoch.
  func schedule(batches: Int) -> LearningRateSchedule {
    let all = epochs * batches
    let rise = Int(warmUp * Double(all))
    let steps = all - rise
    let decaySteps = decayEpochs * batches
    let schedule: LearningRateSchedule =
      switch schedule {
      case .constant, .plateau: .constant
      case .oneCycle: .oneCycle(steps: steps, rise: 0.1)
      case .cosine: .cosine(end: 0, steps: steps)
      case .linear: .linear(start: 1, end: 0, steps: steps)
      case .step: .step(steps: decaySteps, factor: decay)
      case .exponential: .exponential(factor: pow(decay, 1 / Double(decaySteps)))
      }
    return rise > 0 ? .warmUp(steps: rise, then: schedule) : schedule
  }

  /// The product of the reductions of `plateau` after these epochs; 1 for other schedules.
  func plateauFactor(after history: [EpochSummary]) -> Double {
    guard schedule == .plateau else { return 1 }
    var reduction = PlateauReduction(
      factor: decay, patience: decayEpochs - 1, isScoreRising: true)
    for score in history.compactMap(\.validationScore) { reduction.observe(score) }
    return reduction.scale
  }
}
