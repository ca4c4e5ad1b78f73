import ArgumentParser
import NLPToolkit

/// The forms in which `nlptool transcribe` prints texts.
enum TranscriptFormat: String, OutputFormat {
  case text, jsonl, tsv

  static let standard = Self.text
}

/// `nlptool transcribe`: what is spoken in sounds.
struct TranscribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transcribe",
    abstract: "Write down what is spoken in WAV or AIFF files, with the times of words.",
    discussion: """
      The model is one of `nlptool train recognizer`; none is embedded, and what it knows are the words \
      of its recordings. Where these are a small vocabulary, of which training has heard each word more \
      than once, it writes no others, unless with --any-words. Formats: text with a line for each file; jsonl with the times of words in \
      seconds; tsv with a line for each word: start, end, word, file. With --live sound is read from \
      standard input, as WAV or, with --raw, as 16-bit samples, and a line is written after each pause. \
      A file that can't be used is told and passed over, and the exit status is 65 at the end.

      Example:
        nlptool transcribe --model digits.nlpmodel number.wav
        nlptool transcribe --model digits.nlpmodel --format jsonl *.wav > texts.jsonl
        nlptool transcribe --model digits.nlpmodel --live --raw 16000 < microphone.pcm
      """)

  @Argument(
    help: ArgumentHelp(
      "WAV or AIFF files; standard input if there are none, or for '-'.", valueName: "file"),
    completion: .file(extensions: ["wav", "aif", "aiff", "aifc"]))
  var files: [String] = []

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp("The texts that a search goes on with; 1 searches for none.", valueName: "k")
  )
  var beam: Int?

  @Option(
    help: ArgumentHelp(
      "A character language model that has its say in the search (a file or a name).",
      valueName: "path or name"))
  var languageModel: String?

  @Option(help: "What the logarithm of the language model's probability is multiplied by.")
  var languageWeight = TranscriptionOptions().languageWeight

  @Option(help: "What each character adds to the score of a text in the search.")
  var characterBonus = TranscriptionOptions().characterBonus

  @Flag(help: "Write words that training has not heard, too.")
  var anyWords = false

  @Flag(help: "Write a line after each pause while sound comes in from standard input.")
  var live = false

  @Option(
    help: ArgumentHelp(
      "Standard input has no header but 16-bit samples of one channel, so many a second.",
      valueName: "hertz"))
  var raw: Int?

  @OptionGroup var format: FormatOptions<TranscriptFormat>

  @Flag(help: "Stop at the first file that can't be used.")
  var strict = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if live || raw != nil, !files.isEmpty && files != ["-"] {
      throw ValidationError("--live and --raw read standard input; leave out the files")
    }
    if let raw, !SoundFileFormat.sampleRates.contains(raw) {
      throw ValidationError("--raw \(raw): give a sample rate, from 1000 to 768000")
    }
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("'-' stands twice among the files; standard input can be read once")
    }
  }

  func run() throws {
    guard model.model != nil else {
      throw CommandError.usage("no recognizer is embedded; give a model with --model")
    }
    let recognizer = try SpeechRecognizer(model.open(standard: ""))
    var options = TranscriptionOptions()
    if let languageModel {
      options.languageModel = try CharacterLanguageModel(model.folder.open(languageModel))
      options.beam = 16
    }
    if let beam { options.beam = beam }
    options.anyWords = anyWords
    options.languageWeight = languageWeight
    options.characterBonus = characterBonus
    if let problem = options.problem { throw CommandError.usage(problem) }
    let diagnostics = diagnostics.makeDiagnostics()
    let run = Transcribing(
      recognizer: recognizer, options: options,
      files: SoundFiles(
        paths: files, rawRate: raw, isStrict: strict, diagnostics: diagnostics),
      format: format.format, pool: ThreadPool(threads: threads.count))
    if live {
      if !recognizer.canStream {
        diagnostics.warning(
          "the model reads in both directions, so that texts come out every "
            + "\(DecimalText.fixed(recognizer.recipe.longest, digits: 0)) seconds; train one with "
            + "--no-bidirectional")
      }
      try run.runLive()
    } else {
      try run.run()
    }
  }
}
