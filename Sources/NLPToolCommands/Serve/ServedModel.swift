import NLPToolkit

/// A model in memory that answers texts with the lines that the commands print as JSON.
package final class ServedModel: Sendable {
  /// By which requests name it.
  package let name: String
  /// `nil` for the rules of the tokenizer.
  package let card: ModelCard?
  /// What `nlptool model list --format jsonl` prints of the model, without its path.
  package let summary: JSONObject
  /// The tasks that the model does.
  package let tasks: [ServedTask]
  let content: Content
  /// Whether the program has it rather than a file.
  let isEmbedded: Bool

  /// The languages that it is for.
  var languages: [String] { card.map { $0.languages ?? [$0.language] } ?? [] }

  enum Content: Sendable {
    case tagger(SequenceTagger)
    case tokenTagger(TokenTagger)
    case classifier(TextClassifier, SentimentScale?)
    case languageModel(CharacterLanguageModel)
    case recognizer(LanguageRecognizer)
    case translator(Translator)
    /// No model: the rules of the tokenizer.
    case rules
  }

  /// Reads a model of the catalog; `nil` for one that does none of the tasks. What happens to its
  /// file meanwhile may make it fail, but never ends the process.
  ///
  /// - Throws: ``ModelError`` if the file is damaged or gone.
  package init?(_ entry: ModelCatalog.Entry) throws {
    let file = try entry.file(access: .inMemory)
    name = entry.name
    isEmbedded = entry.path == nil
    let card = try file.card()
    self.card = card
    var summary = card.json(of: file)
    summary.set("name", to: .string(entry.name))
    switch card.kind {
    case .tagger:
      content = .tagger(try SequenceTagger(file))
      tasks = [.tag]
    case .tokenTagger:
      content = .tokenTagger(try TokenTagger(file))
      tasks = [.analyze]
    case .classifier:
      let classifier = try TextClassifier(file)
      let scale = classifier.isMultilabel ? nil : SentimentScale(labels: classifier.labels)
      content = .classifier(classifier, scale)
      tasks = scale == nil ? [.classify] : [.classify, .sentiment]
    case .languageModel:
      content = .languageModel(try CharacterLanguageModel(file))
      tasks = [.score, .generate]
    case .languageRecognizer:
      content = .recognizer(try LanguageRecognizer(file))
      tasks = [.language]
    case .translator:
      content = .translator(try Translator(file))
      tasks = [.translate]
    default:
      return nil
    }
    summary.set("tasks", to: .array(tasks.map { .string($0.rawValue) }))
    self.summary = summary
  }

  /// The tokenizer, which is the same in every request and needs no file.
  package init(rules name: String) {
    self.name = name
    isEmbedded = true
    card = nil
    summary = JSONObject()
    tasks = [.tokenize]
    content = .rules
  }

  /// The layers of tokens that it finds.
  package var layers: [String] { tokenTagger?.layers ?? [] }

  /// The languages that it tells apart.
  package var toldLanguages: [String] {
    if case .recognizer(let recognizer) = content { recognizer.languages } else { [] }
  }

  /// Why the model cannot do a text, or `nil`.
  package func problem(of text: String) -> String? {
    if text.utf8.contains(0) { return "a NUL in the text" }
    if case .translator(let translator) = content {
      return translator.problem(of: text)?.description
    }
    return nil
  }

  /// What is wrong with options, or `nil`.
  package func problem(of options: AnswerOptions) -> String? {
    switch content {
    case .tokenTagger(let tagger):
      let known = tagger.layers + ["entities"]
      let unknown = (options.layers ?? []).subtracting(known).min()
      return unknown.map {
        "layers: \($0) is none of \(name); it has \(known.joined(separator: ", "))"
      }
    case .recognizer(let recognizer):
      let unknown = (options.among ?? []).subtracting(recognizer.languages).min()
      return unknown.map { "among: \($0) is no language of \(name)" }
    default: return nil
    }
  }

  /// The line of each text, without its end, exactly as the command of the task prints it.
  ///
  /// - Parameters:
  ///   - records: texts that ``problem(of:)`` has no objection to.
  ///   - entities: finds the entities that `options` ask an analysis for.
  ///   - languages: has the language of each text choose a model, in place of this one.
  /// - Throws: what no text should make it throw.
  package func lines(
    for records: [DocumentRecord], task: ServedTask, options: AnswerOptions,
    entities: ServedModel? = nil, languages: ServedLanguages? = nil
  ) throws -> [[UInt8]] {
    if options.form != .jsonl, records.count > 1 {
      // These forms count the sentences and tokens of an output.
      return try records.flatMap {
        try lines(
          for: [$0], task: task, options: options, entities: entities, languages: languages)
      }
    }
    let output = Output.inMemory()
    switch content {
    case .tagger(let tagger):
      return try lines(
        of: Tagging(
          router(tagger, options, languages, languages?.models, \.tagger), pool: .serial,
          alternativeCount: options.nBest,
          writer: Self.tagWriter(options, output)),
        for: records, output, isJSON: options.form == .jsonl)
    case .tokenTagger(let tagger):
      let entityRouter = entities?.tagger.map {
        router($0, options, languages, languages?.taggers, \.tagger)
      }
      return try lines(
        of: Analysis(
          router(tagger, options, languages, languages?.models, \.tokenTagger),
          layers: options.layers, entities: entityRouter, pool: .serial,
          writer: options.form == .conllu
            ? TreebankAnalysisWriter(output: output)
            : JSONAnalysisWriter(
              output: output, unit: options.offsets, namesFiles: false,
              hasEntities: entityRouter != nil)),
        for: records, output, isJSON: options.form == .jsonl)
    case .classifier(let classifier, let scale):
      let labelled = Self.labelled(classifier, scale, task, options)
      return try lines(
        of: Labelling(
          router(labelled, options, languages, languages?.models) { other in
            guard case .classifier(let classifier, let scale) = other.content else { return nil }
            return Self.labelled(classifier, scale, task, options)
          },
          pool: .serial, isExplaining: options.explain, readsSentences: options.sentences,
          writer: JSONLabelWriter(
            output: output, top: options.top, unit: options.offsets, namesFiles: false)),
        for: records, output)
    case .recognizer(let recognizer):
      return try lines(
        of: LanguageRecognition(
          output: output, recognizer: recognizer, candidates: options.among, hints: [:],
          minimumProbability: LanguageRecognition.standardMinimum, top: options.top,
          isBySpans: false, format: .jsonl, unit: options.offsets),
        for: records, output)
    case .languageModel(let model):
      let scores = model.score(records.map(\.document.text), threads: .serial)
      return zip(records, scores).map { record, score in
        Array(ScoredLine(text: record.document.text, score: score).json.utf8)
      }
    case .translator(let translator):
      var search = TranslationOptions()
      search.beam = options.beam
      // One by one: beside others, a product may be rounded otherwise.
      return try records.flatMap { record in
        try lines(
          of: Translating(
            translator: translator, options: search, pool: .serial,
            writer: JSONTranslationWriter(
              output: output, translator: translator, showsSeveral: false, showsAlignments: false)),
          for: [record], output)
      }
    case .rules:
      return tokenize(records, options, languages)
    }
  }

  private static func tagWriter(_ options: AnswerOptions, _ output: Output) -> any TagWriter {
    switch options.form {
    case .jsonl, .conllu:
      JSONTagWriter(output: output, unit: options.offsets, namesFiles: false)
    case .conll: ColumnTagWriter(output: output, scheme: .bio)
    case .xml: TokenMarkupWriter(output: output)
    case .vertical: TokenRangeWriter(output: output)
    }
  }

  /// A classifier with what requests make of its labels.
  private static func labelled(
    _ classifier: TextClassifier, _ scale: SentimentScale?, _ task: ServedTask,
    _ options: AnswerOptions
  ) -> DocumentClassifier {
    DocumentClassifier(
      classifier,
      labels: LabelAssigner(
        labels: classifier.labels, isMultilabel: classifier.isMultilabel,
        threshold: options.threshold, otherLabel: "other",
        scale: task == .sentiment ? scale : nil))
  }

  /// A router to this model, or to those that languages choose.
  private func router<Network: AnyObject>(
    _ network: Network, _ options: AnswerOptions, _ languages: ServedLanguages?,
    _ models: [ServedModel]?, _ other: @escaping (ServedModel) -> Network?
  ) -> LanguageRouter<Network> {
    guard let languages, let models else {
      return LanguageRouter(network, name: card?.name, language: options.language)
    }
    return languages.router(among: models, other)
  }

  private var tagger: SequenceTagger? {
    if case .tagger(let tagger) = content { tagger } else { nil }
  }

  private var tokenTagger: TokenTagger? {
    if case .tokenTagger(let tagger) = content { tagger } else { nil }
  }

  private func tokenize(
    _ records: [DocumentRecord], _ options: AnswerOptions, _ languages: ServedLanguages?
  ) -> [[UInt8]] {
    let locale = languages == nil ? options.language ?? "en" : "en"
    let tokenizer = Tokenizer(Tokenizer.Configuration(locale: locale, style: options.style))
    let tokenization = Tokenization(
      tokenizer: tokenizer,
      languages: languages.map {
        LanguageTokenizers(recognizer: $0.recognizer, configuration: tokenizer.configuration)
      },
      normalizer: Normalizer(form: .none, locale: locale),
      writer: TokenWriter(format: .jsonl, splitsSentences: false, offsets: options.offsets),
      textField: nil, isStrict: false)
    return records.map { record in
      var line: [UInt8] = []
      tokenization.append(record, to: &line)
      line.removeLast()
      return line
    }
  }

  /// What an operation writes of each record.
  private func lines(
    of operation: some DocumentOperation, for records: [DocumentRecord], _ output: Output,
    isJSON: Bool = true
  ) throws -> [[UInt8]] {
    var operation = operation
    try operation.begin()
    operation.compute(records)
    return try records.map { record in
      try operation.write(record)
      var line = output.takeBytes()
      if isJSON, line.last == UInt8(ascii: "\n") { line.removeLast() }
      return line
    }
  }
}
