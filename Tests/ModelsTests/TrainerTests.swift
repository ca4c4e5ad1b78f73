import Foundation
import Models
import Neural
import TestSupport
import Testing

/// What holds for every trainer.
struct TrainerTests {
  @Test(arguments: TrainerSample.allCases)
  func numberOfThreadsChangesNothing(sample: TrainerSample) throws {
    try withTemporaryDirectory { directory in
      func bytes(threads: Int, seed: UInt64 = 5) throws -> Data {
        let trainer = try sample.trainer {
          $0.epochs = 2
          $0.seed = seed
        }
        #expect(try trainer.run(ThreadPool(threads: threads)))
        return try trainer.bytes(directory)
      }
      let one = try bytes(threads: 1)
      #expect(try bytes(threads: 2) == one)
      #expect(try bytes(threads: 5) == one)
      #expect(try bytes(threads: 1, seed: 6) != one)
    }
  }

  /// Stopped within the third epoch, and taken up again from the checkpoint after the second.
  @Test(arguments: TrainerSample.allCases, [0, 0.9])
  func resumedRunEqualsOneWithoutBreak(sample: TrainerSample, averageDecay: Double) throws {
    func trainer(learningRate: Double = 0.02) throws -> any TestedTrainer {
      try sample.trainer {
        $0.epochs = 4
        $0.averageDecay = averageDecay
        $0.learningRate = learningRate
      }
    }
    try withTemporaryDirectory { directory in
      let whole = try trainer()
      #expect(try whole.run())

      let checkpoint = directory + "/training.checkpoint"
      let first = try trainer()
      var isInThirdEpoch = false
      let isComplete = try first.run(
        pool: .serial, checkpoint: checkpoint,
        onEvent: {
          if case .step(epoch: 3, batch: 4, of: _, loss: _) = $0 { isInThirdEpoch = true }
        }, shouldStop: { isInThirdEpoch })
      #expect(!isComplete && first.history.count == 2)
      #expect(first.history[0].isBest, "the best until then is kept")
      #expect(try first.bytes(directory) != whole.bytes(directory))

      let second = try trainer()
      try second.resume(from: checkpoint)
      #expect(second.history == first.history)
      #expect(try second.run())
      #expect(second.history.map(\.loss) == whole.history.map(\.loss))
      #expect(second.history.map(\.validationScore) == whole.history.map(\.validationScore))
      #expect(try second.bytes(directory) == whole.bytes(directory))

      let other = try trainer(learningRate: 0.01)
      #expect(throws: ModelError.self) { try other.resume(from: checkpoint) }
    }
  }

  /// The learning rate has come down when the time is over, and the epoch that is cut short counts.
  @Test(arguments: TrainerSample.allCases)
  func learningRateComesDownWithinTheTimeBudget(sample: TrainerSample) throws {
    let trainer = try sample.trainer {
      $0.epochs = 1000
      $0.patience = 0
      $0.learningRate = 0.02
      $0.accumulation = 1
    }
    var seconds = 0
    trainer.time = { .seconds(seconds) }
    trainer.timeBudget = .seconds(95)
    let isComplete = try trainer.run(
      pool: .serial, checkpoint: nil,
      onEvent: { if case .step = $0 { seconds += 1 } }, shouldStop: { false })
    #expect(isComplete && seconds == 95)
    let last = try #require(trainer.history.last)
    #expect(last.learningRate < 0.02 / 20 && last.validationScore != nil)
    #expect(trainer.history.contains { $0.isBest })
    #expect(trainer.history.contains { $0.learningRate > 0.02 / 2 })
  }
}
