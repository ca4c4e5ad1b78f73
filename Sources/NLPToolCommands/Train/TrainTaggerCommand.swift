import ArgumentParser
import NLPToolkit

struct TrainTaggerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tagger",
    abstract: "Train a tagger of named entities or other spans, or of parts of speech and lemmas.",
    discussion: """
      The training split teaches, the validation split (or a held-out tenth of the training split) \
      chooses the epoch, and the test split is not looked at. Ctrl-C keeps the best model so far; \
      --resume goes on to the same bytes as a run without a break.

      Example:
        nlptool ingest news.db train.conll --corpus news
        nlptool train tagger news.db --corpus news --output news.nlpmodel
        nlptool train tagger news.db --corpus news --from en-entities --output news.nlpmodel

      Parts of speech and lemmas, from a treebank in CoNLL-U:
        nlptool ingest trees.db train.conllu --corpus trees
        nlptool train tagger trees.db --corpus trees --layer upos --output upos.nlpmodel
      """)

  @OptionGroup var corpora: TrainingCorpusOptions
  @OptionGroup(title: "Training") var settings: TaggerSettings

  @OptionGroup(title: "Knowledge from elsewhere") var pretrained: PretrainedInputOptions

  @OptionGroup(title: "Learning from another model") var silver: SilverOptions

  @Flag(help: "Exit with status 65 if a span does not fit the tokens.")
  var strict = false

  @OptionGroup var options: TrainingOptions

  func run() async throws {
    let diagnostics = options.diagnosticOptions.makeDiagnostics()
    let recipe = try settings.recipe(seed: options.seed.seed)
    let lock = try options.reserve(
      reading: corpora.files + pretrained.files, settings.file)
    defer { withExtendedLifetime(lock) {} }
    if !recipe.tokenLayers.isEmpty {
      return try trainTokenTagger(recipe, diagnostics: diagnostics)
    }
    let trainer = try TaggerTrainer(
      try corpora.open(), recipe: recipe,
      pretrained: try pretrained.open(for: recipe, settings),
      silver: try silver.open(database: corpora.database),
      threads: ThreadPool(threads: options.threads.count))
    try report(trainer.summary, to: diagnostics)
    let run = TrainingRun(
      options: options, diagnostics: diagnostics, score: .share("F1"), rateUnit: "tokens",
      items: ("sentences", trainer.summary.sentences), epochs: trainer.recipe.training.epochs)
    try run.run(trainer) { text in
      try trainer.tagger(
        name: options.model.modelName, summary: text.summary,
        languages: text.givenLanguages, sources: text.corpora,
        notes: text.notes
      ).write(to: options.model.output)
    }
  }

  private func trainTokenTagger(_ recipe: TaggerRecipe, diagnostics: Diagnostics) throws {
    if silver.silver != nil {
      throw CommandError.usage("--silver has spans; leave it out with --layer")
    }
    let trainer = try TokenTaggerTrainer(
      try corpora.open(), recipe: recipe,
      pretrained: try pretrained.open(for: recipe, settings),
      threads: ThreadPool(threads: options.threads.count))
    let summary = trainer.summary
    let layers = summary.layers.map { "\($0.name) (\($0.labels) labels)" }
    let part = summary.isValidationHeldOut ? "held out" : "for validation"
    diagnostics.note(
      "\(corpora.names): \(summary.sentences) sentences (\(summary.tokens) tokens) to train on, "
        + "\(summary.validationSentences) \(part); \(layers.joined(separator: ", "))")
    diagnostics.detail("\(summary.words) words, \(summary.parameters) parameters")
    let run = TrainingRun(
      options: options, diagnostics: diagnostics, score: .share("accuracy"), rateUnit: "tokens",
      items: ("sentences", summary.sentences), epochs: trainer.recipe.training.epochs)
    try run.run(trainer) { text in
      try trainer.tagger(
        name: options.model.modelName, summary: text.summary, sources: text.corpora,
        notes: text.notes
      ).write(to: options.model.output)
    }
  }

  private func report(_ summary: TaggerTrainer.Summary, to diagnostics: Diagnostics) throws {
    let part = summary.isValidationHeldOut ? "held out" : "for validation"
    diagnostics.note(
      "\(corpora.names): \(summary.sentences) sentences (\(summary.tokens) tokens) to train on, "
        + "\(summary.validationSentences) \(part); "
        + "\(summary.labels.count) labels: \(summary.labels.joined(separator: " "))")
    try silver.report(summary.silverSentences, "sentence", to: diagnostics)
    diagnostics.detail("\(summary.words) words, \(summary.parameters) parameters")
    if let label = summary.unknownLabels.first {
      let (count, others) = (summary.unknownSentences, summary.unknownLabels.count - 1)
      diagnostics.warning(
        "\(count) validation sentence\(count == 1 ? "" : "s") left out: no training sentence has "
          + "the label \(label)"
          + (others > 0 ? " or \(others) other\(others == 1 ? "" : "s")" : ""))
    }
    let misaligned = summary.misaligned
    guard !misaligned.isEmpty else { return }
    let text =
      "\(misaligned.count) of \(summary.spans) spans do not fit the tokens and are left out"
    let shown = diagnostics.verbosity == .verbose ? misaligned.count : 10
    for span in misaligned.prefix(shown) { diagnostics.note("  \(span)") }
    if misaligned.count > shown {
      diagnostics.note("  and \(misaligned.count - shown) more; --verbose lists all")
    }
    if strict {
      throw CommandError.badData("corpus \(corpora.names): \(text); see the list above")
    }
    diagnostics.warning(text)
  }
}

extension MisalignedSpan: CustomStringConvertible {
  /// The span in one line: where, what, why, and what would fit.
  public var description: String {
    let prefix = document.map { "\($0): " } ?? ""
    let why =
      switch reason {
      case .splitsToken: "splits a token"
      case .coversNoToken: "covers no token"
      case .overlaps: "overlaps the span before it"
      case .crossesSentences: "crosses the end of a sentence"
      }
    let fits = nearest.map { ", nearest \($0.lowerBound)..<\($0.upperBound)" } ?? ""
    return "\(prefix)\(label) \"\(text)\" at bytes \(range.lowerBound)..<\(range.upperBound) "
      + "\(why)\(fits)"
  }
}
