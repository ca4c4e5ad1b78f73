import ArgumentParser
import NLPToolkit

/// `nlptool train recognizer`
struct TrainRecognizerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recognizer",
    abstract:
      "Train a model that writes down what is spoken: commands, digits, a small vocabulary.",
    discussion: """
      Recordings are WAV or AIFF files in a list with a path, a tab and what is spoken on each line, or in a \
      folder for each word. They are divided by a hash of the speaker: a tenth validates, a tenth is \
      left alone for `nlptool evaluate --held-out`, and the rest teaches. Where all recordings are \
      single words, training joins up to five of them, so that the model reads strings of words. With \
      --no-bidirectional texts come out while sound comes in (`nlptool transcribe --live`).

      Example:
        nlptool train recognizer --input digits.tsv --output digits.nlpmodel
        nlptool transcribe --model digits.nlpmodel number.wav

      From a store, with its splits:
        nlptool ingest sounds.db digits.tsv --corpus digits --input-format wav --split auto
        nlptool train recognizer sounds.db --corpus digits --output digits.nlpmodel
      """)

  @OptionGroup(title: "Recordings") var input: SoundInputOptions
  @OptionGroup(title: "Training") var settings: RecognizerOptions
  @OptionGroup var options: TrainingOptions

  func validate() throws {
    if settings.file.printConfig { return }
    try input.checkGiven()
  }

  func run() async throws {
    let diagnostics = options.diagnosticOptions.makeDiagnostics()
    let recipe = try settings.recipe(seed: options.seed.seed)
    let lock = try options.reserve(reading: input.files, settings.file)
    defer { withExtendedLifetime(lock) {} }
    let pool = ThreadPool(threads: options.threads.count)
    let trainer = try SpeechRecognizerTrainer(input.read(.texts), recipe: recipe, pool: pool)
    let summary = trainer.summary
    summary.recordings.tell(
      diagnostics,
      "\(summary.parameters) parameters; characters:\(summary.characters.inOneLine)"
        + (summary.words.isEmpty ? "" : "; writes \(summary.words.count) words and no others"))
    let run = TrainingRun(
      options: options, diagnostics: diagnostics, score: .share("character accuracy"),
      rateUnit: "recordings", items: ("recordings", summary.recordings.train),
      epochs: trainer.recipe.training.epochs)
    try run.run(trainer) { text in
      try trainer.recognizer(
        name: options.model.modelName, summary: text.summary,
        language: text.languages.first ?? "und", sources: text.corpora, notes: text.notes
      ).write(to: options.model.output)
    }
  }
}

/// The recipe of a recognizer from a configuration file and from options, which win.
struct RecognizerOptions: ParsableArguments {
  @OptionGroup var file: RecipeFileOptions
  @OptionGroup var reading: SoundReadingOptions
  @OptionGroup var recurrent: RecurrentOptions

  @Option(help: ArgumentHelp("Neighbouring frames that make one step.", valueName: "n"))
  var stacking: Int?

  @Option(
    help: ArgumentHelp(
      """
      Read up to so many recordings one behind the other as one (default: five where all are single \
      words).
      """, valueName: "n"))
  var joining: Int?

  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var optimizer: OptimizerOptions

  @Flag(help: "Read recordings as they are, without changes and noise.")
  var noAugmentation = false

  func recipe(seed: UInt64) throws -> SpeechRecognizerRecipe {
    var recipe = try file.apply(to: SpeechRecognizerRecipe())
    reading.apply(to: &recipe.features, division: &recipe.division)
    recurrent.apply(
      cell: &recipe.encoder.cell, hidden: &recipe.encoder.hidden, layers: &recipe.encoder.layers,
      bidirectional: &recipe.encoder.bidirectional)
    if let stacking { recipe.encoder.stacking = stacking }
    if let joining { recipe.joining = joining }
    optimization.apply(
      to: &recipe.training, batchSize: &recipe.batchSize, dropout: &recipe.encoder.dropout)
    optimizer.apply(to: &recipe.training)
    if noAugmentation { recipe.augmentation = .none }
    recipe.training.seed = seed
    if let problem = recipe.problem { throw CommandError.usage(problem) }
    try file.printIfAsked(recipe)
    return recipe
  }
}
