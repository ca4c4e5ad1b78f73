import Glibc
import NLPToolkit

/// What a trainer's validation score is called and how it is written.
struct ValidationScore {
  var name: String
  /// Whether the score is minus a loss, and shown as one.
  var isLoss = false
  var text: @Sendable (Double) -> String

  /// A share from 0 to 1, written as `nlptool evaluate` writes it.
  static func share(_ name: String) -> ValidationScore {
    ValidationScore(name: name) { DecimalText.fixed(max(0, $0), digits: 4) }
  }

  /// Minus a loss in nats, written as the loss, also in bits.
  static func loss(_ name: String) -> ValidationScore {
    ValidationScore(name: name, isLoss: true) {
      DecimalText.fixed(-$0, digits: 4)
        + " (\(DecimalText.fixed(-$0 * 1.442695040888963, digits: 4)) bits)"
    }
  }

  func callAsFunction(_ value: Double?) -> String { value.map(text) ?? "n/a" }
}

/// A training from the first to the last epoch, as the user sees it: progress, checkpoints, a
/// budget of time, Ctrl-C, and what is said at the end.
struct TrainingRun {
  let options: TrainingOptions
  let diagnostics: Diagnostics
  let score: ValidationScore
  /// What an epoch's rate counts, such as tokens.
  let rateUnit: String
  /// What an epoch reads, and how many of them.
  let items: (unit: String, count: Int)
  let epochs: Int

  /// Trains, and hands the model over to be written.
  ///
  /// - Parameters:
  ///   - onEpoch: is called after each epoch, when its line has been written.
  ///   - write: writes the model, as trained so far, to the output.
  /// - Throws: status 130 after Ctrl-C, when the best model so far has been written.
  func run<Recipe>(
    _ trainer: CheckpointedTrainer<Recipe>, onEpoch: () -> Void = {},
    write: (CardText) throws -> Void
  ) throws {
    if options.resume {
      try trainer.resume(from: options.checkpoint)
      diagnostics.note("resuming after epoch \(trainer.history.count)")
    }
    let text = try options.model.cardText()
    let pool = ThreadPool(threads: options.threads.count)
    let isComplete = try Interruption.whilePolling { try train(trainer, pool: pool, onEpoch) }
    guard !trainer.history.isEmpty else { throw CommandError.interrupted() }
    try write(text)
    try TrainingCurve(
      trainer.history, title: options.model.modelName, score: "validation \(score.name)",
      isLoss: score.isLoss
    ).write(beside: options.model.output)
    report(trainer.history, isComplete: isComplete)
    if Interruption.isRequested {
      throw CommandError.interrupted(resume: options.resumeCommand)
    }
    if isComplete { unlink(options.checkpoint) }
  }

  private func train<Recipe>(
    _ trainer: CheckpointedTrainer<Recipe>, pool: ThreadPool, _ onEpoch: () -> Void
  ) throws -> Bool {
    trainer.timeBudget = options.timeBudget?.duration
    let progress = diagnostics.progress("Training", total: items.count * epochs, unit: items.unit)
    defer { progress.finish() }
    return try trainer.run(
      pool: pool, checkpoint: options.checkpoint,
      onEvent: { event in
        switch event {
        case .step(let epoch, let batch, let batches, let loss):
          let share = Double(epoch - 1) + Double(batch) / Double(batches)
          progress.update(
            to: Int(share * Double(items.count)),
            remark: "epoch \(epoch), loss \(DecimalText.fixed(loss, digits: 3))")
        case .epoch(let epoch):
          diagnostics.note(line(epoch))
          onEpoch()
        }
      },
      shouldStop: { Interruption.isRequested })
  }

  private func line(_ epoch: EpochSummary) -> String {
    let rate = epoch.seconds > 0 ? Double(epoch.units) / epoch.seconds : 0
    return
      "epoch \(epoch.epoch): loss \(DecimalText.fixed(epoch.loss, digits: 3)), "
      + "validation \(score.name) \(score(epoch.validationScore))"
      + (epoch.isBest ? " (best)" : "") + ", \(Progress.abbreviated(rate)) \(rateUnit)/s"
  }

  private func report(_ history: [EpochSummary], isComplete: Bool) {
    guard let best = history.last(where: \.isBest) else { return }
    let seconds = history.reduce(0) { $0 + $1.seconds }
    diagnostics.note(
      "\(options.model.output): the weights of epoch \(best.epoch), validation \(score.name) "
        + "\(score(best.validationScore)), trained in \(Progress.clock(seconds: seconds))")
    if !isComplete {
      diagnostics.note("stopped early; to go on: \(options.resumeCommand)")
    }
  }
}
