import ArgumentParser
import NLPToolkit

/// `nlptool train sound-classifier`
struct TrainSoundClassifierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sound-classifier",
    abstract: "Train a classifier of sounds: spoken commands, instruments, kinds of noise.",
    discussion: """
      Recordings are WAV or AIFF files, in a folder for each label or in a list with a path, a tab and \
      a label on each line. They are divided by a hash of the speaker: a tenth validates, a tenth is left alone \
      for `nlptool evaluate --held-out`, and the rest teaches, each time a little shifted, faster or \
      slower, louder or softer, and with noise. Recordings that can't be read are told and passed over.

      Example:
        nlptool train sound-classifier --input commands --output commands.nlpmodel
        nlptool classify --model commands.nlpmodel --input-format wav yes.wav

      From a store, with its splits:
        nlptool ingest sounds.db commands --corpus commands --input-format wav --split auto
        nlptool train sound-classifier sounds.db --corpus commands --output commands.nlpmodel
        nlptool evaluate --model commands.nlpmodel --database sounds.db --corpus commands
      """)

  @OptionGroup(title: "Recordings") var input: SoundInputOptions
  @OptionGroup(title: "Training") var settings: SoundClassifierOptions
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
    let trainer = try SoundClassifierTrainer(input.read(.labels), recipe: recipe, pool: pool)
    let summary = trainer.summary
    let labels = zip(summary.labels, summary.labelCounts).map { "\($0) (\($1))" }
    summary.recordings.tell(
      diagnostics,
      "\(summary.parameters) parameters; \(labels.count) labels: "
        + labels.prefix(20).joined(separator: " ") + (labels.count > 20 ? " …" : ""))
    let run = TrainingRun(
      options: options, diagnostics: diagnostics, score: .share("accuracy"),
      rateUnit: "recordings", items: ("recordings", summary.recordings.train),
      epochs: trainer.recipe.training.epochs)
    try run.run(trainer) { text in
      let classifier = trainer.classifier(
        name: options.model.modelName, summary: text.summary,
        language: text.languages.first ?? "und", sources: text.corpora, notes: text.notes,
        pool: pool)
      try classifier.write(to: options.model.output)
      for metric in classifier.card.metrics {
        diagnostics.note("  \(metric.name) \(DecimalText.fixed(metric.value, digits: 4))")
      }
    }
  }
}

/// The recipe of a classifier of sounds from a configuration file and from options, which win.
struct SoundClassifierOptions: ParsableArguments {
  @OptionGroup var file: RecipeFileOptions
  @OptionGroup var reading: SoundReadingOptions
  @OptionGroup var recurrent: RecurrentOptions

  @Option(help: "How the states of all steps become one vector.")
  var pooling: PoolingKind?

  @Option(help: ArgumentHelp("Neighbouring frames that make one step.", valueName: "n"))
  var stacking: Int?

  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var optimizer: OptimizerOptions

  @Option(help: "The share of a recording's class that training gives to all classes alike.")
  var labelSmoothing: Double?

  @Flag(help: "Read recordings as they are, without changes and noise.")
  var noAugmentation = false

  func recipe(seed: UInt64) throws -> SoundClassifierRecipe {
    var recipe = try file.apply(to: SoundClassifierRecipe())
    reading.apply(to: &recipe.features, division: &recipe.division)
    recurrent.apply(
      cell: &recipe.model.encoder.cell, hidden: &recipe.model.encoder.hidden,
      layers: &recipe.model.encoder.layers, bidirectional: &recipe.model.encoder.bidirectional)
    if let pooling { recipe.model.pooling = pooling }
    if let stacking { recipe.model.encoder.stacking = stacking }
    optimization.apply(
      to: &recipe.training, batchSize: &recipe.batchSize, dropout: &recipe.model.encoder.dropout)
    optimizer.apply(to: &recipe.training)
    if let labelSmoothing { recipe.labelSmoothing = labelSmoothing }
    if noAugmentation { recipe.augmentation = .none }
    recipe.training.seed = seed
    if let problem = recipe.problem { throw CommandError.usage(problem) }
    try file.printIfAsked(recipe)
    return recipe
  }
}
