import ArgumentParser
import NLPToolkit

/// The recipe of a translator from a configuration file and from options, which win.
struct TranslatorSettings: ParsableArguments {
  @OptionGroup var file: RecipeFileOptions

  @Option(help: "The recurrent cell.")
  var cell: CellKind?

  @Option(help: "How well a source state fits the decoder's: general (Luong), additive (Bahdanau).")
  var attention: AttentionKind?

  @Option(help: "Hidden units of the decoder; the encoder has half of them in each direction.")
  var hidden: Int?

  @Option(help: "The size of the subwords' vectors.")
  var embedding: Int?

  @Option(help: "Recurrent layers of the encoder, each in both directions.")
  var encoderLayers: Int?

  @Option(help: "Recurrent layers of the decoder.")
  var decoderLayers: Int?

  @Flag(inversion: .prefixedNo, help: "Use the target's vectors as the output's weights, too.")
  var tiedOutput: Bool?

  @Option(help: "The share of the target that is spread over all subwords.")
  var labelSmoothing: Double?

  @Option(help: "Subwords of both languages together; 0 for characters.")
  var subwords: Int?

  @Option(help: "Characters that training sees less often are left to their bytes.")
  var minimumCount: Int?

  @Option(help: "Pairs with more subwords on a side are not trained on.")
  var maximumLength: Int?

  @Option(help: "The share of the sources that validates, by a hash of the source.")
  var validation: Double?

  @Option(help: "The share of the sources to leave alone, by the same hash.")
  var test: Double?

  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var optimizer: OptimizerOptions

  func recipe(seed: UInt64) throws -> TranslatorRecipe {
    var recipe = try file.apply(to: TranslatorRecipe())
    optimization.apply(
      to: &recipe.training, batchSize: &recipe.batchSize, dropout: &recipe.model.dropout)
    optimizer.apply(to: &recipe.training)
    if let cell { recipe.model.cell = cell }
    if let attention { recipe.model.attention = attention }
    if let hidden { recipe.model.hidden = hidden }
    if let embedding { recipe.model.embeddingSize = embedding }
    if let encoderLayers { recipe.model.encoderLayers = encoderLayers }
    if let decoderLayers { recipe.model.decoderLayers = decoderLayers }
    if let tiedOutput { recipe.model.tiedOutput = tiedOutput }
    if let labelSmoothing { recipe.model.labelSmoothing = labelSmoothing }
    if let subwords { recipe.subwords = subwords }
    if let minimumCount { recipe.minimumCount = minimumCount }
    if let maximumLength { recipe.maximumLength = maximumLength }
    if let validation { recipe.validation = validation }
    if let test { recipe.test = test }
    recipe.training.seed = seed
    if let problem = recipe.problem { throw CommandError.usage(problem) }
    try file.printIfAsked(recipe)
    return recipe
  }
}

extension AttentionKind: ExpressibleByArgument {}
