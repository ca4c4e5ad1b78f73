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

  /// Takes the input through classifiers to the output, or the documents of a store.
  ///
  /// - Parameters:
  ///   - standard: the name of the model where neither model nor language is given.
  ///   - fits: whether a language may choose a model, by its card.
  ///   - ofSentiments: whether labels carry a polarity. Then the language of each text may choose a
  ///     model, since polarities are the same in all; topics are not.
  ///   - top: so many labels have their probabilities shown; `nil` for all or one, as the form has
  ///     it.
  func run(
    standard: String, fits: @escaping (ModelCard) -> Bool, ofSentiments: Bool = false,
    top: Int? = nil
  ) throws {
    let diagnostics = diagnostics.makeDiagnostics()
    if stored.into != nil {
      let file = try model.open(standard: standard)
      return try store(open(file, ofSentiments).classifier, file, diagnostics)
    }
    var model = model
    if language.language == LanguageOptions.automatic, !ofSentiments, model.model == nil {
      model.model = standard
    }
    let router = try language.router(
      model, standard: standard, fits: fits, isStrict: strict, diagnostics: diagnostics
    ) { try open($0, ofSentiments) }
    let modelName = router.model?.classifier.card.name ?? "a model for each language"
    let reader = try input.makeReader(unit: form.unit, diagnostics: diagnostics)
    let start = monotonicNanoseconds()
    let labelling = Labelling(
      router, pool: ThreadPool(threads: threads.count), isExplaining: explain,
      readsSentences: sentences,
      writer: choosing(writer(top: top, ofSentiments: ofSentiments, modelName: modelName)))
    var pipeline = DocumentPipeline(
      labelling, input: form.parser, isStrict: strict,
      diagnostics: diagnostics)
    try pipeline.run(reader)
    let seconds = Double(monotonicNanoseconds() - start) / 1e9
    diagnostics.detail(
      "\(pipeline.documentCount) documents in \(Double(Int(seconds * 1000)) / 1000) s with "
        + modelName)
  }

  /// - Throws: status 65 if labels are to carry a polarity and do not.
  private func open(_ file: ModelFile, _ ofSentiments: Bool) throws -> DocumentClassifier {
    let classifier = try TextClassifier(file)
    let scale = classifier.isMultilabel ? nil : SentimentScale(labels: classifier.labels)
    if ofSentiments, scale == nil {
      throw CommandError.badData(
        "\(file.name): the labels \(classifier.labels.prefix(5).joined(separator: ", ")) carry no "
          + "polarity; use classify, or a model of sentiments")
    }
    return DocumentClassifier(
      classifier,
      labels: labelAssigner(
        classifier.labels, isMultilabel: classifier.isMultilabel,
        scale: ofSentiments ? scale : nil))
  }

  /// The writer, or one that keeps what is to be labelled next for it.
  private func choosing(_ writer: any LabelWriter) -> any LabelWriter {
    guard let limit = uncertainty.uncertain else { return writer }
    return UncertainLabelWriter(
      writer, limit: limit, measure: uncertainty.uncertainty ?? .margin)
  }

  /// Decides which of a classifier's labels are assigned.
  func labelAssigner(
    _ labels: [String], isMultilabel: Bool = false, scale: SentimentScale? = nil
  ) -> LabelAssigner {
    LabelAssigner(
      labels: labels, isMultilabel: isMultilabel, threshold: threshold, otherLabel: otherLabel,
      scale: scale)
  }

  /// What prints the labels of documents.
  func writer(top: Int?, ofSentiments: Bool = false, modelName: String) -> any LabelWriter {
    switch format.format {
    case .jsonl:
      JSONLabelWriter(
        output: .standard, top: top, unit: offsets.offsets, namesFiles: input.files.count > 1)
    case .tsv:
      TableLabelWriter(output: .standard, top: top ?? 1, isOfSentiments: ofSentiments)
    case .text:
      TextLabelWriter(output: .standard, style: diagnostics.makeStyle(), top: top ?? 1)
    case .html:
      PageLabelWriter(output: .standard, modelName: modelName)
    }
  }
}
