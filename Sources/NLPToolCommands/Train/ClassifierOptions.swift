import ArgumentParser
import NLPToolkit

/// The recipe of a classifier from a configuration file and from options, which win.
struct ClassifierOptions: ParsableArguments {
  @OptionGroup var file: RecipeFileOptions

  @Option(help: "What the classifier reads: words in order, n-grams, or both.")
  var architecture: ClassifierConfiguration.Architecture?

  @OptionGroup var recurrent: RecurrentOptions

  @Option(help: "How the states of all tokens become one vector.")
  var pooling: PoolingKind?

  @OptionGroup var optimization: OptimizationOptions

  @Option(
    help: ArgumentHelp(
      "How much classes count: balanced, none, or single ones as spam=2. May be given again.",
      valueName: "balanced or label=weight"))
  var classWeights: [String] = []

  @Option(
    help: ArgumentHelp(
      "How far rare classes are drawn more often: 0, not at all, to 1, as often as the most frequent.",
      valueName: "share"))
  var oversampling: Double?

  @Option(help: "The share of a text's class that training gives to all classes alike.")
  var labelSmoothing: Double?

  @Option(help: "What the best epoch is the best in.")
  var metric: ClassifierRecipe.Metric?

  @Option(help: "Whether texts have one label or several (default: as the training split has it).")
  var labelling: ClassifierRecipe.Labelling?

  @Option(
    help: ArgumentHelp(
      "Search for better settings for this time: 90s, 10m, 2h.", valueName: "time"))
  var tune: TimeBudget?

  @Option(help: "The locale of the tokenizer.")
  var locale: String?

  func recipe(seed: UInt64) throws -> ClassifierRecipe {
    var recipe = try file.apply(to: ClassifierRecipe())
    if let architecture { recipe.classifier.architecture = architecture }
    recurrent.apply(
      cell: &recipe.classifier.cell, hidden: &recipe.classifier.hidden,
      layers: &recipe.classifier.layers, bidirectional: &recipe.classifier.bidirectional)
    if optimization.epochs != nil { recipe.maximumTokensRead = .max }
    if optimization.batchSize != nil { recipe.minimumBatches = 0 }
    if let pooling { recipe.classifier.pooling = pooling }
    optimization.apply(
      to: &recipe.training, batchSize: &recipe.batchSize, dropout: &recipe.classifier.dropout)
    for word in classWeights {
      if let kind = ClassifierRecipe.ClassWeights(rawValue: word) {
        recipe.classWeights = kind
        continue
      }
      guard let sign = word.lastIndex(of: "="), sign != word.startIndex,
        let weight = Double(word[word.index(after: sign)...])
      else {
        throw CommandError.usage(
          "--class-weights \(word): give balanced, none, or LABEL=WEIGHT such as spam=2")
      }
      recipe.weights[String(word[..<sign])] = weight
    }
    if let oversampling { recipe.oversampling = oversampling }
    if let labelSmoothing { recipe.labelSmoothing = labelSmoothing }
    if let metric { recipe.metric = metric }
    if let labelling { recipe.labelling = labelling }
    if let locale { recipe.tokenizer.locale = locale }
    recipe.training.seed = seed
    if let problem = recipe.problem { throw CommandError.usage(problem) }
    try file.printIfAsked(recipe)
    return recipe
  }
}

extension ClassifierConfiguration.Architecture: ExpressibleByArgument {}
extension PoolingKind: ExpressibleByArgument {}
extension ClassifierRecipe.Metric: ExpressibleByArgument {}
extension ClassifierRecipe.Labelling: ExpressibleByArgument {}
