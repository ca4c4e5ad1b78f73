#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A model with its data, as a ``Trainer`` sees it.
public protocol Trainable: AnyObject {
  var weights: Weights<Float> { get }

  /// The number of batches in an epoch, the same in all.
  var batchCount: Int { get }

  /// Puts the batches of an epoch in the order that `seed` gives.
  func beginEpoch(seed: UInt64)

  /// Adds the gradients of the loss of a batch.
  ///
  /// - Parameters:
  ///   - batch: in 0..<batchCount.
  ///   - seed: of everything that is random about this step, such as dropout masks.
  /// - Returns: the loss and how many units (tokens, documents) were read.
  func addGradients(
    _ gradients: Gradients<Float>, batch: Int, seed: UInt64, pool: ThreadPool
  ) -> (loss: Double, units: Int)

  /// The score of the present weights on the validation data: the greater the better, `nil` where it is
  /// undefined.
  func validationScore(pool: ThreadPool) -> Double?
}

/// How a model is trained.
public struct TrainerConfiguration: Sendable, Hashable, Codable {
  public var epochs = 30
  public var optimizer = OptimizerKind.adam
  public var weightDecay = 0.0
  /// The decays of Adam's averages of gradients and of their squares.
  public var beta1 = 0.9
  public var beta2 = 0.999
  /// Of stochastic gradient descent; with Nesterov's rule or the classical one.
  public var momentum = 0.9
  public var nesterov = true
  public var learningRate = 0.003
  public var schedule = Schedule.oneCycle
  /// The share of the steps in which the learning rate first rises evenly from 0 to what the schedule
  /// starts with.
  public var warmUp = 0.0
  /// What the schedules `step`, `exponential` and `plateau` multiply the learning rate by, and how many
  /// epochs that takes, or, of a plateau, how many without a better validation score.
  public var decay = 0.5
  public var decayEpochs = 1
  /// The batches whose mean gradient makes one step.
  public var accumulation = 1
  /// Gradients of a greater norm are scaled down to it; 0 for none.
  public var clip = 5.0
  /// Each element of a gradient is first moved into ± this; 0 for none.
  public var clipValue = 0.0
  /// So many epochs without a better validation score end the training; 0 for never.
  public var patience = 0
  /// The share of the epochs that are over before one is taken for the best; if training is stopped
  /// earlier, the best until then is kept. While the learning rate is high, a good score on a small
  /// validation split is chance, and weights that have not settled do worse on text of another kind.
  public var settling = 0.0
  /// The decay of an exponential average of the weights over steps, which is what is validated and kept;
  /// 0 for none.
  public var averageDecay = 0.0
  /// What the factors of matrix products are rounded to. With `bfloat16` training is faster on processors
  /// that have such products, and slower on others; the weights stay floats.
  public var products = WeightPrecision.float32
  public var seed: UInt64 = 1

  public init() {}

  /// A setting that is missing keeps its default, so that files of earlier versions can be read.
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
    try values.read(.settling, into: &settling)
    try values.read(.averageDecay, into: &averageDecay)
    try values.read(.products, into: &products)
    try values.read(.seed, into: &seed)
  }

  /// How the learning rate runs over the training as a whole.
  public enum Schedule: String, Sendable, Hashable, Codable, CaseIterable {
    case constant
    /// Up during the first tenth of the steps, then down along half a cosine.
    case oneCycle = "one-cycle"
    case cosine
    case linear
    /// Down at once after some epochs, again and again.
    case step
    /// Down evenly, step by step.
    case exponential
    /// Down when the validation score has stopped improving.
    case plateau
  }

  /// The rules by the names that configurations have for them.
  public enum OptimizerKind: String, Sendable, Hashable, Codable, CaseIterable {
    case adam, adamw, rmsprop, adagrad, sgd
  }

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    let unit = 0.0..<1
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("epochs", epochs >= 0, "0 or more"),
      ("learningRate", learningRate > 0 && learningRate < 100, "above 0"),
      ("products", products != .int8, "float32 or bfloat16"),
      ("weightDecay", weightDecay >= 0, "0 or more"),
      ("beta1", unit.contains(beta1), "0 to below 1"),
      ("beta2", unit.contains(beta2), "0 to below 1"),
      ("momentum", unit.contains(momentum), "0 to below 1"),
      ("nesterov", !nesterov || momentum > 0 || optimizer != .sgd, "false where momentum is 0"),
      ("warmUp", unit.contains(warmUp), "0 to below 1"),
      ("decay", decay > 0 && decay < 1, "between 0 and 1"),
      ("decayEpochs", decayEpochs >= 1, "1 or more"),
      ("accumulation", accumulation >= 1, "1 or more"),
      ("clip", clip >= 0, "0 or more"),
      ("clipValue", clipValue >= 0, "0 or more"),
      ("patience", patience >= 0, "0 or more"),
      ("settling", unit.contains(settling), "0 to below 1"),
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

  /// The learning rate but for what a plateau takes off it.
  ///
  /// - Parameter batches: of an epoch.
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

  /// What a plateau has left of the learning rate after these epochs.
  func plateauFactor(after history: [EpochSummary]) -> Double {
    guard schedule == .plateau else { return 1 }
    var reduction = PlateauReduction(
      factor: decay, patience: decayEpochs - 1, isScoreRising: true)
    for score in history.compactMap(\.validationScore) { reduction.observe(score) }
    return reduction.scale
  }
}

/// What a trainer tells while it runs.
public enum TrainingEvent: Sendable {
  /// After each batch.
  case step(epoch: Int, batch: Int, of: Int, loss: Double)
  case epoch(EpochSummary)
}

/// How an epoch went.
public struct EpochSummary: Sendable, Hashable, Codable {
  /// Counted from 1.
  public var epoch: Int
  /// The mean training loss of its batches.
  public var loss: Double
  public var validationScore: Double?
  public var isBest: Bool
  public var learningRate: Double
  /// The greatest norm of a batch's gradients before clipping.
  public var gradientNorm: Double
  /// Seconds spent training, without validation, and units read in them.
  public var seconds: Double
  public var units: Int
}
