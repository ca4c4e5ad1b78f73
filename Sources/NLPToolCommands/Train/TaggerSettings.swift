import ArgumentParser
import NLPToolkit

/// The recipe of a tagger from a configuration file and from options, which win.
struct TaggerSettings: ParsableArguments {
  @OptionGroup var file: RecipeFileOptions
  @OptionGroup var recurrent: RecurrentOptions
  @OptionGroup var optimization: OptimizationOptions

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
    var recipe = try file.apply(to: TaggerRecipe())
    recurrent.apply(
      cell: &recipe.tagger.cell, hidden: &recipe.tagger.hidden, layers: &recipe.tagger.layers,
      bidirectional: &recipe.tagger.bidirectional)
    optimization.apply(
      to: &recipe.training, batchSize: &recipe.batchSize, dropout: &recipe.tagger.dropout)
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
    try file.printIfAsked(recipe)
    return recipe
  }
}
