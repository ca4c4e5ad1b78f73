import ArgumentParser
import NLPToolkit

/// `nlptool train translator`
struct TrainTranslatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translator",
    abstract: "Train a model that writes sentences anew, such as in another language.",
    discussion: """
      Pairs come from files with a source, a tab and a target on each line, from JSON objects, or from \
      two files line by line. They are divided by a hash of the source: a hundredth validates, another \
      is left alone for `nlptool evaluate --held-out`, and the rest teaches.
      --time-budget lets the learning rate come down within the time, so that the model is complete \
      then. Ctrl-C keeps the best model so far; --resume goes on from it.

      Example:
        nlptool train translator --input eng-deu.tsv --time-budget 60m --output en-de.nlpmodel
        nlptool translate --model en-de.nlpmodel --text "Where is the station?"
      """)

  @OptionGroup(title: "Pairs") var pairs: SentencePairOptions

  @OptionGroup(title: "Training") var settings: TranslatorSettings

  @OptionGroup var options: TrainingOptions

  func validate() throws {
    if settings.file.printConfig { return }
    try pairs.checkGiven()
  }

  func run() async throws {
    let diagnostics = options.diagnosticOptions.makeDiagnostics()
    let recipe = try settings.recipe(seed: options.seed.seed)
    let lock = try options.reserve(reading: pairs.files, settings.file)
    defer { withExtendedLifetime(lock) {} }
    let trainer = try TranslatorTrainer(
      try pairs.read(diagnostics), name: pairs.name, recipe: recipe)
    let summary = trainer.summary
    diagnostics.note(
      "\(summary.pairs) pairs to train on, \(summary.validationPairs) for validation, "
        + "\(summary.testPairs) left alone; \(summary.subwords) subwords, "
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
}
