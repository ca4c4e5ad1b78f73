import ArgumentParser
import NLPToolkit

/// `nlptool train language-recognizer`
struct TrainLanguageRecognizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "language-recognizer",
    abstract: "Train a model that tells the languages of texts apart.",
    discussion: """
      Each text of the training split has its language, such as en or pt-BR, as its one label. The \
      validation split decides how sure the model is of a text of some length. \
      Training runs on one thread and takes about a minute for 100,000 sentences.

      Example:
        nlptool ingest languages.db sentences.tsv --corpus languages --columns label=1,text=2 --split auto
        nlptool train language-recognizer languages.db --corpus languages --output languages.nlpmodel
        nlptool language --model languages.nlpmodel --text "Wie geht es dir?"
      """)

  @OptionGroup var corpora: TrainingCorpusOptions

  @OptionGroup(title: "Training") var recipe: LanguageRecognizerRecipeOptions

  @OptionGroup var model: ModelOutputOptions
  @OptionGroup var seed: SeedOptions
  @OptionGroup var diagnosticOptions: DiagnosticOptions

  func run() throws {
    let diagnostics = diagnosticOptions.makeDiagnostics()
    let about = try model.cardText()
    let lock = try model.reserve(reading: corpora.files)
    defer { withExtendedLifetime(lock) {} }
    let trainer = try LanguageRecognizerTrainer(
      corpora.open(), recipe: recipe.recipe(seed: seed.seed))
    diagnostics.note("\(trainer.exampleCount) texts of \(trainer.languages.count) languages")
    let isComplete = Interruption.whilePolling {
      trainer.train { epoch, loss in
        diagnostics.note("epoch \(epoch): loss \(DecimalText.fixed(loss, digits: 4))")
        return !Interruption.isRequested
      }
    }
    if !isComplete { try Interruption.check() }
    try trainer.recognizer(
      name: model.modelName, summary: about.summary, sources: about.corpora, notes: about.notes
    ).write(to: model.output)
  }
}

struct LanguageRecognizerRecipeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Numbers of a feature's vector, a multiple of 16.", valueName: "n"))
  var dimension = LanguageRecognizerRecipe().dimension
  @Option(
    help: ArgumentHelp("Vectors that all n-grams share, by hash; a power of two.", valueName: "n"))
  var buckets = LanguageRecognizerRecipe().buckets
  @Option(
    name: .customLong("maximum-ngram"),
    help: ArgumentHelp("The letters of the longest n-gram.", valueName: "n"))
  var maximumNGram = LanguageRecognizerRecipe().maximumNGram
  @Option(help: ArgumentHelp("Passes over the texts.", valueName: "n"))
  var epochs = LanguageRecognizerRecipe().epochs
  @Option(help: "The step at the start; it falls to 0.")
  var learningRate = LanguageRecognizerRecipe().learningRate
  @Option(
    help: ArgumentHelp(
      "Parts of one to six words that each pass reads beside every text.", valueName: "n"))
  var fragments = LanguageRecognizerRecipe().fragments

  func validate() throws {
    if let problem = recipe(seed: 1).problem { throw ValidationError(problem) }
  }

  func recipe(seed: UInt64) -> LanguageRecognizerRecipe {
    var recipe = LanguageRecognizerRecipe()
    recipe.dimension = dimension
    recipe.buckets = buckets
    recipe.maximumNGram = maximumNGram
    recipe.epochs = epochs
    recipe.learningRate = learningRate
    recipe.fragments = fragments
    recipe.seed = seed
    return recipe
  }
}
