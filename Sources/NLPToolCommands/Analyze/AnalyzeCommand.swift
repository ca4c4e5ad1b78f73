import ArgumentParser
import NLPToolkit

/// `nlptool analyze`: sentences, tokens, parts of speech, lemmas and entities of text.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Divide text into sentences and tokens, with parts of speech, lemmas and entities.",
    discussion: """
      Every line is a document. Formats: conllu, the columns of Universal Dependencies, whose last one \
      tells what touches so that the text can be put together again, and jsonl with offsets.
      With entities among the layers, conllu has their tags in the last column (NER=B-PER).

      Example:
        nlptool analyze --text "The children weren't reading Ada's letters."
        nlptool analyze --layers upos,lemma,entities --format jsonl news.txt
        nlptool analyze --whole-file book.txt > book.conllu

      With --language auto the language of each document chooses the models, and jsonl says which; text in a \
      language that no model reads is divided into words and has no layers.
      """)

  @OptionGroup var input: InputOptions

  @OptionGroup var model: ModelOptions
  @OptionGroup var language: LanguageOptions

  @Option(
    help: ArgumentHelp(
      "What to find, apart by commas: layers of the model, and entities (default: all layers of the "
        + "model).", valueName: "names"))
  var layers: String?

  @Option(
    help: ArgumentHelp(
      "The model for entities (default: en-entities, or that of the language).",
      valueName: "path or name"),
    completion: .file(extensions: ["nlpmodel"]))
  var entityModel: String?

  @OptionGroup var format: FormatOptions<AnalysisFormat>

  @OptionGroup var form: TextFormOptions

  @OptionGroup var offsets: OffsetOptions

  @Flag(help: "Stop at the first line that can't be used.")
  var strict = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    if let layers, layers.split(separator: ",").isEmpty {
      throw CommandError.usage("--layers '\(layers)': name one or more, such as upos,lemma")
    }
    let diagnostics = diagnostics.makeDiagnostics()
    let reader = try input.makeReader(unit: form.unit, diagnostics: diagnostics)
    let chosen = layers.map { Set($0.split(separator: ",").map(String.init)) }
    let router = try language.router(
      model, standard: ModelOptions.standardTokenTagger, fits: \.isTaggerOfWords,
      isStrict: strict, diagnostics: diagnostics
    ) { file in
      let tagger = try TokenTagger(file)
      try Self.check(chosen, tagger)
      return tagger
    }
    let entityRouter = chosen?.contains("entities") == true ? try entityRouter(diagnostics) : nil
    let writer: any AnalysisWriter =
      switch format.format {
      case .conllu: TreebankAnalysisWriter(output: .standard)
      case .jsonl:
        JSONAnalysisWriter(
          output: .standard, unit: offsets.offsets, namesFiles: input.files.count > 1,
          hasEntities: entityRouter != nil)
      }
    let start = monotonicNanoseconds()
    let analysis = Analysis(
      router, layers: chosen, entities: entityRouter, pool: ThreadPool(threads: threads.count),
      writer: writer)
    var pipeline = DocumentPipeline(
      analysis, input: form.parser, isStrict: strict, diagnostics: diagnostics)
    try pipeline.run(reader)
    let seconds = Double(monotonicNanoseconds() - start) / 1e9
    let count = pipeline.operation.tokenCount
    diagnostics.detail(
      "\(pipeline.documentCount) documents, \(count) tokens in "
        + "\(Double(Int(seconds * 1000)) / 1000) s (\(Int(Double(count) / max(seconds, 1e-9))) a second) "
        + "with " + (router.model?.card.name ?? "a model for each language"))
  }

  /// - Throws: status 64 for a layer that the tagger does not have.
  private static func check(_ layers: Set<String>?, _ tagger: TokenTagger) throws {
    guard let name = (layers ?? []).subtracting(tagger.layers + ["entities"]).min() else { return }
    throw CommandError.usage(
      "--layers \(name): \(tagger.card.name) has \(tagger.layers.joined(separator: ", ")); "
        + "'entities' can be added")
  }

  private func entityRouter(_ diagnostics: Diagnostics) throws -> LanguageRouter<SequenceTagger> {
    var options = ModelOptions()
    (options.model, options.folder) = (entityModel, model.folder)
    return try language.router(
      options, standard: ModelOptions.standardTagger, fits: \.isTaggerOfNames, isStrict: strict,
      diagnostics: diagnostics
    ) { try SequenceTagger($0) }
  }
}

/// The forms in which `nlptool analyze` prints.
enum AnalysisFormat: String, OutputFormat {
  case conllu, jsonl

  static let standard = Self.conllu
}
