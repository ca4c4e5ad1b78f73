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

  @OptionGroup package var storing: EvaluationRunOptions

  package init() {}

  /// Whether a model is to be scored rather than a file of predictions.
  package var isChosen: Bool {
    database != nil || corpus != nil || model.model != nil || !input.isEmpty
  }

  /// The corpus of the store, which is opened for writing only where something will be stored.
  func openCorpus() throws -> StoredCorpus {
    guard let database = database ?? storing.into, let corpus else {
      throw CommandError.usage(
        "give both --database and --corpus for the model to be scored on; a language model also takes "
          + "--input FILE")
    }
    // Only `ingest` makes stores.
    let stored = try CorpusStore(path: database, mode: .readOnly).corpus(named: corpus)
    if storing.into == nil { return stored }
    return try CorpusStore(path: database, mode: .readWriteCreate).corpus(named: corpus)
  }

  package func validate() throws {
    if let validation, !(validation > 0 && validation <= 1) || input.isEmpty {
      throw ValidationError("--validation is a share of --input, above 0 to 1")
    }
    if !input.isEmpty && (database != nil || corpus != nil) {
      throw ValidationError("give either --input or --database and --corpus, not both")
    }
    if let into = storing.into {
      if !input.isEmpty || corpus == nil {
        throw ValidationError("--into stores what a model scores on a --corpus; name one")
      }
      if let database, database != into {
        throw ValidationError("--into \(into) is not the --database \(database); leave one out")
      }
    }
  }

  /// Scores a model by its kind.
  ///
  /// - Parameter isStored: whether its predictions and scores go where `--into` says.
  func evaluate(
    _ file: ModelFile, isStored: Bool, keepsItems: Bool, context: EvaluationContext, threads: Int,
    diagnostics: Diagnostics
  ) throws -> EvaluatedSystem {
    let kind = try file.card().kind
    if kind == .languageModel, !input.isEmpty {
      return try evaluateLanguageModel(
        file, keepsItems: keepsItems, context: context, threads: threads,
        diagnostics: diagnostics)
    }
    let stored = try openCorpus()
    let run = isStored ? try storing.open(stored, file) : nil
    let system =
      switch kind {
      case .languageModel:
        try evaluateLanguageModel(
          file, on: stored, keepsItems: keepsItems, context: context, threads: threads,
          diagnostics: diagnostics)
      case .classifier:
        try evaluateClassifier(
          file, on: stored, run: run, keepsItems: keepsItems, context: context,
          threads: threads, diagnostics: diagnostics)
      case .tagger:
        try evaluateTagger(
          file, on: stored, run: run, keepsItems: keepsItems, context: context,
          threads: threads, diagnostics: diagnostics)
      }
    try run?.flush()
    try run?.record(system.result)
    return system
  }

  /// Gold and predicted entities are compared by their place in the text, so that an entity that the
  /// tokens cannot express counts as missed.
  private func evaluateTagger(
    _ file: ModelFile, on stored: StoredCorpus, run: CorpusRun?, keepsItems: Bool,
    context: EvaluationContext, threads: Int, diagnostics: Diagnostics
  ) throws -> EvaluatedSystem {
    let tagger = try SequenceTagger(file)
    let corpus = stored.name
    let pool = ThreadPool(threads: threads)
    var scorer = EntityScorer(keepsSentences: keepsItems, analyzes: true)
    var examples: [EntityExample] = []
    var seen = try split == .train ? nil : seenEntities(of: stored, tagger.recipe)
    let progress = diagnostics.progress(
      "Tagging", total: try stored.documentCount(in: split), unit: "documents")
    defer { progress.finish() }

    var batch: [StoredDocument] = []
    func scoreBatch() throws {
      var tagged = batch.map(\.document)
      for index in tagged.indices where !goldTokens { tagged[index].hasGoldTokens = false }
      tagger.annotate(&tagged, threads: pool)
      for (row, predicted) in zip(batch, tagged) {
        let document = row.document
        let gold = tagger.recipe.mapped(document.spans)
        scorer.add(goldSpans: gold, predictedSpans: predicted.spans)
        try run?.add(document: row.id, spans: predicted.spans)
        let example = EntityExample(
          place: document.identifier ?? stored.name, text: document.text, gold: gold,
          predicted: predicted.spans)
        seen?.add(example)
        if !example.isCorrect, examples.count < EvaluationResult.maximumExamples {
          examples.append(example)
        }
      }
      progress.advance(by: batch.count)
      batch.removeAll(keepingCapacity: true)
    }
    try stored.forEachRow(in: split) { row in
      if goldTokens && !row.document.hasGoldTokens {
        throw CommandError.badData(
          "corpus \(corpus): \(row.document.identifier ?? "a document") has no tokens of its own; "
            + "leave out --gold-tokens")
      }
      batch.append(row)
      if batch.count == 256 { try scoreBatch() }
    }
    try scoreBatch()
    if scorer.report.sequences == 0 {
      throw CommandError.badData("corpus \(corpus): the \(split.rawValue) split is empty")
    }
    let context = context.measuring(
      file.hash, on: try stored.fingerprint(of: split),
      [
        Signature.Field("unit", "span"),
        Signature.Field("tokens", goldTokens ? "gold" : "tokenizer"),
        Signature.Field("seed", "\(tagger.card.seed)"),
      ])
    var result = EvaluationResult.tagging(scorer, context: context)
    result.examples = examples
    if let seen { result.add(seen) }
    return EvaluatedSystem(name: file.name, result: result)
  }

  /// The entities of the corpus's training split; `nil` if it has none.
  private func seenEntities(of stored: StoredCorpus, _ recipe: TaggerRecipe) throws
    -> SeenEntities?
  {
    var seen = SeenEntities()
    try stored.forEachDocument(in: .train) { document in
      seen.learn(
        EntityExample(
          place: "", text: document.text, gold: recipe.mapped(document.spans), predicted: []))
    }
    return seen.knownCount > 0 ? seen : nil
  }
}

extension Split: ExpressibleByArgument {}
