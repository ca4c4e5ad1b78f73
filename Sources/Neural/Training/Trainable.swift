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
  public var learningRate = 0.003
  public var schedule = Schedule.oneCycle
  /// Gradients of a greater norm are scaled down to it; 0 for none.
  public var clip = 5.0
  /// So many epochs without a better validation score end the training; 0 for never.
  public var patience = 0
  /// The share of the epochs that are over before one is taken for the best; if training is stopped
  /// earlier, the best until then is kept. While the learning rate is high, a good score on a small
  /// validation split is chance, and weights that have not settled do worse on text of another kind.
  public var settling = 0.0
  /// The decay of an exponential average of the weights over steps, which is what is validated and kept;
  /// 0 for none.
  public var averageDecay = 0.0
  public var seed: UInt64 = 1

  public init() {}

  /// A setting that is missing keeps its default, so that files of earlier versions can be read.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ value: inout Value, _ key: CodingKeys) throws {
      value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try read(&epochs, .epochs)
    try read(&optimizer, .optimizer)
    try read(&weightDecay, .weightDecay)
    try read(&learningRate, .learningRate)
    try read(&schedule, .schedule)
    try read(&clip, .clip)
    try read(&patience, .patience)
    try read(&settling, .settling)
    try read(&averageDecay, .averageDecay)
    try read(&seed, .seed)
  }

  /// How the learning rate runs over the training as a whole.
  public enum Schedule: String, Sendable, Hashable, Codable, CaseIterable {
    case constant
    /// Up during the first tenth of the steps, then down along half a cosine.
    case oneCycle = "one-cycle"
    case cosine
    case linear
  }

  /// The rules by the names that configurations have for them.
  public enum OptimizerKind: String, Sendable, Hashable, Codable, CaseIterable {
    case adam, adamw, rmsprop, adagrad
    /// With Nesterov's momentum of 0.9.
    case sgd
  }

  var optimizerConfiguration: OptimizerConfiguration {
    switch optimizer {
    case .adam: .adam(.init(weightDecay: weightDecay))
    case .adamw: .adamW(weightDecay: weightDecay)
    case .rmsprop: .rmsprop(.init(weightDecay: weightDecay))
    case .adagrad: .adagrad(.init(weightDecay: weightDecay))
    case .sgd: .sgd(.init(momentum: 0.9, isNesterov: true, weightDecay: weightDecay))
    }
  }

  func schedule(steps: Int) -> LearningRateSchedule {
    switch schedule {
    case .constant: .constant
    case .oneCycle: .oneCycle(steps: steps, rise: 0.1)
    case .cosine: .cosine(end: 0, steps: steps)
    case .linear: .linear(start: 1, end: 0, steps: steps)
    }
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
