import ArgumentParser
import NLPToolkit

/// The forms in which `nlptool translate` prints translations.
enum TranslateFormat: String, OutputFormat {
  case text, jsonl, html

  static let standard = Self.text
}

/// `nlptool translate`: sentences written anew by a translator.
struct TranslateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Translate sentences with a model of your own.",
    discussion: """
      Every line is a sentence. Formats: text prints the translation of each line, or several with \
      their scores with --n-best; jsonl adds translation and score, the logarithm of its probability \
      by length, to each object; html is a page with a heat map of the attention. With --alignments text prints pairs of subwords, source-target, \
      behind the translation, and jsonl all attention weights. A line that can't be used is told and \
      passed over, and the exit status is 65 at the end.

      Example:
        nlptool train translator --input eng-deu.tsv --time-budget 60m --output en-de.nlpmodel
        nlptool translate --model en-de.nlpmodel --text "Where is the station?"
        nlptool translate --model en-de.nlpmodel --n-best 3 --format jsonl questions.txt
      """)

  @OptionGroup var input: InputOptions

  @Option(
    name: .customLong("model"),
    help: ArgumentHelp(
      "A model file of `nlptool train translator`, or the name of one in a folder of models.",
      valueName: "path or name"),
    completion: .file(extensions: ["nlpmodel"]))
  var model: String

  @OptionGroup var folder: ModelFolderOptions

  @OptionGroup var format: FormatOptions<TranslateFormat>
  @OptionGroup var form: TextFormOptions
  @OptionGroup var search: TranslationSearchOptions

  @Flag(help: "Show which subword of the source each subword was written from.")
  var alignments = false

  @Flag(help: "Stop at the first line that can't be used.")
  var strict = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let reader = try input.makeReader(unit: form.unit, diagnostics: diagnostics)
    let translator = try Translator(folder.open(model))
    let start = monotonicNanoseconds()
    let translating = Translating(
      translator: translator, options: search.options, pool: ThreadPool(threads: threads.count),
      writer: writer(translator))
    var pipeline = DocumentPipeline(
      translating, input: TranslationInput(form.parser, translator), isStrict: strict,
      diagnostics: diagnostics)
    try pipeline.run(reader)
    let seconds = Double(monotonicNanoseconds() - start) / 1e9
    diagnostics.detail(
      "\(pipeline.documentCount) sentences in \(DecimalText.fixed(seconds, digits: 3)) s with "
        + translator.card.name)
  }

  private func writer(_ translator: Translator) -> any TranslationWriter {
    let showsSeveral = search.options.count > 1
    switch format.format {
    case .text:
      return TextTranslationWriter(showsSeveral: showsSeveral, showsAlignments: alignments)
    case .jsonl:
      return JSONTranslationWriter(
        output: .standard, translator: translator, showsSeveral: showsSeveral,
        showsAlignments: alignments)
    case .html: return PageTranslationWriter(translator: translator)
    }
  }
}

/// How translations are searched for.
struct TranslationSearchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The beginnings that are followed side by side; 1 takes the most probable subword each time.",
      valueName: "k"))
  var beam = 5

  @Option(
    name: .customLong("n-best"),
    help: ArgumentHelp("Give so many translations, at most --beam.", valueName: "k"))
  var nBest: Int?

  @Option(
    help: ArgumentHelp(
      "Compare translations by log p / length^a: 0 prefers short ones.", valueName: "a"))
  var lengthPenalty = 1.0

  @Option(
    help: ArgumentHelp(
      "Prefer, so much, translations that leave nothing of the source out.", valueName: "b"))
  var coveragePenalty = 0.0

  @Option(
    help: ArgumentHelp(
      "The most subwords of a translation (default: twice the source's, and 10).", valueName: "n"))
  var maximumLength: Int?

  @Option(
    name: .customLong("no-repeat-ngram"),
    help: ArgumentHelp("Write no sequence of so many subwords twice; 0 allows all.", valueName: "n")
  )
  var noRepeatNGram = 0

  @Option(help: ArgumentHelp("What every translation begins with.", valueName: "text"))
  var prefix = ""

  /// The options, which have no problem once they are validated.
  var options: TranslationOptions {
    var options = TranslationOptions()
    options.beam = beam
    options.count = nBest ?? 1
    options.lengthPenalty = lengthPenalty
    options.coveragePenalty = coveragePenalty
    options.maximumLength = maximumLength
    options.blockedNGram = noRepeatNGram
    options.prefix = prefix
    return options
  }

  func validate() throws {
    if let problem = options.problem { throw ValidationError(problem) }
  }
}
