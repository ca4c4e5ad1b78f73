import ArgumentParser
import NLPToolkit

/// A model on a split of a stored corpus.
package struct ModelEvaluationOptions: ParsableArguments {
  @OptionGroup package var model: ModelOptions

  @Option(
    help: ArgumentHelp("The corpus store.", valueName: "file"),
    completion: .file())
  package var database: String?

  @Option(help: ArgumentHelp("The corpus to score the model on.", valueName: "name"))
  package var corpus: String?

  @Option(help: "The split: train, validation or test.")
  package var split: Split = .test

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Text files to score a language model on, in their order, instead of a corpus.",
      valueName: "file"),
    completion: .file())
  package var input: [String] = []

  @Option(
    help: "The share of the characters of --input, the last of them, to score (default: all).")
  package var validation: Double?

  @Flag(help: "Keep the corpus's own tokens rather than those of the model's tokenizer.")
  package var goldTokens = false

  package init() {}

  /// Whether a model is to be scored rather than a file of predictions.
  package var isChosen: Bool {
    database != nil || corpus != nil || model.model != nil || !input.isEmpty
  }

  package func validate() throws {
    if let validation, !(validation > 0 && validation <= 1) || input.isEmpty {
      throw ValidationError("--validation is a share of --input, above 0 to 1")
    }
    if !input.isEmpty && (database != nil || corpus != nil) {
      throw ValidationError("give either --input or --database and --corpus, not both")
    }
  }

  /// Scores a model by its kind.
  func evaluate(
    _ file: ModelFile, keepsItems: Bool, resampling: Resampling?, threads: Int,
    diagnostics: Diagnostics
  ) throws -> EvaluatedSystem {
    let kind = try file.card().kind
    if kind == .languageModel {
      return try evaluateLanguageModel(
        file, keepsItems: keepsItems, resampling: resampling, threads: threads,
        diagnostics: diagnostics)
    }
    guard let database, let corpus else {
      throw CommandError.usage("give both --database and --corpus for the model to be scored on")
    }
    let stored = try CorpusStore(path: database, mode: .readOnly).corpus(named: corpus)
    if kind == .classifier {
      return try evaluateClassifier(
        file, on: stored, keepsItems: keepsItems, resampling: resampling, threads: threads,
        diagnostics: diagnostics)
    }
    return try evaluateTagger(
      file, on: stored, keepsItems: keepsItems, resampling: resampling, threads: threads,
      diagnostics: diagnostics)
  }

  /// Gold and predicted entities are compared by their place in the text, so that an entity that the
  /// tokens cannot express counts as missed.
  private func evaluateTagger(
    _ file: ModelFile, on stored: StoredCorpus, keepsItems: Bool, resampling: Resampling?,
    threads: Int, diagnostics: Diagnostics
  ) throws -> EvaluatedSystem {
    let tagger = try SequenceTagger(file)
    let corpus = stored.name
    let pool = ThreadPool(threads: threads)
    var scorer = EntityScorer(keepsSentences: keepsItems, analyzes: true)
    let progress = diagnostics.progress(
      "Tagging", total: try stored.documentCount(in: split), unit: "documents")
    defer { progress.finish() }

    var batch: [Document] = []
    func scoreBatch() {
      var tagged = batch
      for index in tagged.indices where !goldTokens { tagged[index].hasGoldTokens = false }
      tagger.annotate(&tagged, threads: pool)
      for (gold, predicted) in zip(batch, tagged) {
        scorer.add(
          goldSpans: tagger.recipe.mapped(gold.spans), predictedSpans: predicted.spans)
      }
      progress.advance(by: batch.count)
      batch.removeAll(keepingCapacity: true)
    }
    try stored.forEachDocument(in: split) { document in
      if goldTokens && !document.hasGoldTokens {
        throw CommandError.badData(
          "corpus \(corpus): \(document.identifier ?? "a document") has no tokens of its own; "
            + "leave out --gold-tokens")
      }
      batch.append(document)
      if batch.count == 256 { scoreBatch() }
    }
    scoreBatch()
    if scorer.report.sequences == 0 {
      throw CommandError.badData("corpus \(corpus): the \(split.rawValue) split is empty")
    }
    return EvaluatedSystem(
      name: file.name,
      result: .tagging(
        scorer,
        context: EvaluationContext(
          split: try stored.fingerprint(of: split), model: file.hash, resampling: resampling,
          more: [
            Signature.Field("unit", "span"),
            Signature.Field("tokens", goldTokens ? "gold" : "tokenizer"),
            Signature.Field("seed", "\(tagger.card.seed)"),
          ])))
  }
}

extension Split: ExpressibleByArgument {}
