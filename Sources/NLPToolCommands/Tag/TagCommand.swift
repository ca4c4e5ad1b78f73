import ArgumentParser
import NLPToolkit

/// `nlptool tag`: entities in text.
struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Find named entities in text.",
    discussion: """
      Every line is a document. Formats: text for people, jsonl with offsets and probabilities, conll \
      with a tag a token, inline with XML elements, html as a page of its own.
      JSON lines and tables keep their other fields; columns keep theirs, and the tag is written behind them.
      A line that can't be used is told and passed over, and the exit status is 65 at the end.

      Example:
        nlptool tag --text "Ada Lovelace met Charles Babbage in London in 1833."
        nlptool tag --format jsonl news.txt > news.jsonl
        nlptool tag --format jsonl --n-best 3 --text "Paris met Washington in London."

      With --language auto the language of each document chooses a model; jsonl says which, and has null for \
      a language that no model reads:
        nlptool tag --language auto --format jsonl --text "Astrid Lindgren föddes i Vimmerby."

      With --uncertain, those documents come out that are most worth labelling by hand:
        nlptool tag --uncertain 50 --format jsonl unlabelled.txt > to-label.jsonl

      With --into, the documents of a stored corpus are tagged, and what is found is stored beside their \
      gold entities under the name of the run:
        nlptool tag --into corpora.sqlite --corpus people --split test --run first
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var language: LanguageOptions
  @OptionGroup var format: FormatOptions<TagFormat>

  @OptionGroup var form: TextFormOptions

  @Option(help: "The scheme of the tags that conll prints.")
  var scheme: TagScheme = .bio

  @Option(
    name: .customLong("n-best"),
    help: ArgumentHelp(
      "Add so many alternative taggings to JSON lines, the most probable first, each with its "
        + "probability. Texts of more than 128 KB get none.", valueName: "k"))
  var nBest: Int?

  @OptionGroup(title: "Known names") var gazetteer: GazetteerOptions

  @OptionGroup var offsets: OffsetOptions

  @OptionGroup(title: "What to label next") var uncertainty: UncertaintyOptions

  @OptionGroup(title: "Predictions into a store") var stored: StoredRunOptions

  @Flag(help: "Stop at the first line that can't be used.")
  var strict = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if stored.into != nil, language.language != nil {
      throw ValidationError("--into tags with one model, which --model names; leave out --language")
    }
    if stored.into != nil, !input.files.isEmpty || input.text != nil {
      throw ValidationError("--into tags the documents of the store; leave out files and --text")
    }
    if stored.into != nil, uncertainty.uncertain != nil {
      throw ValidationError("--into stores what is found in all documents; leave out --uncertain")
    }
    if let nBest {
      if !(1...1000).contains(nBest) {
        throw ValidationError("--n-best \(nBest): give a number from 1 to 1000")
      }
      if format.format != .jsonl || stored.into != nil {
        throw ValidationError(
          "--n-best is written to --format jsonl; add it, or leave out --n-best")
      }
    }
  }

  func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    if stored.into != nil {
      return try store(diagnostics)
    }
    let reader = try input.makeReader(unit: form.unit, diagnostics: diagnostics)
    let router = try language.router(
      model, standard: ModelOptions.standardTagger, fits: \.isTaggerOfNames, isStrict: strict,
      diagnostics: diagnostics
    ) { [gazetteer] in try gazetteer.apply(to: SequenceTagger($0)) }
    let start = monotonicNanoseconds()
    let tagging = Tagging(
      router, pool: ThreadPool(threads: threads.count), alternativeCount: alternativeCount,
      writer: choosing(writer(for: router.model)))
    var pipeline = DocumentPipeline(
      tagging, input: form.parser, isStrict: strict, diagnostics: diagnostics)
    try pipeline.run(reader)
    let seconds = Double(monotonicNanoseconds() - start) / 1e9
    diagnostics.detail(
      "\(pipeline.documentCount) documents, \(pipeline.operation.entityCount) entities in "
        + "\(Double(Int(seconds * 1000)) / 1000) s with "
        + (router.model?.card.name ?? "a model for each language"))
  }

  /// Tags the documents of a store.
  private func store(_ diagnostics: Diagnostics) throws {
    let file = try model.open(standard: ModelOptions.standardTagger)
    let tagger = try gazetteer.apply(to: SequenceTagger(file))
    var entities = 0
    let (documents, run) = try stored.store("Tagging", file, diagnostics: diagnostics) {
      predictions, split in
      try tagger.predict(
        on: predictions.corpus, split: split, threads: ThreadPool(threads: threads.count)
      ) { _, spans in
        try Interruption.check()
        try predictions.add(spans: spans)
        entities += spans.count
      }
    }
    diagnostics.note("\(entities) entities in \(documents) documents stored as run '\(run)'")
  }

  /// How many taggings of a document are looked at.
  private var alternativeCount: Int? {
    uncertainty.uncertain == nil ? nBest : max(nBest ?? 0, UncertainTagWriter.alternativeCount)
  }

  /// The writer, or one that keeps what is to be labelled next for it.
  private func choosing(_ writer: any TagWriter) -> any TagWriter {
    guard let limit = uncertainty.uncertain else { return writer }
    return UncertainTagWriter(
      writer, limit: limit, measure: uncertainty.uncertainty ?? .entropy,
      shownAlternatives: nBest)
  }

  /// - Parameter tagger: of all documents; `nil` if there are several.
  private func writer(for tagger: SequenceTagger?) -> any TagWriter {
    let output = Output.standard
    let labels = tagger?.labels ?? (ModelCard.names.sorted() + ["MISC"])
    switch format.format {
    case .text:
      return TextTagWriter(output: output, style: diagnostics.makeStyle(), labels: labels)
    case .jsonl:
      return JSONTagWriter(
        output: output, unit: offsets.offsets, namesFiles: input.files.count > 1)
    case .conll:
      return ColumnTagWriter(output: output, scheme: scheme)
    case .inline:
      return InlineTagWriter(output: output)
    case .html:
      return PageTagWriter(
        output: output, labels: labels, modelName: tagger?.card.name ?? "a model for each language")
    }
  }
}
