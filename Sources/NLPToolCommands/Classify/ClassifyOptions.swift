import ArgumentParser
import NLPToolkit

/// The forms in which `nlptool classify` and `nlptool sentiment` print labels.
enum ClassifyFormat: String, OutputFormat {
  case text, jsonl, tsv, html

  static let standard = Self.text
}

/// What `classify` and `sentiment` share.
struct ClassifyOptions<Form: DocumentForm>: ParsableArguments {
  @OptionGroup var input: InputOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var language: LanguageOptions
  @OptionGroup var format: FormatOptions<ClassifyFormat>

  @OptionGroup var form: DocumentFormOptions<Form>

  @Option(
    help: ArgumentHelp(
      "Give a label only from this probability on; below it, --other-label.", valueName: "p"))
  var threshold: Double?

  @Option(
    help: ArgumentHelp(
      "What texts without a label are called; its probability is that no label is right.",
      valueName: "name"))
  var otherLabel = "other"

  @Flag(
    help: "Show what in the text spoke for the label and against it (text, jsonl, html).")
  var explain = false

  @Flag(help: "Give each sentence a label, too (text, jsonl).")
  var sentences = false

  @OptionGroup(title: "What to label next") var uncertainty: UncertaintyOptions

  @OptionGroup(title: "Predictions into a store") var stored: StoredRunOptions

  @OptionGroup var offsets: OffsetOptions

  @Flag(help: "Stop at the first line that can't be used.")
  var strict = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if explain && format.format == .tsv {
      throw ValidationError("--explain is for --format text, jsonl and html; choose one of them")
    }
    if sentences && ![.text, .jsonl].contains(format.format) {
      throw ValidationError("--sentences is for --format text and jsonl; choose one of them")
    }
    if stored.into != nil {
      guard input.files.isEmpty, input.text == nil else {
        throw ValidationError(
          "--into labels the documents of the store; leave out files and --text")
      }
      guard threshold == nil, !explain, !sentences, uncertainty.uncertain == nil,
        language.language == nil
      else {
        throw ValidationError(
          "--into stores the label of each document; leave out --threshold, --explain, --sentences, "
            + "--uncertain and --language")
      }
    }
    if let threshold, !(0...1).contains(threshold) {
      throw ValidationError("--threshold \(threshold): give a probability, from 0 to 1")
    }
  }

  /// The model that was given, or that the language chooses, else the one of this name.
  ///
  /// - Parameter fits: whether a language may choose a model, by its card.
  func open(standard: String, fits: (ModelCard) -> Bool) throws -> ModelFile {
    guard let tag = language.language, tag != LanguageOptions.automatic, model.model == nil else {
      return try model.open(standard: standard)
    }
    guard let file = try model.folder.catalog().model(for: tag, where: fits) else {
      throw CommandError.noInput(
        "no model for text in \(tag); 'nlptool model list' shows those there are, and --model names one"
      )
    }
    return file
  }

  /// A router that takes documents to the classifier, or to none if their language is told and the
  /// classifier does not read it.
  private func router(
    _ classifier: TextClassifier, _ diagnostics: Diagnostics
  ) throws -> LanguageRouter<TextClassifier> {
    let card = classifier.card
    guard language.language == LanguageOptions.automatic else {
      return LanguageRouter(classifier, name: card.name, language: language.language)
    }
    return LanguageRouter(
      recognizer: try LanguageOptions.recognizer(in: model.folder.catalog()),
      languages: card.languages ?? [card.language], isStrict: strict,
      diagnostics: diagnostics
    ) { language in
      language.map(card.reads) ?? true ? (classifier, card.name) : nil
    }
  }

  /// Labels the documents of a store.
  private func store(
    _ classifier: TextClassifier, _ file: ModelFile, _ diagnostics: Diagnostics
  ) throws {
    let (documents, run) = try stored.store("Labelling", file, diagnostics: diagnostics) {
      predictions, split in
      try classifier.predict(
        on: predictions.corpus, split: split, threads: ThreadPool(threads: threads.count)
      ) { _, classification in
        try Interruption.check()
        try predictions.add(classification, labels: classifier.labels)
      }
    }
    diagnostics.note("the labels of \(documents) documents stored as run '\(run)'")
  }

  /// Takes the input through the classifier to the output, or the documents of a store.
  ///
  /// - Parameters:
  ///   - top: so many labels have their probabilities shown; `nil` for all or one, as the form has
  ///     it.
  ///   - scale: of sentiments.
  func run(
    _ classifier: TextClassifier, _ file: ModelFile, top: Int?, scale: SentimentScale?
  ) throws {
    let diagnostics = diagnostics.makeDiagnostics()
    if stored.into != nil { return try store(classifier, file, diagnostics) }
    let reader = try input.makeReader(unit: form.unit, diagnostics: diagnostics)
    let start = monotonicNanoseconds()
    let pool = ThreadPool(threads: threads.count)
    let labels = labelAssigner(classifier.labels, isMultilabel: classifier.isMultilabel)
    let labelling = Labelling(
      classifier, router: try router(classifier, diagnostics), labels: labels, pool: pool,
      isExplaining: explain && uncertainty.uncertain == nil,
      writer: choosing(
        writer(
          labels: labels, top: top, scale: scale, modelName: classifier.card.name,
          sentences: sentences ? SentenceReader(classifier: classifier, pool: pool) : nil),
        classifier, labels))
    var pipeline = DocumentPipeline(
      labelling, input: form.parser, isStrict: strict,
      diagnostics: diagnostics)
    try pipeline.run(reader)
    let seconds = Double(monotonicNanoseconds() - start) / 1e9
    diagnostics.detail(
      "\(pipeline.documentCount) documents in \(Double(Int(seconds * 1000)) / 1000) s with "
        + classifier.card.name)
  }

  /// The writer, or one that keeps what is to be labelled next for it.
  private func choosing(
    _ writer: any LabelWriter, _ classifier: TextClassifier, _ labels: LabelAssigner
  ) -> any LabelWriter {
    guard let limit = uncertainty.uncertain else { return writer }
    return UncertainLabelWriter(
      writer, limit: limit, measure: uncertainty.uncertainty ?? .margin,
      isMultilabel: classifier.isMultilabel,
      explain: explain
        ? { classifier.explain($0.document.text, label: labels.explained($1)) } : nil)
  }

  /// Decides which of a classifier's labels are assigned.
  func labelAssigner(_ labels: [String], isMultilabel: Bool = false) -> LabelAssigner {
    LabelAssigner(
      labels: labels, isMultilabel: isMultilabel, threshold: threshold, otherLabel: otherLabel)
  }

  /// What prints the labels of documents.
  ///
  /// - Parameter sentences: classifies the sentences of a document, too.
  func writer(
    labels: LabelAssigner, top: Int?, scale: SentimentScale?, modelName: String,
    sentences: SentenceReader? = nil
  ) -> any LabelWriter {
    switch format.format {
    case .jsonl:
      return JSONLabelWriter(
        output: .standard, labels: labels, top: top, scale: scale, unit: offsets.offsets,
        sentences: sentences, namesFiles: input.files.count > 1)
    case .tsv:
      return TableLabelWriter(output: .standard, labels: labels, top: top ?? 1, scale: scale)
    case .text:
      return TextLabelWriter(
        output: .standard, style: diagnostics.makeStyle(), labels: labels, top: top ?? 1,
        scale: scale,
        sentences: sentences)
    case .html:
      return PageLabelWriter(
        output: .standard, labels: labels, scale: scale, modelName: modelName)
    }
  }
}
