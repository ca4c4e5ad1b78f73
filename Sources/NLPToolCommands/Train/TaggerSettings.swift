import ArgumentParser
import NLPToolkit

/// The recipe of a tagger from a configuration file and from options, which win.
struct TaggerSettings: ParsableArguments {
  @Option(help: "A YAML file with any of the settings that --print-config shows.")
  var config: String?

  @Flag(help: "Print all settings as YAML and stop.")
  var printConfig = false

  @Option(help: "The recurrent cell.")
  var cell: CellKind?

  @Option(help: "Hidden units of the encoder, in each direction.")
  var hidden: Int?

  @Option(help: "Recurrent layers of the encoder.")
  var layers: Int?

  @Flag(inversion: .prefixedNo, help: "Read sentences in both directions.")
  var bidirectional: Bool?

  @Option(help: "Times that the training split is read.")
  var epochs: Int?

  @Option(help: "Sentences in a batch.")
  var batchSize: Int?

  @Option(help: "The greatest learning rate.")
  var learningRate: Double?

  @Option(help: "The share of elements that training sets to zero.")
  var dropout: Double?

  @Option(help: "The greatest norm of a batch's gradients; 0 for any.")
  var clip: Double?

  @Option(help: "Stop after so many epochs without a better validation score; 0 for never.")
  var patience: Int?

  @Flag(help: "Train on the corpus's own tokens rather than on those of the tokenizer.")
  var goldTokens = false

  @Option(
    help: ArgumentHelp(
      "What a label of the corpus is called in the model: person=PER. Labels that are not named are "
        + "left out then. May be given again.", valueName: "label=name"))
  var label: [String] = []

  @Option(help: "The locale of the tokenizer.")
  var locale: String?

  func recipe(seed: UInt64) throws -> TaggerRecipe {
    var recipe = TaggerRecipe()
    if let config { recipe = try RecipeFile(path: config).apply(to: recipe) }
    if let cell { recipe.tagger.cell = cell }
    if let hidden { recipe.tagger.hidden = hidden }
    if let layers { recipe.tagger.layers = layers }
    if let bidirectional { recipe.tagger.bidirectional = bidirectional }
    if let dropout { recipe.tagger.dropout = dropout }
    if let epochs { recipe.training.epochs = epochs }
    if let batchSize { recipe.batchSize = batchSize }
    if let learningRate { recipe.training.learningRate = learningRate }
    if let clip { recipe.training.clip = clip }
    if let patience { recipe.training.patience = patience }
    if goldTokens { recipe.goldTokens = true }
    for pair in label {
      let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw CommandError.usage("--label \(pair): give LABEL=NAME, such as person=PER")
      }
      recipe.labels[String(parts[0])] = String(parts[1])
    }
    if let locale { recipe.tokenizer.locale = locale }
    recipe.training.seed = seed
    if let problem = recipe.problem { throw CommandError.usage(problem) }
    if printConfig {
      try Output.standard.write(try RecipeFile.yaml(of: recipe))
      throw ExitCode.success
    }
    return recipe
  }
}

extension CellKind: ExpressibleByArgument {}
