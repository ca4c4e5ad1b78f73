import ArgumentParser
import Benchmarks
import NLPToolkit

extension MemoryTask: ExpressibleByArgument {}

/// `nlptool inspect gradients`: how far back errors reach in the three recurrent cells.
struct InspectGradientsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradients",
    abstract: "Measures how gradients vanish or explode on the way back through time.",
    discussion: """
      Networks of one layer learn a task that asks at the end of a sequence for what stood long before \
      it. Shown is the norm of the gradient of the loss with respect to the state k steps before the end, \
      with the weights as they start and as training leaves them.

      Examples:
        nlptool inspect gradients
        nlptool inspect gradients --task copy --length 100 --steps 2000 --format svg > gradients.svg
        nlptool inspect gradients --cell rnn --recurrent-scale 1.5 --steps 0
        nlptool inspect gradients --cell lstm --forget-bias -2
      """)

  @Option(
    help: """
      adding: the sum of two marked numbers, one in each half; copy: the first of the symbols.
      """)
  var task = MemoryTask.adding

  @Option(help: "The cell; all three if none is named. May be repeated.")
  var cell: [CellKind] = []

  @Option(help: ArgumentHelp("Steps of a sequence.", valueName: "n"))
  var length = 50

  @Option(help: ArgumentHelp("Hidden units.", valueName: "n"))
  var hidden = 64

  @Option(help: ArgumentHelp("Batches to train on; 0 for the start alone.", valueName: "n"))
  var steps = 1000

  @Option(help: ArgumentHelp("Sequences in a batch.", valueName: "n"))
  var batchSize = 32

  @Option(help: "The learning rate.")
  var learningRate = 0.003

  @Option(help: "The greatest norm of a batch's gradients; 0 for any.")
  var clip = 1.0

  @Option(
    help: """
      What the orthogonal recurrent weights are multiplied with at the start; gradients shrink below 1 \
      and may grow above.
      """)
  var recurrentScale = 1.0

  @Option(help: "The bias of an LSTM's forget gate at the start.")
  var forgetBias = 1.0

  @OptionGroup var format: FormatOptions<InspectionFormat>
  @OptionGroup var seed: SeedOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    for (name, value, range) in [
      ("length", length, 4...10_000), ("hidden", hidden, 1...4096),
      ("steps", steps, 0...1_000_000), ("batch-size", batchSize, 1...1024),
    ] where !range.contains(value) {
      throw ValidationError(
        "--\(name) \(value): give \(range.lowerBound) to \(range.upperBound)")
    }
    if length * hidden * batchSize > 1 << 26 {
      throw ValidationError(
        "--length, --hidden and --batch-size: their product is at most 67108864")
    }
    for (name, value, range) in [
      ("learning-rate", learningRate, 1e-9...10), ("clip", clip, 0...1e9),
      ("recurrent-scale", recurrentScale, 0...100), ("forget-bias", forgetBias, -100...100),
    ] where !range.contains(value) {
      throw ValidationError(
        "--\(name) \(value): give \(range.lowerBound) to \(range.upperBound)")
    }
  }

  func run() async throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let kinds = cell.isEmpty ? CellKind.allCases : CellKind.allCases.filter(cell.contains)
    var flows: [GradientFlow] = []
    for kind in kinds { flows.append(try measure(kind, diagnostics)) }
    switch format.format {
    case .text: for line in GradientTable(flows, task).lines { try Output.standard.writeLine(line) }
    case .jsonl: for flow in flows { try Output.standard.writeLine(flow.json(task).serialized) }
    case .svg: try Output.standard.write(GradientPlot(flows, task).svg)
    case .html:
      try Output.standard.write(GradientPlot(flows, task).page(GradientTable(flows, task)))
    }
  }

  /// Measures a network as it starts, trains it, and measures it again.
  private func measure(_ kind: CellKind, _ diagnostics: Diagnostics) throws -> GradientFlow {
    var configuration = MemoryNetwork.Configuration()
    configuration.task = task
    configuration.cell = kind
    configuration.length = length
    configuration.hidden = hidden
    configuration.batchSize = batchSize
    configuration.recurrentScale = recurrentScale
    configuration.forgetBias = forgetBias
    configuration.seed = seed.seed
    configuration.batchCount = max(1, min(100, steps))
    let network = MemoryNetwork(configuration)
    var flow = GradientFlow(cell: kind, before: network.gradientNorms(), lossBefore: network.loss())
    if steps == 0 { return flow }
    var training = TrainerConfiguration()
    training.epochs = (steps + configuration.batchCount - 1) / configuration.batchCount
    training.learningRate = learningRate
    training.clip = clip
    training.checkpoint = .last
    training.seed = seed.seed
    let trainer = Trainer(training, model: network)
    let progress = diagnostics.progress(
      "Training \(kind.rawValue)", total: training.epochs * configuration.batchCount, unit: "steps")
    defer { progress.finish() }
    do {
      let isComplete = try Interruption.whilePolling {
        try trainer.run(
          pool: .serial,
          onEvent: {
            guard case .step(let epoch, let batch, let batches, let loss) = $0 else { return }
            progress.update(
              to: (epoch - 1) * batches + batch,
              remark: "loss \(DecimalText.fixed(loss, digits: 4))")
          }, shouldStop: { Interruption.isRequested })
      }
      if !isComplete { throw CommandError.interrupted() }
      flow.after = network.gradientNorms()
      flow.lossAfter = network.loss()
    } catch NeuralError.diverged {
      diagnostics.warning(
        "\(kind.rawValue): training diverged: its gradients were too great; give --clip or a smaller "
          + "--recurrent-scale")
    }
    return flow
  }
}
