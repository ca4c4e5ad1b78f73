import Foundation
import Neural
import Testing

/// What the trainer does around a model, shown on one whose gradients are plain.
struct TrainerTests {
  /// The loss of batch b is |w - targets[b]|² / 2, so that its gradient is w - targets[b].
  private final class Targets: Trainable {
    let weights: Weights<Float>
    private let reference: ParameterReference
    private let targets: [[Float]]
    /// What each validation gives; the last is repeated.
    var scores: [Double?]
    private var validations = 0

    init(_ targets: [[Float]], scores: [Double?] = [nil]) {
      var layout = ParameterLayout()
      reference = layout.add("w", rows: 1, columns: targets[0].count, initialization: .zeros)
      weights = Weights(layout: layout, forTraining: true)
      weights.initialize(seed: 1)
      self.targets = targets
      self.scores = scores
    }

    var values: [Float] { weights.allElements()["w"] ?? [] }
    var batchCount: Int { targets.count }
    func beginEpoch(seed: UInt64) {}

    func addGradients(
      _ gradients: Gradients<Float>, batch: Int, seed: UInt64, pool: ThreadPool
    ) -> BatchResult {
      let (w, dw) = (weights[reference], gradients[reference])
      var loss = 0.0
      for (column, target) in targets[batch].enumerated() {
        dw[0, column] += w[0, column] - target
        loss += Double((w[0, column] - target) * (w[0, column] - target)) / 2
      }
      return BatchResult(loss: loss, units: 1)
    }

    func validationScore(pool: ThreadPool) -> Double? {
      validations += 1
      return scores[min(validations, scores.count) - 1]
    }
  }

  /// Plain descent at a rate of 1, without anything else.
  private func configuration(
    _ change: (inout TrainerConfiguration) -> Void
  ) -> TrainerConfiguration {
    var configuration = TrainerConfiguration()
    configuration.epochs = 1
    configuration.optimizer = .sgd
    configuration.momentum = 0
    configuration.nesterov = false
    configuration.learningRate = 1
    configuration.schedule = .constant
    configuration.clip = 0
    change(&configuration)
    return configuration
  }

  private func train(
    _ model: Targets, _ change: (inout TrainerConfiguration) -> Void
  ) throws -> [EpochSummary] {
    let trainer = Trainer(configuration(change), model: model)
    try trainer.run(pool: .serial)
    return trainer.history
  }

  /// A step at a rate of 1 goes to the mean of the targets of its batches; the last step of an
  /// epoch has fewer of them.
  @Test func accumulation() throws {
    let model = Targets([[2], [4], [6], [8], [11]])
    _ = try train(model) { $0.accumulation = 4 }
    #expect(model.values == [11])
    let four = Targets([[2], [4], [6], [8]])
    let summary = try train(four) { $0.accumulation = 4 }
    #expect(four.values == [5])
    #expect(summary[0].units == 4 && summary[0].gradientNorm == 5)
    // The mean of the losses of all batches, each at weights of 0.
    #expect(abs(summary[0].loss - Double(2 * 2 + 4 * 4 + 6 * 6 + 8 * 8) / 8) < 1e-12)
  }

