import ArgumentParser
import NLPToolkit

/// `nlptool model quantize`: a model with weights of fewer bits.
struct ModelQuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Write a model with weights of 8 or 16 bits.",
    discussion: """
      The file is a quarter or half as large. Models also compute with these weights, and write, tag \
      and classify faster with 8 bits. 'nlptool evaluate' on both says what it costs.

      --vectors-of leaves out vectors of words that an embedded model has, too: the file is small, and \
      this program puts it together again.

      Example:
        nlptool model quantize en-novels --weights int8 --output small.nlpmodel
      """)

  @Argument(
    help: ArgumentHelp("A model file or the name of a model.", valueName: "model"))
  var model: String

  @Option(help: "What weights are rounded to: int8 or bfloat16.")
  var weights: WeightPrecision = .int8

  @Option(
    help: ArgumentHelp(
      "Leave out the vectors of words, which are those of this embedded model.", valueName: "name"))
  var vectorsOf: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to write.", valueName: "file"),
    completion: .file())
  var output: String

  @OptionGroup var folder: ModelFolderOptions

  func validate() throws {
    if weights == .float32 {
      throw ValidationError("--weights float32: models are that already; give int8 or bfloat16")
    }
  }

  func run() throws {
    let file = try folder.open(model)
    _ = try file.card()
    guard file.precision == .float32 else {
      throw CommandError.badData(
        "\(file.name): its weights are rounded to \(file.precision) already; give a model of floats"
      )
    }
    try OverwriteCheck.check([output], against: file.paths)
    let source = try vectorsOf.map { name in
      do {
        return try PretrainedModel.named(name).file()
      } catch let error as PretrainedModelError {
        throw CommandError.noInput("--vectors-of: \(error)")
      }
    }
    try file.write(weights, vectorsOf: source, to: output)
  }
}

extension WeightPrecision: ExpressibleByArgument {}
