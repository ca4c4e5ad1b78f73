import ArgumentParser
import NLPToolkit

struct TrainClassifierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classifier",
    abstract: "Train a classifier of texts: topics, intents, spam, or any other labels.",
    discussion: """
      The training split teaches, the validation split (or a held-out tenth of the training split) \
      chooses the epoch and calibrates the probabilities, and the test split is not looked at. Texts \
      with several labels, or none, make a classifier that gives any number. Ctrl-C keeps the best \
      model so far; --resume goes on to the same bytes as a run without a break. --time-budget lets \
      the learning rate come down within the time, so that the model is complete then.

      Example:
        nlptool ingest tickets.db tickets.csv --corpus tickets
        nlptool train classifier tickets.db --corpus tickets --output tickets.nlpmodel
        nlptool train classifier new.db --corpus new --from tickets.nlpmodel --output new.nlpmodel
      """)

  @OptionGroup var corpora: TrainingCorpusOptions
  @OptionGroup(title: "Training") var settings: ClassifierOptions
  @OptionGroup(title: "Knowledge from elsewhere") var inputs: ClassifierInputOptions
  @OptionGroup(title: "Learning from another model") var silver: SilverOptions
  @OptionGroup var options: TrainingOptions

  func run() async throws {
    try ClassifierTrainingRun(
      corpora: corpora, settings: settings, inputs: inputs, silver: silver, options: options
    ).run()
  }
}

struct TrainSentimentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sentiment",
    abstract: "Train a classifier of sentiments, whose labels carry a polarity.",
    discussion: """
      As train classifier, for labels such as positive and negative, very negative to very positive, \
      or stars from 1 to 5: the model gives a score from -1 to 1, too.

      Example:
        nlptool ingest reviews.db reviews.csv --corpus reviews --label-field stars
        nlptool train sentiment reviews.db --corpus reviews --output reviews.nlpmodel
      """)

  @OptionGroup var corpora: TrainingCorpusOptions
  @OptionGroup(title: "Training") var settings: ClassifierOptions
  @OptionGroup(title: "Knowledge from elsewhere") var inputs: ClassifierInputOptions
  @OptionGroup(title: "Learning from another model") var silver: SilverOptions
  @OptionGroup var options: TrainingOptions

  func run() async throws {
    try ClassifierTrainingRun(
      corpora: corpora, settings: settings, inputs: inputs, silver: silver, options: options,
      isSentiment: true
    ).run()
  }
}

/// What both commands do.
struct ClassifierTrainingRun {
  let corpora: TrainingCorpusOptions
  let settings: ClassifierOptions
  let inputs: ClassifierInputOptions
  let silver: SilverOptions
  let options: TrainingOptions
  var isSentiment = false

  func run() throws {
    let diagnostics = options.diagnosticOptions.makeDiagnostics()
    let recipe = try settings.recipe(seed: options.seed.seed)
    let lock = try options.reserve(reading: corpora.files + inputs.files, settings.file)
    defer { withExtendedLifetime(lock) {} }
    let corpus = try corpora.open()
    if settings.tune != nil, options.resume {
      throw CommandError.usage("--tune cannot be resumed; leave out --resume")
    }
    var inputs = try inputs.open(for: recipe, settings)
    inputs.silver = try silver.open(database: corpora.database)
    var trainer = try inputs.trainer(
      corpus, recipe, ThreadPool(threads: options.threads.count))
    if isSentiment {
      guard !trainer.summary.isMultilabel, SentimentScale(labels: trainer.summary.labels) != nil
      else {
        throw CommandError.badData(
          "corpus \(corpora.names): the labels \(trainer.summary.labels.joined(separator: ", ")) "
            + "carry no polarity; use train classifier, or name them negative, neutral, positive")
      }
    }
    try report(trainer.summary, to: diagnostics)
    if let remark = ClassBalance(trainer.summary, recipe).remark { diagnostics.note(remark) }
    let score = score(recipe, trainer.summary)
    if let budget = settings.tune {
      trainer = try ClassifierTuning(
        corpus: corpus, recipe: recipe, inputs: inputs, budget: budget.duration, score: score,
        diagnostics: diagnostics
      ).run(pool: ThreadPool(threads: options.threads.count))
      try write(trainer, options.model.cardText(), diagnostics)
      try TrainingCurve(
        trainer.history, title: options.model.modelName, score: "validation \(score.name)",
        isLoss: score.isLoss
      ).write(beside: options.model.output)
      if Interruption.isRequested { throw CommandError.interrupted() }
      return
    }
    let run = TrainingRun(
      options: options, diagnostics: diagnostics, score: score,
      rateUnit: "tokens", items: ("documents", trainer.summary.documents),
      epochs: trainer.recipe.training.epochs)
    try run.run(trainer) { text in try write(trainer, text, diagnostics) }
  }

