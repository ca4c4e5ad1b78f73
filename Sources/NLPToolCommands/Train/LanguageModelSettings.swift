import ArgumentParser
import NLPToolkit

/// The recipe of a language model from a configuration file and from options, which win.
struct LanguageModelSettings: ParsableArguments {
  @OptionGroup var file: RecipeFileOptions
  @OptionGroup var recurrent: RecurrentOptions
  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var optimizer: OptimizerOptions

  @Option(help: "The characters of each stream in a step, which errors are carried back through.")
  var bptt: Int?

  @Option(help: "The size of the characters' vectors.")
  var embedding: Int?

  @Flag(inversion: .prefixedNo, help: "Use the characters' vectors as the output's weights, too.")
  var tiedOutput: Bool?

  @Flag(inversion: .prefixedNo, help: "Normalize what each recurrent layer gives.")
  var layerNormalization: Bool?

  @Flag(
    inversion: .prefixedNo, help: "Add what a layer reads to what it gives, from the second on.")
  var residual: Bool?

  @Option(help: "The share of elements of the characters' vectors that training sets to zero.")
  var inputDropout: Double?

  @Option(help: "The dropout rate of the hidden state that the recurrent product reads.")
  var recurrentDropout: Double?

  @Flag(inversion: .prefixedNo, help: "One dropout mask for all steps of a window.")
  var variationalDropout: Bool?

  @Option(help: "What is predicted one after the other: scalar or byte.")
  var symbol: LanguageModelConfiguration.Symbol?

  @Option(help: "Read texts forward, or backward from their end.")
  var direction: LanguageModelConfiguration.Direction?

  @Option(help: "Characters that training sees less often are unknown.")
  var minimumCount: Int?

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "Start from this language model (fine-tuning): its architecture, characters and weights.",
      valueName: "path or name"),
    completion: .file(extensions: ["nlpmodel"]))
  var base: String?

  @OptionGroup var folder: ModelFolderOptions

  /// The model to start from.
  ///
  /// - Throws: status 64 if other settings contradict, and what opening the file throws.
  func openBase() throws -> CharacterLanguageModel? {
    guard let base else { return nil }
    try recurrent.refuse(
      besideBase: "language model",
      [
        "--embedding": embedding != nil, "--tied-output": tiedOutput != nil,
        "--layer-normalization": layerNormalization != nil, "--residual": residual != nil,
        "--dropout": optimization.dropout != nil, "--input-dropout": inputDropout != nil,
        "--recurrent-dropout": recurrentDropout != nil,
        "--variational-dropout": variationalDropout != nil, "--symbol": symbol != nil,
        "--direction": direction != nil,
      ])
    return try CharacterLanguageModel(try folder.open(base))
  }

  /// The files that are read beside the text.
  var files: [String] { base.map { [folder.path(of: $0)] } ?? [] }

  func recipe(seed: UInt64) throws -> LanguageModelRecipe {
    var recipe = try file.apply(to: LanguageModelRecipe())
    var isBidirectional = false
    recurrent.apply(
      cell: &recipe.model.cell, hidden: &recipe.model.hidden, layers: &recipe.model.layers,
      bidirectional: &isBidirectional)
    if isBidirectional {
      throw CommandError.usage(
        "--bidirectional: a language model reads in one direction; see --direction")
    }
    var dropout = 0.0
    optimization.apply(to: &recipe.training, batchSize: &recipe.batchSize, dropout: &dropout)
    if optimization.dropout != nil { recipe.model.dropout = dropout }
    optimizer.apply(to: &recipe.training)
    if let bptt { recipe.bptt = bptt }
    if let embedding { recipe.model.embeddingSize = embedding }
    if let tiedOutput { recipe.model.tiedOutput = tiedOutput }
    if let layerNormalization { recipe.model.layerNormalization = layerNormalization }
    if let residual { recipe.model.residual = residual }
    if let inputDropout { recipe.model.inputDropout = inputDropout }
    if let recurrentDropout { recipe.model.recurrentDropout = recurrentDropout }
    if let variationalDropout { recipe.model.variationalDropout = variationalDropout }
    if let symbol { recipe.model.symbol = symbol }
    if let direction { recipe.model.direction = direction }
    if let minimumCount { recipe.minimumCount = minimumCount }
    recipe.training.seed = seed
    if let problem = recipe.problem { throw CommandError.usage(problem) }
    try file.printIfAsked(recipe)
    return recipe
  }
}

extension LanguageModelConfiguration.Symbol: ExpressibleByArgument {}
extension LanguageModelConfiguration.Direction: ExpressibleByArgument {}
