import ArgumentParser
import NLPToolkit

/// `nlptool train vectors`
struct TrainVectorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors",
    abstract: "Train vectors of words, and of their character n-grams, from plain text.",
    discussion: """
      Skip-gram with negative sampling and subwords, as fastText has it. Any number of threads writes \
      the same bytes.

      Example:
        nlptool train vectors --input news.txt --lowercase --output news-vectors.nlpmodel
        nlptool vectors nearest senator --vectors news-vectors.nlpmodel
      """)

  @OptionGroup var text: TrainingTextOptions

  @Flag(help: "The words of the text stand apart by spaces already, a sentence on each line.")
  var tokenized = false

  @OptionGroup(title: "Training") var recipe: VectorRecipeOptions

  @OptionGroup var model: ModelOutputOptions

  @Option(help: "How a number is kept: int8 or bfloat16.")
  var precision: WordVectors.Precision = .int8

  @OptionGroup var seed: SeedOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnosticOptions: DiagnosticOptions

  func validate() throws { try text.checkGiven() }

  func run() throws {
    let diagnostics = diagnosticOptions.makeDiagnostics()
    let about = try model.cardText()
    let lock = try model.reserve(reading: text.files)
    defer { withExtendedLifetime(lock) {} }
    let recipe = recipe.recipe(seed: seed.seed)
    let source: any LanguageModelText
    if let corpora = try text.openCorpora() {
      source = try CorpusText(corpora, separator: "\n", heldOut: 0)
    } else {
      source = try TextFiles(text.input, name: text.corpus.first)
    }
    var words = WordVectorText(isLowercased: recipe.isLowercased)
    try source.forEachPiece(of: .train) { piece in
      try Interruption.check()
      if tokenized { words.append(tokenized: piece) } else { words.append(plain: piece) }
    }
    let trainer = try WordVectorTrainer(words, recipe: recipe)
    diagnostics.note(
      "\(words.wordCount) words, \(trainer.vocabularyCount) different ones that occur at least"
        + " \(recipe.minimumCount) times")
    let progress = diagnostics.progress("Training", total: 1000, unit: "‰")
    let isComplete = Interruption.whilePolling {
      trainer.train(pool: ThreadPool(threads: threads.count)) { done, loss in
        progress.update(
          to: Int(done * 1000), remark: "loss \(DecimalText.fixed(loss, digits: 3))")
        return !Interruption.isRequested
      }
    }
    progress.finish()
    if !isComplete { try Interruption.check() }
    diagnostics.note(
      "loss of a pair in the last epoch: \(DecimalText.fixed(trainer.loss, digits: 4))")
    let vectors = trainer.vectors(
      precision: precision,
      card: ModelCard(
        kind: .vectors, name: model.modelName, summary: about.summary,
        toolkitVersion: ToolkitVersion.current, icuVersion: Tokenizer.icuVersion,
        corpora: try source.corpora().map { $0.naming(about.corpora) }, seed: seed.seed,
        notes: about.notes))
    try vectors.write(to: model.output)
  }
}

/// The settings of a training of vectors.
struct VectorRecipeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many numbers a vector has.", valueName: "n"))
  var dimension = 100
  @Option(help: ArgumentHelp("The greatest distance of a context word.", valueName: "n"))
  var window = 5
  @Option(help: ArgumentHelp("Random words for each context word.", valueName: "n"))
  var negatives = 5
  @Option(help: ArgumentHelp("Passes over the text.", valueName: "n"))
  var epochs = 5
  @Option(help: ArgumentHelp("Leave rarer words out.", valueName: "n"))
  var minimumCount = 5
  @Option(name: .customLong("minimum-ngram"), help: "The characters of the shortest n-gram.")
  var minimumNGram = 3
  @Option(name: .customLong("maximum-ngram"), help: "Those of the longest; 0 for words alone.")
  var maximumNGram = 6
  @Option(help: ArgumentHelp("How many vectors all n-grams share, by hash.", valueName: "n"))
  var buckets = 200_000
  @Option(
    help: ArgumentHelp(
      "Words whose share of the text is greater are thinned out; 0 keeps all.", valueName: "share"))
  var subsample = 1e-4
  @Option(help: "The step at the start; it falls to 0.")
  var learningRate = 0.05
  @Flag(help: "Put words in lower case and take each digit as 0, now and at every lookup.")
  var lowercase = false

  func validate() throws {
    func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
      guard range.contains(value) else {
        throw ValidationError(
          "--\(name) \(value): give a number from \(range.lowerBound) to \(range.upperBound)")
      }
    }
    try check("dimension", dimension, 1...4096)
    try check("window", window, 1...100)
    try check("negatives", negatives, 1...100)
    try check("epochs", epochs, 1...1000)
    try check("minimum-count", minimumCount, 1...1_000_000_000)
    try check("minimum-ngram", minimumNGram, 1...32)
    try check("maximum-ngram", maximumNGram, 0...32)
    try check("buckets", buckets, 0...100_000_000)
    if maximumNGram > 0, maximumNGram < minimumNGram {
      throw ValidationError(
        "--maximum-ngram \(maximumNGram): give at least --minimum-ngram (\(minimumNGram)), or 0")
    }
    guard subsample >= 0, subsample <= 1 else {
      throw ValidationError("--subsample \(subsample): give a share from 0 to 1")
    }
    guard learningRate > 0, learningRate <= 1 else {
      throw ValidationError("--learning-rate \(learningRate): give a number above 0, up to 1")
    }
  }

  func recipe(seed: UInt64) -> WordVectorRecipe {
    var recipe = WordVectorRecipe()
    recipe.dimension = dimension
    recipe.window = window
    recipe.negatives = negatives
    recipe.epochs = epochs
    recipe.minimumCount = minimumCount
    recipe.minimumNGram = minimumNGram
    recipe.maximumNGram = maximumNGram
    recipe.buckets = maximumNGram == 0 ? 0 : buckets
    recipe.subsample = subsample
    recipe.learningRate = learningRate
    recipe.isLowercased = lowercase
    recipe.seed = seed
    return recipe
  }
}

extension WordVectors.Precision: ExpressibleByArgument {}