  private func write(
    _ trainer: ClassifierTrainer, _ text: CardText, _ diagnostics: Diagnostics
  ) throws {
    let classifier = trainer.classifier(
      name: options.model.modelName, summary: text.summary,
      languages: text.givenLanguages, sources: text.corpora,
      notes: text.notes,
      pool: ThreadPool(threads: options.threads.count))
    try classifier.write(to: options.model.output)
    let metrics = classifier.card.metrics
    if metrics.contains(where: { $0.signature.contains("calibration:two-fold") }) {
      diagnostics.note(
        "its probabilities are calibrated on the validation part; scores with each half calibrated by the "
          + "other, where epochs were scored before calibration:")
    }
    for metric in metrics {
      diagnostics.note("  \(metric.name) \(DecimalText.fixed(metric.value, digits: 4))")
    }
  }

  private func score(
    _ recipe: ClassifierRecipe, _ summary: ClassifierTrainer.Summary
  ) -> ValidationScore {
    switch recipe.metric {
    case .accuracy: .share(summary.isMultilabel ? "micro F1" : "accuracy")
    case .macroF1: .share("macro F1")
    case .loss: .loss("log loss")
    }
  }

  private func report(
    _ summary: ClassifierTrainer.Summary, to diagnostics: Diagnostics
  ) throws {
    let part = summary.isValidationHeldOut ? "held out" : "for validation"
    let labels = zip(summary.labels, summary.labelCounts).sorted { $0.1 > $1.1 }
    let shown = labels.prefix(10).map { "\($0.0) (\($0.1))" }.joined(separator: " ")
    diagnostics.note(
      "\(corpora.names): \(summary.documents) documents (\(summary.tokens) tokens) to train on, "
        + "\(summary.validationDocuments) \(part); \(labels.count) labels"
        + (summary.isMultilabel ? ", any number a document" : "") + ": \(shown)"
        + (labels.count > 10 ? " …" : ""))
    try silver.report(summary.silverDocuments, "document", to: diagnostics)
    diagnostics.detail(
      "\(summary.words) words, \(summary.ngrams) n-grams, \(summary.parameters) parameters")
    let rare = labels.filter { $0.1 < 5 }
    for (label, count) in rare.prefix(5) {
      diagnostics.warning(
        "the label \(label) has \(count) training document\(count == 1 ? "" : "s") only")
    }
    if rare.count > 5 {
      diagnostics.warning(
        "and \(rare.count - 5) more labels have less than five training documents")
    }
    let unlabelled = summary.unlabelledDocuments
    if unlabelled > 0, !summary.isMultilabel {
      diagnostics.warning(
        "\(unlabelled) document\(unlabelled == 1 ? "" : "s") left out: no label")
    } else if unlabelled > 0, !summary.hasSeveralLabels {
      diagnostics.warning(
        "\(unlabelled) of \(summary.documents + summary.validationDocuments) documents "
          + "\(unlabelled == 1 ? "has" : "have") no label and none has several, which makes a "
          + "classifier of any number of labels; --labelling single leaves "
          + "\(unlabelled == 1 ? "it" : "them") out")
    }
    let contradicting = summary.contradictingDocuments
    if contradicting > 0 {
      diagnostics.warning(
        "\(contradicting) training document\(contradicting == 1 ? " has" : "s have") the text of "
          + "another with other labels; `nlptool corpus verify` lists them")
    }
    if let label = summary.unknownLabels.first {
      let (count, others) = (summary.unknownDocuments, summary.unknownLabels.count - 1)
      diagnostics.warning(
        "\(count) validation document\(count == 1 ? "" : "s") left out: no training document has "
          + "the label \(label)"
          + (others > 0 ? " or \(others) other\(others == 1 ? "" : "s")" : ""))
    }
  }
}
