import ArgumentParser
import NLPToolkit

/// Settings from a file.
struct RecipeFileOptions: ParsableArguments {
  @Option(help: "A YAML file with any of the settings that --print-config shows.")
  var config: String?

  @Flag(help: "Print all settings as YAML and stop.")
  var printConfig = false

  /// The recipe with the settings of the file, if one was given.
  func apply<Recipe: Codable>(to recipe: Recipe) throws -> Recipe {
    try config.map { try RecipeFile(path: $0).apply(to: recipe) } ?? recipe
  }

  /// Ends the command after `--print-config`; call it when all settings are in.
  func printIfAsked(_ recipe: some Encodable) throws {
    guard printConfig else { return }
    try Output.standard.write(try RecipeFile.yaml(of: recipe))
    throw ExitCode.success
  }
}

/// The recurrent part of a network; what is not given stays as the recipe has it.
struct RecurrentOptions: ParsableArguments {
  @Option(help: "The recurrent cell.")
  var cell: CellKind?

  @Option(help: "Hidden units of the encoder, in each direction.")
  var hidden: Int?

  @Option(help: "Recurrent layers of the encoder.")
  var layers: Int?

  @Flag(inversion: .prefixedNo, help: "Read sentences in both directions.")
  var bidirectional: Bool?

  /// Refuses these and other options beside a model to start from (`--from`), which decides them.
  ///
  /// - Parameters:
  ///   - kind: of the model.
  ///   - others: the names of other options, and whether they are given.
  /// - Throws: status 64, with the first that is given.
  func refuse(besideBase kind: String, _ others: KeyValuePairs<String, Bool>) throws {
    let own: KeyValuePairs = [
      "--cell": cell != nil, "--hidden": hidden != nil, "--layers": layers != nil,
      "--bidirectional": bidirectional != nil,
    ]
    if let name = own.first(where: \.value)?.key ?? others.first(where: \.value)?.key {
      throw CommandError.usage(
        "--from keeps the architecture and the settings of its \(kind); leave out \(name)")
    }
  }

  func apply(
    cell: inout CellKind, hidden: inout Int, layers: inout Int, bidirectional: inout Bool
  ) {
    if let value = self.cell { cell = value }
    if let value = self.hidden { hidden = value }
    if let value = self.layers { layers = value }
    if let value = self.bidirectional { bidirectional = value }
  }
}

/// How long and how fast to train; what is not given stays as the recipe has it.
struct OptimizationOptions: ParsableArguments {
  @Option(help: "Times that the training split is read.")
  var epochs: Int?

  @Option(help: "Sentences, or documents, in a batch.")
  var batchSize: Int?

  @Option(help: "The greatest learning rate.")
  var learningRate: Double?

  @Option(help: "The share of elements that training sets to zero.")
  var dropout: Double?

  @Option(help: "The greatest norm of a batch's gradients; 0 for any.")
  var clip: Double?

  @Option(help: "Stop after so many epochs without a better validation score; 0 for never.")
  var patience: Int?

  func apply(
    to training: inout TrainerConfiguration, batchSize: inout Int, dropout: inout Double
  ) {
    if let epochs { training.epochs = epochs }
    if let learningRate { training.learningRate = learningRate }
    if let clip { training.clip = clip }
    if let patience { training.patience = patience }
    if let value = self.batchSize { batchSize = value }
    if let value = self.dropout { dropout = value }
  }
}

extension CellKind: ExpressibleByArgument {}
