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
      """
      Text files to score a language model on, in their order, files of sentence pairs, source and \
      target apart by a tab, to score a translator on, or folders or lists of recordings, to score a \
      model of sounds on, instead of a corpus.
      """,
      valueName: "file"),
    completion: .file())
  package var input: [String] = []

  @Option(
    help: "The share of the characters of --input, the last of them, to score (default: all).")
  package var validation: Double?

  @Flag(
    help: ArgumentHelp(
      "Also score a language model while it learns from the text that it has read (dynamic "
        + "evaluation), in scores of their own."))
  package var dynamic = false

  @Option(
    help: ArgumentHelp(
      "The learning rate of --dynamic (default: \(DynamicEvaluation().learningRate)).",
      valueName: "rate"))
  package var dynamicRate: Double?

  @Flag(
    help: """
      Of the --input of a translator or a model of sounds, score only what its training left for \
      --split.
      """
  )
  package var heldOut = false

  @Flag(help: "Keep the corpus's own tokens rather than those of the model's tokenizer.")
  package var goldTokens = false

  @Option(
    help: ArgumentHelp(
      "The layer of a tagger of tokens to score: upos, lemma (default: its first).",
      valueName: "name"))
  package var layer: String?

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
    if let dynamicRate, !(dynamicRate > 0 && dynamicRate <= 1) || !dynamic {
      throw ValidationError("--dynamic-rate is above 0 to 1, and for --dynamic; add it")
    }
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
    var context = context
    context.model = file.hash
    let evaluation = try evaluate(
      file, isStored: isStored, keepsItems: keepsItems, context: context,
      pool: ThreadPool(threads: threads), diagnostics: diagnostics)
    for remark in evaluation.remarks { diagnostics.note(remark) }
    return EvaluatedSystem(name: file.name, result: evaluation.result)
  }

  private func evaluate(
    _ file: ModelFile, isStored: Bool, keepsItems: Bool, context: EvaluationContext,
    pool: ThreadPool, diagnostics: Diagnostics
  ) throws -> ModelEvaluation {
    let kind = try file.card().kind
    var settings = dynamic ? DynamicEvaluation() : nil
    if let dynamicRate { settings?.learningRate = dynamicRate }
    if dynamic, kind != .languageModel {
      throw CommandError.usage("--dynamic is of language models; leave it out for \(file.name)")
    }
    if kind == .languageModel, !input.isEmpty {
      return try CharacterLanguageModel(file).evaluate(
        on: try TextFiles(input, validation: validation ?? 1), dynamic: settings,
        keepsItems: keepsItems, context: context, threads: pool)
    }
    if kind == .translator {
      return try evaluateTranslator(file, context, pool, diagnostics)
    }
    if kind == .soundClassifier || kind == .speechRecognizer {
      return try evaluateSound(file, kind, keepsItems: keepsItems, context, pool)
    }
    if layer != nil, kind != .tokenTagger {
      throw CommandError.usage(
        "\(file.name): a \(kind.rawValue) has no layers of tokens; leave out --layer")
    }
    let stored = try openCorpus()
    let run = isStored ? try storing.open(stored, file) : nil
    func predictions(_ title: String) throws -> RunPredictions {
      RunPredictions(
        corpus: RowTrackingCorpus(stored, split: split), run: run,
        progress: diagnostics.progress(
          title, total: try stored.documentCount(in: split), unit: "documents"))
    }
    let evaluation: ModelEvaluation
    switch kind {
    case .languageModel:
      evaluation = try CharacterLanguageModel(file).evaluate(
        on: stored, split: split, dynamic: settings, keepsItems: keepsItems, context: context,
        threads: pool)
    case .classifier:
      let classifier = try TextClassifier(file)
      let predictions = try predictions("Classifying")
      defer { predictions.progress.finish() }
      evaluation = try classifier.evaluate(
        on: predictions.corpus, split: split, keepsItems: keepsItems, context: context,
        threads: pool
      ) { _, result in try predictions.add(result, labels: classifier.labels) }
    case .tagger:
      let predictions = try predictions("Tagging")
      defer { predictions.progress.finish() }
      evaluation = try SequenceTagger(file).evaluate(
        on: predictions.corpus, split: split, usesGoldTokens: goldTokens, keepsItems: keepsItems,
        context: context, threads: pool
      ) { _, spans in try predictions.add(spans: spans) }
    case .tokenTagger:
      if run != nil {
        throw CommandError.usage(
          "\(file.name): layers of tokens are not stored beside a corpus; leave out --into and --run"
        )
      }
      evaluation = try TokenTagger(file).evaluate(
        layer: layer, on: stored, split: split, keepsItems: keepsItems, context: context,
        threads: pool)
    case .languageRecognizer:
      if run != nil {
        throw CommandError.usage(
          "\(file.name): languages are not stored in a corpus; leave out --into and --run")
      }
      evaluation = try LanguageRecognizer(file).evaluate(
        on: stored, split: split, keepsItems: keepsItems, context: context)
    case .translator, .soundClassifier, .speechRecognizer:
      preconditionFailure("scored on --input above")
    case .vectors:
      throw CommandError.usage(
        "\(file.name): vectors predict nothing; train a model with them and evaluate that")
    }
    try run?.flush()
    try run?.record(evaluation.result)
    if let remark = try remark(on: file.card(), stored) { diagnostics.note(remark) }
    return evaluation
  }

  /// Says so if the model has seen the split that it is scored on.
  private func remark(on card: ModelCard, _ corpus: StoredCorpus) throws -> String? {
    guard split != .test else { return nil }
    let fingerprint = try corpus.fingerprint(of: split)
    guard card.corpora.contains(where: { $0.fingerprints[split.rawValue] == fingerprint }) else {
      return nil
    }
    let use =
      split == .train
      ? "the model was trained on this split"
      : card.kind == .classifier
        ? "the epoch was chosen and the probabilities were calibrated on this split"
        : "the epoch was chosen on this split"
    return
      "\(corpus.name) \(split.rawValue): \(use), so scores on it are too good; --split test tells"
  }

  private func evaluateSound(
    _ file: ModelFile, _ kind: ModelCard.Kind, keepsItems: Bool, _ context: EvaluationContext,
    _ pool: ThreadPool
  ) throws -> ModelEvaluation {
    guard !input.isEmpty || corpus != nil, validation == nil, storing.into == nil else {
      throw CommandError.usage(
        "\(file.name): a \(kind.rawValue) is scored on recordings; give --input FOLDER or LIST, or "
          + "--database and --corpus, without --validation and --into")
    }
    let content: SoundContent = kind == .speechRecognizer ? .texts : .labels
    let all =
      corpus == nil
      ? try SoundCollection(paths: input, content: content)
      : try SoundCollection(openCorpus(), content: content)
    // A corpus has its splits; files are scored as a whole, or as far as training left them alone.
    let isDivided = heldOut || corpus != nil
    if kind == .speechRecognizer {
      let recognizer = try SpeechRecognizer(file)
      return try recognizer.evaluate(
        on: isDivided ? recognizer.recordings(of: split, in: all) : all, context: context,
        threads: pool)
    }
    let classifier = try SoundClassifier(file)
    return try classifier.evaluate(
      on: isDivided ? classifier.recordings(of: split, in: all) : all, keepsItems: keepsItems,
      context: context, threads: pool)
  }

  private func evaluateTranslator(
    _ file: ModelFile, _ context: EvaluationContext, _ pool: ThreadPool, _ diagnostics: Diagnostics
  ) throws -> ModelEvaluation {
    if validation != nil {
      throw CommandError.usage(
        "\(file.name): --validation is for language models; --held-out takes the pairs that training "
          + "left alone")
    }
    let translator = try Translator(file)
    if input.isEmpty {
      if storing.into != nil || heldOut {
        throw CommandError.usage(
          "\(file.name): translations of a corpus have splits and are not stored; leave out --into and "
            + "--held-out")
      }
      let corpus = try openCorpus()
      let evaluation = try translator.evaluate(
        on: corpus, split: split, context: context, threads: pool)
      if let remark = try remark(on: file.card(), corpus) { diagnostics.note(remark) }
      return evaluation
    }
    var reader = SentencePairReader()
    for path in input { try reader.read(.table(path: path)) }
    if let problem = reader.firstProblem {
      diagnostics.warning("\(reader.rejectedCount) lines have no pair; the first: \(problem)")
    }
    return try translator.evaluate(
      on: heldOut ? translator.pairs(of: split, in: reader.pairs) : reader.pairs,
      name: input.joined(separator: ", "), context: context, threads: pool)
  }
}

extension Split: ExpressibleByArgument {}
