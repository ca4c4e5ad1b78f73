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
      """)

  @OptionGroup var input: InputOptions

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "What to find, apart by commas: layers of the model, and entities (default: all layers of the "
        + "model).", valueName: "names"))
  var layers: String?

  @Option(
    help: ArgumentHelp("The model for entities.", valueName: "path or name"),
    completion: .file(extensions: ["nlpmodel"]))
  var entityModel = ModelOptions.standardTagger

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
    let tagger = try TokenTagger(model.open(standard: ModelOptions.standardTokenTagger))
    let chosen = layers.map { Set($0.split(separator: ",").map(String.init)) }
    let unknown = (chosen ?? []).subtracting(tagger.layers + ["entities"]).sorted()
    if let name = unknown.first {
      throw CommandError.usage(
        "--layers \(name): \(tagger.card.name) has \(tagger.layers.joined(separator: ", ")); "
          + "'entities' can be added")
    }
    let entityTagger =
      chosen?.contains("entities") == true
      ? try SequenceTagger(model.folder.open(entityModel)) : nil
    let writer: any AnalysisWriter =
      switch format.format {
      case .conllu: TreebankAnalysisWriter(output: .standard, tokenizer: tagger.tokenizer)
      case .jsonl:
        JSONAnalysisWriter(
          output: .standard, unit: offsets.offsets, namesFiles: input.files.count > 1,
          hasEntities: entityTagger != nil)
      }
    let start = monotonicNanoseconds()
    let analysis = Analysis(
      tagger, layers: chosen, entities: entityTagger, pool: ThreadPool(threads: threads.count),
      writer: writer)
    var pipeline = DocumentPipeline(
      analysis, input: form.parser, isStrict: strict, diagnostics: diagnostics)
    try pipeline.run(reader)
    let seconds = Double(monotonicNanoseconds() - start) / 1e9
    let count = pipeline.operation.tokenCount
    diagnostics.detail(
      "\(pipeline.documentCount) documents, \(count) tokens in "
        + "\(Double(Int(seconds * 1000)) / 1000) s (\(Int(Double(count) / max(seconds, 1e-9))) a second) "
        + "with \(tagger.card.name)")
  }
}

/// The forms in which `nlptool analyze` prints.
enum AnalysisFormat: String, OutputFormat {
  case conllu, jsonl

  static let standard = Self.conllu
}
