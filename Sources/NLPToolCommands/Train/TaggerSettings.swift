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

  @Option(
    name: .customLong("layer"),
    help: ArgumentHelp(
      "Learn a label for each of the corpus's own tokens rather than spans: upos, xpos, feats, lemma or "
        + "another layer of the corpus. May be given again; all come from one network.",
      valueName: "name"))
  var tokenLayers: [String] = []

  @Flag(
    name: .customLong("crf"),
    help: "Choose the labels of a --layer together, by a CRF, rather than each by itself.")
  var usesTokenCRF = false

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
    if !tokenLayers.isEmpty { recipe.tokenLayers = tokenLayers }
    if usesTokenCRF { recipe.tagger.usesTokenCRF = true }
    for pair in label {
      let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw CommandError.usage("--label \(pair): give LABEL=NAME, such as person=PER")
      }
      recipe.labels[String(parts[0])] = String(parts[1])
    }
    if let locale { recipe.tokenizer.locale = locale }
    recipe.training.seed = seed
    if usesTokenCRF, recipe.tokenLayers.isEmpty {
      throw CommandError.usage("--crf is for --layer; taggers of spans always have a CRF")
    }
    if !recipe.tokenLayers.isEmpty, !recipe.labels.isEmpty {
      throw CommandError.usage("--label renames spans; leave it out with --layer")
    }
    if let problem = recipe.problem { throw CommandError.usage(problem) }
    try file.printIfAsked(recipe)
    return recipe
  }
}
