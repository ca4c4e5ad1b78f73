import ArgumentParser
import Benchmarks
import NLPToolkit

/// The sizes of a recurrent network that is measured.
struct RecurrentSizeOptions: ParsableArguments {
  @Option(help: "The recurrent cell.")
  var cell: CellKind = .lstm
  @Option(help: ArgumentHelp("Hidden units, in each direction.", valueName: "n"))
  var hidden = 128
  @Option(help: ArgumentHelp("Recurrent layers.", valueName: "n"))
  var layers = 1
  @Option(help: ArgumentHelp("Sequences in a batch.", valueName: "n"))
  var batchSize = 32

  func validate() throws {
    for (name, value) in [("hidden", hidden), ("layers", layers), ("batch-size", batchSize)]
    where !(1...65536).contains(value) {
      throw ValidationError("--\(name) \(value): give 1 to 65536")
    }
  }

  func set(in record: inout BenchmarkRecord) {
    record.set("cell", cell.rawValue)
    record.set("hidden", hidden)
    record.set("layers", layers)
    record.set("batch_size", batchSize)
  }
}

/// `nlptool benchmark train`: steps of the training of a character language model.
struct BenchmarkTrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Measures the training of a character language model.",
    discussion: """
      Whole steps on random characters: forward, backward, clipping and Adam. gflops counts three \
      times the products of the forward pass, the embedding's included, as if it were no table.

      Example:
        nlptool benchmark train --cell lstm --hidden 512 --batch-size 32 --bptt 64 --threads 2
      """)

  @OptionGroup var size: RecurrentSizeOptions
  @Option(help: ArgumentHelp("The size of the characters' vectors.", valueName: "n"))
  var embedding = 64
  @Option(help: ArgumentHelp("Different characters.", valueName: "n"))
  var classes = 96
  @Option(help: ArgumentHelp("Steps in time that a batch has.", valueName: "n"))
  var bptt = 64
  @Option(help: "The precision of matrix products: float32 or bfloat16.")
  var precision: WeightPrecision = .float32
  @OptionGroup var runs: RunsOption
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var seed: SeedOptions

  func validate() throws {
    if precision == .int8 {
      throw ValidationError("--precision int8: give float32 or bfloat16")
    }
    for (name, value) in [("embedding", embedding), ("classes", classes), ("bptt", bptt)]
    where !(1...65536).contains(value) {
      throw ValidationError("--\(name) \(value): give 1 to 65536")
    }
  }

  func run() async throws {
    let pool = ThreadPool(threads: threads.count)
    let training = LanguageModelSteps(self, pool: pool)
    let steps = try await BenchmarkRuns.repetitions(lasting: 0.3) { training.step() }
    let measured = try await BenchmarkRuns(runs.runs) {
      for _ in 0..<steps { training.step() }
    }
    var record = BenchmarkRecord()
    record.set("benchmark", "train")
    size.set(in: &record)
    record.set("embedding", embedding)
    record.set("classes", classes)
    record.set("bptt", bptt)
    record.set("precision", precision.rawValue)
    record.set("threads", threads.count)
    let characters = Double(steps * size.batchSize * bptt)
    record.setRate("characters_per_second", of: characters, in: measured)
    record.setOperations(
      "gflops", of: characters * 3 * operationsOfACharacter, in: measured,
      peak: multiplyAddPeak(pool))
    try record.print()
  }

  /// The operations of the forward pass: n x k weights times a vector are 2 n k.
  private var operationsOfACharacter: Double {
    let hidden = size.hidden
    let width = hidden * size.cell.cell.gateCount
    var multiplications = hidden * classes
    for layer in 0..<size.layers {
      multiplications += width * ((layer == 0 ? embedding : hidden) + hidden)
    }
    return 2 * Double(multiplications)
  }
}

/// A language model in training on random characters.
private final class LanguageModelSteps {
  private let network: LanguageModelNetwork<Float>
  private let weights: Weights<Float>
  private let gradients: Gradients<Float>
  private let optimizer: Optimizer<Float>
  private let state: LanguageModelState<Float>
  private let batch: LanguageModelNetwork<Float>.Batch
  private let workspace = LanguageModelNetwork<Float>.Workspace()
  private let pool: ThreadPool

  init(_ command: BenchmarkTrainCommand, pool: ThreadPool) {
    var configuration = LanguageModelConfiguration()
    configuration.cell = command.size.cell
    configuration.hidden = command.size.hidden
    configuration.layers = command.size.layers
    configuration.embeddingSize = command.embedding
    configuration.dropout = 0
    network = LanguageModelNetwork(configuration: configuration, symbolCount: command.classes)
    weights = Weights(
      layout: network.layout, forTraining: true, precision: command.precision)
    weights.initialize(seed: command.seed.seed)
    gradients = Gradients(layout: network.layout, precision: command.precision)
    optimizer = Optimizer(.adam(.init()), layout: network.layout)
    var batch = LanguageModelNetwork<Float>.Batch(
      lengths: [Int](repeating: command.bptt, count: command.size.batchSize))
    var random = RandomSource(seed: command.seed.seed)
    for row in batch.inputs.indices {
      batch.inputs[row] = Int32(random.next() % UInt64(command.classes))
      batch.targets[row] = Int32(random.next() % UInt64(command.classes))
    }
    self.batch = batch
    state = LanguageModelState(network, count: command.size.batchSize)
    self.pool = pool
  }

  func step() {
    gradients.reset()
    _ = network.loss(
      weights, batch, workspace, state: state, gradients: gradients, seed: nil, pool)
    _ = gradients.clip(norm: 5, pool: pool)
    optimizer.step(weights, gradients, rate: 0.001, pool: pool)
  }
}
