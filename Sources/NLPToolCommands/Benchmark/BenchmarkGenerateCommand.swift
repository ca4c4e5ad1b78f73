import ArgumentParser
import Benchmarks
import NLPToolkit

/// `nlptool benchmark generate`: characters written one by one.
struct BenchmarkGenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Measures how fast a character language model writes.",
    discussion: """
      A text of a model with random weights, each character drawn from the whole distribution.

      Example:
        nlptool benchmark generate --hidden 512 --threads 1
      """)

  @OptionGroup var size: RecurrentSizeOptions
  @Option(help: ArgumentHelp("Texts that are written side by side.", valueName: "n"))
  var count = 1
  @Option(help: "The precision of the weights.")
  var weights: WeightPrecision = .float32
  @OptionGroup var runs: RunsOption
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    if !(1...4096).contains(count) { throw ValidationError("--count \(count): give 1 to 4096") }
  }

  func run() async throws {
    var configuration = LanguageModelConfiguration()
    configuration.cell = size.cell
    configuration.hidden = size.hidden
    configuration.layers = size.layers
    let characters = (32..<127).compactMap { Unicode.Scalar($0) }
    let model = CharacterLanguageModel.untrained(
      characters: characters, configuration: configuration, precision: weights)
    let pool = ThreadPool(threads: threads.count)
    let generator = TextGenerator(model, count: count, threads: pool)
    let steps = try await BenchmarkRuns.repetitions(lasting: 0.3) { generator.step { _, _ in } }
    let measured = try await BenchmarkRuns(runs.runs) {
      for _ in 0..<steps { generator.step { _, _ in } }
    }
    var record = BenchmarkRecord()
    record.set("benchmark", "generate")
    record.set("cell", size.cell.rawValue)
    record.set("hidden", size.hidden)
    record.set("layers", size.layers)
    record.set("weights", weights.rawValue)
    record.set("count", count)
    record.set("threads", threads.count)
    record.setRate("characters_per_second", of: Double(steps * count), in: measured)
    try record.print()
  }
}
