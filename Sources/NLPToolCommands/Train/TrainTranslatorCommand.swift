import ArgumentParser
import NLPToolkit

/// `nlptool train translator`
struct TrainTranslatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translator",
    abstract: "Train a model that writes sentences anew, such as in another language.",
    discussion: """
      Pairs are the documents of a stored corpus that have a target, with its splits. Or they come \
      from files with a source, a tab and a target on each line, from JSON objects, or from two files \
      line by line, and are divided by a hash of the source: a hundredth validates, another is left \
      alone for `nlptool evaluate --held-out`, and the rest teaches.
      --time-budget lets the learning rate come down within the time, so that the model is complete \
      then. Ctrl-C keeps the best model so far; --resume goes on from it.

      Example:
        nlptool train translator --input eng-deu.tsv --time-budget 60m --output en-de.nlpmodel
        nlptool translate --model en-de.nlpmodel --text "Where is the station?"

      From a store:
        nlptool ingest pairs.db eng-deu.tsv --corpus en-de --columns text=1,target=2 --split auto
        nlptool train translator pairs.db --corpus en-de --output en-de.nlpmodel
        nlptool evaluate --model en-de.nlpmodel --database pairs.db --corpus en-de
      """)

  @Argument(help: ArgumentHelp("A corpus store.", valueName: "db"))
  var database: String?

  @Option(help: "A corpus of the store; several are joined.")
  var corpus: [String] = []

  @OptionGroup(title: "Pairs") var pairs: SentencePairOptions

  @OptionGroup(title: "Training") var settings: TranslatorSettings

  @OptionGroup var options: TrainingOptions

  func validate() throws {
    if settings.file.printConfig { return }
    guard let database else {
      if !corpus.isEmpty { throw ValidationError("--corpus is of a store; name that, too") }
      return try pairs.checkGiven()
    }
    if corpus.isEmpty { throw ValidationError("\(database): name a --corpus of the store") }
    if !pairs.files.isEmpty {
      throw ValidationError("give either a store with --corpus or files of pairs")
    }
  }

  func run() async throws {
    let diagnostics = options.diagnosticOptions.makeDiagnostics()
    let recipe = try settings.recipe(seed: options.seed.seed)
    let lock = try options.reserve(
      reading: pairs.files + (database.map(OverwriteCheck.files(ofStore:)) ?? []), settings.file)
    defer { withExtendedLifetime(lock) {} }
    let trainer = try makeTrainer(recipe, diagnostics)
    let summary = trainer.summary
    diagnostics.note(
      "\(summary.pairs) pairs to train on, \(summary.validationPairs) for validation, "
        + (database == nil ? "\(summary.testPairs) left alone; " : "")
        + "\(summary.subwords) subwords, "
        + "\(summary.parameters) parameters")
    if summary.longPairs > 0 {
      diagnostics.warning(
        "\(summary.longPairs) pairs have more than \(recipe.maximumLength) subwords on a side and "
          + "are passed over; see --maximum-length")
    }
    let run = TrainingRun(
      options: options, diagnostics: diagnostics, score: .loss("nats/subword"),
      rateUnit: "subwords", items: ("subwords", summary.targetSubwords),
      epochs: trainer.recipe.training.epochs)
    try run.run(trainer) { text in
      let model = trainer.model(
        name: options.model.modelName, summary: text.summary, sources: text.corpora,
        notes: text.notes)
      try model.write(to: options.model.output)
    }
  }

  private func makeTrainer(
    _ recipe: TranslatorRecipe, _ diagnostics: Diagnostics
  ) throws -> TranslatorTrainer {
    guard let database else {
      return try TranslatorTrainer(
        try pairs.read(diagnostics), name: pairs.name, recipe: recipe)
    }
    let store = try CorpusStore(path: database, mode: .readOnly)
    let corpora = try corpus.map { try store.corpus(named: $0) }
    // Those of a recipe or an option come before those of the store.
    let isGiven = recipe.subwords != TranslatorRecipe().subwords
    let subwords = isGiven || corpora.count > 1 ? nil : try corpora[0].subwords()
    if let subwords { diagnostics.note("reads the \(subwords.count) subwords of \(corpus[0])") }
    return try TranslatorTrainer(JoinedCorpus(corpora), recipe: recipe, subwords: subwords)
  }
}
