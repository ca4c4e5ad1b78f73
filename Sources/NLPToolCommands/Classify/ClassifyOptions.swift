import ArgumentParser
import NLPToolkit

/// The forms in which `nlptool classify` and `nlptool sentiment` print labels.
enum ClassifyFormat: String, OutputFormat {
  case text, jsonl, tsv

  static let standard = Self.text
}

/// The forms of input that they read.
enum ClassifyInputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
  case text, jsonl
}

/// What `classify` and `sentiment` share.
struct ClassifyOptions: ParsableArguments {
  @OptionGroup var input: InputOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var format: FormatOptions<ClassifyFormat>

  @Option(help: "The form of the input.")
  var inputFormat: ClassifyInputFormat = .text

  @Flag(help: "Take each file as one document.")
  var wholeFile = false

  @Option(
    help: ArgumentHelp("The field of a JSON object that holds the text.", valueName: "name"))
  var textField = "text"

  @Option(
    help: ArgumentHelp(
      "Give a label only from this probability on; below it, --other-label.", valueName: "p"))
  var threshold: Double?

  @Option(help: ArgumentHelp("What texts without a label are called.", valueName: "name"))
  var otherLabel = "other"

  @Flag(help: "Stop at the first line that can't be used.")
  var strict = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if wholeFile && inputFormat != .text {
      throw ValidationError("--whole-file is for --input-format text; leave one of them out")
    }
    if let threshold, !(0...1).contains(threshold) {
      throw ValidationError("--threshold \(threshold): give a probability, from 0 to 1")
    }
  }

  var tagInput: any TagInput {
    switch inputFormat {
    case .text: PlainTagInput()
    case .jsonl: JSONTagInput(textField: textField)
    }
  }

  /// Takes the input through the classifier to the writer.
  func run(
    _ classifier: TextClassifier, writer: (LabelReader) -> any LabelWriter
  ) throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let reader = try input.makeReader(unit: wholeFile ? .file : .line, diagnostics: diagnostics)
    let start = monotonicNanoseconds()
    let labels = LabelReader(
      labels: classifier.labels, isMultilabel: classifier.isMultilabel, threshold: threshold,
      otherLabel: otherLabel)
    var pipeline = ClassifyPipeline(
      classifier: classifier, pool: ThreadPool(threads: threads.count), diagnostics: diagnostics,
      isStrict: strict, input: tagInput, writer: writer(labels))
    try pipeline.run(reader)
    let seconds = Double(monotonicNanoseconds() - start) / 1e9
    diagnostics.detail(
      "\(pipeline.documentCount) documents in \(Double(Int(seconds * 1000)) / 1000) s with "
        + classifier.card.name)
  }
}
