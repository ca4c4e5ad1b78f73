import ArgumentParser
import NLPToolkit

/// A model on a split of a stored corpus, whose errors are told.
struct ErrorModelOptions: ParsableArguments {
  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("The corpus store.", valueName: "file"), completion: .file())
  var database: String?

  @Option(help: ArgumentHelp("The corpus that the model is run on.", valueName: "name"))
  var corpus: String?

  @Option(help: "The split: train, validation or test.")
  var split: Split = .test

  @Flag(help: "Keep the corpus's own tokens rather than those of the model's tokenizer.")
  var goldTokens = false

  @Option(
    help: ArgumentHelp(
      "The layer of a tagger of tokens: upos, lemma (default: its first).", valueName: "name"))
  var layer: String?

  /// Whether a model is to be looked at rather than a file of predictions.
  var isChosen: Bool { database != nil || corpus != nil || model.model != nil }

  /// Runs the model over the split.
  func errors(
    in analysis: ErrorAnalysis, threads: Int, diagnostics: Diagnostics
  ) throws -> AnalyzedErrors {
    guard let database, let corpus else {
      throw CommandError.usage("give both --database and --corpus for the model to be run on")
    }
    let file = try model.open(standard: ModelOptions.standardTagger)
    let kind = try file.card().kind
    if layer != nil, kind != .tokenTagger {
      throw CommandError.usage(
        "\(file.name): a \(kind.rawValue) has no layers of tokens; leave out --layer")
    }
    let stored = try CorpusStore(path: database, mode: .readOnly).corpus(named: corpus)
    let progress = diagnostics.progress(
      "Reading", total: try stored.documentCount(in: split), unit: "documents")
    defer { progress.finish() }
    let pool = ThreadPool(threads: threads)
    func onDocument() throws {
      try Interruption.check()
      progress.advance()
    }
    let found: ErrorAnalysis
    switch kind {
    case .classifier:
      found = try TextClassifier(file).errors(
        on: stored, split: split, in: analysis, threads: pool, onDocument: onDocument)
    case .tagger:
      found = try SequenceTagger(file).errors(
        on: stored, split: split, usesGoldTokens: goldTokens, in: analysis, threads: pool,
        onDocument: onDocument)
    case .tokenTagger:
      found = try TokenTagger(file).errors(
        layer: layer, on: stored, split: split, in: analysis, threads: pool,
        onDocument: onDocument)
    case .languageModel, .languageRecognizer, .translator, .vectors, .soundClassifier,
      .speechRecognizer:
      throw CommandError.usage(
        "\(file.name): errors are told of classifiers and taggers, and this is a \(kind.rawValue)")
    }
    return AnalyzedErrors(
      name: "\(file.name) on \(corpus) \(split.rawValue)", analysis: found)
  }
}