  @Test func elementsAreClippedBeforeTheNorm() throws {
    let model = Targets([[0.5, -8, 3]])
    _ = try train(model) { $0.clipValue = 1 }
    #expect(model.values == [0.5, -1, 1])
    let both = Targets([[0.5, -8, 8]])
    _ = try train(both) {
      $0.clipValue = 2
      $0.clip = 1
    }
    let norm = both.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(norm - 1) < 1e-5 && abs(both.values[1] / both.values[0] + 4) < 1e-5)
  }

  @Test func schedules() throws {
    func rates(_ change: (inout TrainerConfiguration) -> Void) throws -> [Double] {
      try train(Targets([[1], [1]])) {
        $0.epochs = 6
        $0.learningRate = 0.5
        $0.decay = 0.25
        $0.decayEpochs = 2
        change(&$0)
      }.map(\.learningRate)
    }
    // The rate of an epoch's last step.
    #expect(try rates { $0.schedule = .constant } == [0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    #expect(
      try rates { $0.schedule = .step } == [0.5, 0.5, 0.125, 0.125, 0.03125, 0.03125])
    let exponential = try rates { $0.schedule = .exponential }
    for (a, b) in zip(exponential, exponential.dropFirst()) { #expect(abs(b / a - 0.5) < 1e-12) }
    #expect(abs(exponential[0] / 0.5 - 0.25.squareRoot().squareRoot()) < 1e-12)
    // Three of twelve steps rise; the linear schedule has the other nine.
    let rising = try rates {
      $0.schedule = .linear
      $0.warmUp = 0.25
    }
    #expect(abs(rising[0] - 0.5 * 2 / 4) < 1e-12 && abs(rising[1] - 0.5) < 1e-12)
    #expect(rising[5] > 0 && rising[5] < 0.5 / 8)
  }

  /// The rate comes down after so many epochs without a better score, also where scores are below 0
  /// and where the run was resumed.
  @Test func plateau() throws {
    let scores = [-2, -1.5, -1.6, -1.55, -1.4, -1.4, -1.41, -1.3]
    func change(_ configuration: inout TrainerConfiguration) {
      configuration.epochs = 8
      configuration.schedule = .plateau
      configuration.decay = 0.5
      configuration.decayEpochs = 2
    }
    let whole = try train(Targets([[1]], scores: scores), change)
    #expect(whole.map(\.learningRate) == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25])
    let first = Trainer(configuration(change), model: Targets([[1]], scores: scores))
    var epochs = 0
    _ = try first.run(
      pool: .serial, afterEpoch: { _ in epochs += 1 }, shouldStop: { epochs == 5 })
    let second = Trainer(
      configuration(change), model: Targets([[1]], scores: Array(scores.dropFirst(5))))
    try second.restore(first.state())
    try second.run(pool: .serial)
    #expect(second.history.map(\.learningRate) == whole.map(\.learningRate))
  }

  @Test(arguments: TrainerConfiguration.OptimizerKind.allCases)
  func everyOptimizerFindsTheTarget(kind: TrainerConfiguration.OptimizerKind) throws {
    for (momentum, nesterov) in [(0, false), (0.8, false), (0.8, true)] {
      let model = Targets([[1, -2]])
      _ = try train(model) {
        $0.epochs = 400
        $0.optimizer = kind
        $0.learningRate = kind == .adagrad ? 0.5 : 0.05
        $0.schedule = .cosine
        $0.momentum = momentum
        $0.nesterov = nesterov
      }
      #expect(abs(model.values[0] - 1) < 0.05 && abs(model.values[1] + 2) < 0.05)
    }
  }

  @Test(arguments: [TrainerConfiguration.Checkpoint.best, .last])
  func earlyEpochsAreNotChosen(checkpoint: TrainerConfiguration.Checkpoint) throws {
    let scores = [5.0, 4, 1, 3, 2, 2]
    let model = Targets([[1], [2]], scores: scores)
    let trainer = Trainer(
      configuration {
        $0.epochs = 6
        $0.learningRate = 0.1
        $0.checkpoint = checkpoint
        $0.checkpointStart = 0.4
      }, model: model)
    var values: [[Float]] = []
    try trainer.run(pool: .serial, afterEpoch: { _ in values.append(model.values) })
    let isBest = trainer.history.map(\.isBest)
    if checkpoint == .best {
      // Of six epochs the third is the first that may be chosen; the fourth has the best score
      // then.
      #expect(isBest == [true, false, true, true, false, false])
      #expect(model.values == values[3])
    } else {
      #expect(isBest == [true, false, false, false, false, true])
      #expect(model.values == values[5])
    }
  }

  @Test func missingSettingsKeepTheirDefaults() throws {
    func read(_ text: String) throws -> TrainerConfiguration {
      try JSONDecoder().decode(TrainerConfiguration.self, from: Data(text.utf8))
    }
    var expected = TrainerConfiguration()
    expected.epochs = 7
    expected.schedule = .cosine
    #expect(try read(#"{"epochs": 7, "schedule": "cosine"}"#) == expected)
    #expect(throws: DecodingError.self) { try read(#"{"epochs": "many"}"#) }
  }

  @Test func namesOfEarlierVersionsAreRead() throws {
    let text = #"{"products": "bfloat16", "settling": 0.25}"#
    let read = try JSONDecoder().decode(TrainerConfiguration.self, from: Data(text.utf8))
    #expect(read.precision == .bfloat16 && read.checkpointStart == 0.25)
    let again = try JSONDecoder().decode(
      TrainerConfiguration.self, from: JSONEncoder().encode(read))
    #expect(again == read)
  }

  @Test func settingsThatMakeNoSense() {
    #expect(configuration { _ in }.problem == nil)
    let changes: [(inout TrainerConfiguration) -> Void] = [
      { $0.learningRate = 0 }, { $0.beta2 = 1 }, { $0.momentum = -1 }, { $0.nesterov = true },
      { $0.warmUp = 1 }, { $0.decay = 1 }, { $0.decayEpochs = 0 }, { $0.accumulation = 0 },
      { $0.clip = -1 }, { $0.clipValue = -1 }, { $0.checkpointStart = 1 }, { $0.averageDecay = 1 },
      { $0.epochs = -1 },
    ]
    for change in changes { #expect(configuration(change).problem != nil) }
  }
}
