import ArgumentParser
import NLPToolkit

/// `nlptool language`: what language a text is in.
struct LanguageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "language",
    abstract: "Tell what language a text is in.",
    discussion: """
      Every line is a document. Languages are tags of BCP 47; und stands for a text whose language \
      cannot be told. Formats: text prints the language and its probability; tsv prints language, \
      probability and text; jsonl adds language, score and hypotheses to each object. \
      With --spans each sentence is told by itself, and a line is printed for every part in one \
      language.

      Example:
        nlptool language --text "Wie geht es dir?"
        nlptool language --among en,fr,de --top 3 --format jsonl messages.txt
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "The only languages that come into question, such as en,fr,de.", valueName: "tags"))
  var among: String?

  @Option(
    help: ArgumentHelp(
      "How many times as probable a language is as others: de=2. May be repeated.",
      valueName: "tag=factor"))
  var hint: [String] = []

  @Option(
    help: ArgumentHelp("Answer und where no language is as probable.", valueName: "probability"))
  var minimumProbability = LanguageRecognition.standardMinimum

  @Option(help: ArgumentHelp("Show so many languages with their probabilities.", valueName: "k"))
  var top: Int?

  @Flag(help: "Tell the language of each part of a document.")
  var spans = false

  @OptionGroup var format: FormatOptions<LanguageFormat>
  @OptionGroup var offsets: OffsetOptions

  @OptionGroup var form: TextFormOptions

  @Flag(help: "Stop at the first line that can't be used.")
  var strict = false

  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top \(top): give 1 or more") }
    if !(0...1).contains(minimumProbability) {
      throw ValidationError(
        "--minimum-probability \(minimumProbability): give a number from 0 to 1")
    }
    _ = try hints()
  }

  private func hints() throws -> [String: Double] {
    var hints: [String: Double] = [:]
    for text in hint {
      let sides = text.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, let factor = Double(sides[1]), factor > 0, factor.isFinite else {
        throw ValidationError("--hint \(text): write it as de=2, a tag and a number above 0")
      }
      hints[String(sides[0])] = factor
    }
    return hints
  }

  func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let reader = try input.makeReader(unit: form.unit, diagnostics: diagnostics)
    let file = try model.open(standard: ModelOptions.standardLanguageRecognizer)
    let recognizer = try LanguageRecognizer(file)
    let candidates = among.map {
      Set($0.split(separator: ",").map { $0.trimmingBlanks() })
    }
    if candidates?.isEmpty == true {
      throw CommandError.usage("--among '\(among ?? "")': name languages, as in en,fr,de")
    }
    let hints = try hints()
    if let unknown = (candidates ?? []).union(hints.keys).subtracting(recognizer.languages).min() {
      throw CommandError.usage(
        "'\(unknown)' is no language of \(file.name); "
          + "`nlptool model info \(file.name)` lists its languages")
    }
    let recognition = LanguageRecognition(
      output: .standard, recognizer: recognizer, candidates: candidates, hints: hints,
      minimumProbability: minimumProbability, top: top, isBySpans: spans, format: format.format,
      unit: offsets.offsets)
    var pipeline = DocumentPipeline(
      recognition,
      input: form.parser,
      isStrict: strict, diagnostics: diagnostics)
    try pipeline.run(reader)
  }
}

/// The forms in which `nlptool language` answers.
enum LanguageFormat: String, OutputFormat {
  case text, jsonl, tsv

  static let standard = Self.text
}

/// Finds the languages of documents and prints them.
struct LanguageRecognition: DocumentOperation {
  let output: Output
  let recognizer: LanguageRecognizer
  let candidates: Set<String>?
  let hints: [String: Double]
  let minimumProbability: Double
  let top: Int?
  let isBySpans: Bool
  let format: LanguageFormat
  let unit: OffsetUnit

  static let batchCount = 512
  /// A less probable language is not told.
  static let standardMinimum = 0.5
  /// The hypotheses of an object.
  private static let standardCount = 3

  func begin() {}
  func compute(_ records: [DocumentRecord]) {}
  func end() {}

  func write(_ record: DocumentRecord) throws {
    let text = record.document.text
    if isBySpans { return try writeSpans(record) }
    let hypotheses = recognizer.hypotheses(
      for: text, maximumCount: top ?? (format == .jsonl ? Self.standardCount : 1),
      among: candidates, hints: hints)
    let probability = hypotheses.first?.probability ?? 0
    var language = LanguageRecognizer.undetermined
    if let best = hypotheses.first, probability >= minimumProbability { language = best.language }
    switch format {
    case .text:
      try output.writeLine(
        top == nil
          ? "\(language)\t\(formattedProbability(probability))"
          : hypotheses.map { "\($0.language) \(formattedProbability($0.probability))" }
            .joined(separator: "\t"))
    case .tsv:
      try output.writeLine(
        "\(language)\t\(formattedProbability(probability))\t\(text.inOneLine)")
    case .jsonl:
      var object = record.object
      object.set("language", to: .string(language))
      object.set("score", toRaw: formattedProbability(probability))
      let members = hypotheses.map {
        "\"\($0.language)\":\(formattedProbability($0.probability))"
      }
      object.set("hypotheses", toRaw: "{" + members.joined(separator: ",") + "}")
      try output.writeLine(object.serialized)
    }
  }

  private func writeSpans(_ record: DocumentRecord) throws {
    let document = record.document
    let spans = recognizer.spans(
      in: document.text, among: candidates, hints: hints, minimumProbability: minimumProbability)
    guard format == .jsonl else {
      for span in spans {
        try output.writeLine(
          "\(span.language)\t\(formattedProbability(span.probability))\t"
            + document.slice(span.range).inOneLine)
      }
      return
    }
    var object = record.object
    var converter = OffsetConverter(document.text, to: unit)
    object.set(
      "spans",
      to: .array(
        spans.map { span in
          let range = converter.convert(span.range)
          return .object([
            JSONMember("start", .integer(range.lowerBound)),
            JSONMember("end", .integer(range.upperBound)),
            JSONMember("language", .string(span.language)),
          ])
        }))
    try output.writeLine(object.serialized)
  }

  func writeBlank() throws { try output.writeLine("") }

  func write(_ failure: DocumentFailure) throws -> Bool {
    guard format == .jsonl else {
      try output.writeLine("")
      return false
    }
    try output.writeLine(failure.object().serialized)
    return true
  }
}
