import ArgumentParser
import NLPToolkit

/// `nlptool tokenize`: text to words and sentences.
package struct TokenizeCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "tokenize",
    abstract: "Divides text into words and sentences.",
    discussion: """
      Each line is a document. Words apart by spaces:
        nlptool tokenize --text "Ada Lovelace can't wait."

      As treebanks have them, with offsets and kinds, one JSON object a line:
        nlptool tokenize --style treebank --format jsonl --text "She can't."

      By the rules of the language that each line is in, which jsonl adds:
        nlptool tokenize --language auto --format jsonl --text "C'est l'été."

      A sentence a line, of a text in Thai:
        nlptool tokenize --text "สวัสดีชาวโลก" --locale th --sentences
      """)

  /// What a line of the input holds.
  enum InputFormat: String, CaseIterable, ExpressibleByArgument {
    case text, jsonl
  }

  @OptionGroup package var input: InputOptions
  @Flag(help: "Take each file as one document.")
  package var wholeFile = false
  @Option(help: "What a line holds: a text or a JSON object.")
  var inputFormat: InputFormat = .text
  @Option(help: ArgumentHelp("The field of the object that has the text.", valueName: "name"))
  package var textField = "text"
  @Flag(help: "In text output, one sentence a line.")
  package var sentences = false
  @Flag(help: "Replace what is not UTF-8 by U+FFFD, and say how often.")
  package var repair = false
  @Flag(help: "Stop at the first document that cannot be used.")
  package var strict = false
  @OptionGroup package var format: FormatOptions<TokenizeFormat>
  @OptionGroup package var options: TokenizeOptions
  @OptionGroup package var language: LanguageOptions
  @OptionGroup package var folder: ModelFolderOptions
  @OptionGroup package var offsets: OffsetOptions
  @OptionGroup package var threads: ThreadOptions
  @OptionGroup package var diagnostics: DiagnosticOptions

  package init() {}

  package func validate() throws {
    if wholeFile, inputFormat == .jsonl {
      throw ValidationError("--whole-file and --input-format jsonl exclude each other")
    }
    if inputFormat == .jsonl, format.format != .jsonl {
      throw ValidationError("--input-format jsonl needs --format jsonl")
    }
  }

  package func run() async throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let reader = try input.makeReader(
      unit: wholeFile ? .file : .line, maximumBytes: Self.maximumDocumentBytes,
      repairsText: repair, diagnostics: diagnostics)
    var tokenizer = options.tokenizer
    var languages: LanguageTokenizers?
    if language.language == LanguageOptions.automatic {
      languages = LanguageTokenizers(
        recognizer: try LanguageOptions.recognizer(in: folder.catalog()),
        configuration: tokenizer.configuration)
    } else if let locale = language.language {
      var configuration = tokenizer.configuration
      configuration.locale = locale
      tokenizer = Tokenizer(configuration)
    }
    let tokenization = Tokenization(
      tokenizer: tokenizer, languages: languages, normalizer: options.normalizer,
      writer: TokenWriter(
        format: format.format, splitsSentences: sentences, offsets: offsets.offsets),
      textField: inputFormat == .jsonl ? textField : nil, isStrict: strict)
    let pipeline = OrderedPipeline(threads: threads.count, work: tokenization.render)
    var failures = 0
    var firstFailure: CommandError?
    try await Interruption.whilePolling {
      try await pipeline.run {
        if strict, let firstFailure { throw firstFailure }
        let batch = try reader.nextBatch(upTo: Self.batchCount, bytes: Self.batchBytes)
        guard !batch.isEmpty else { return nil }
        return .init(batch: batch, isUrgent: batch.count < Self.batchCount && reader.mayWait)
      } emit: { result in
        try Output.standard.write(bytes: result.output)
        for failure in result.failures {
          if firstFailure == nil { firstFailure = failure }
          diagnostics.warning(failure.message)
        }
        failures += result.failures.count
      }
    }
    if reader.repairs > 0 {
      let count = reader.repairs
      diagnostics.warning(
        "\(count) \(count == 1 ? "sequence" : "sequences") that \(count == 1 ? "is" : "are") "
          + "not UTF-8 replaced by U+FFFD")
    }
    if strict, let firstFailure { throw firstFailure }
    if failures > 0 {
      throw CommandError.badData(
        "\(failures) \(failures == 1 ? "document" : "documents") could not be used; see above")
    }
  }

  /// A document is held as a whole, with its tokens: about ten times its bytes.
  private static let maximumDocumentBytes = 1 << 30
  private static let batchCount = 4096
  private static let batchBytes = 1 << 18
}

/// What is done with each document.
struct Tokenization: Sendable {
  var tokenizer: Tokenizer
  /// Where the language of each document chooses its tokenizer.
  var languages: LanguageTokenizers?
  var normalizer: Normalizer
  var writer: TokenWriter
  /// The field with the text, when documents are JSON objects.
  var textField: String?
  var isStrict: Bool

  struct Result: Sendable {
    var output: [UInt8] = []
    var failures: [CommandError] = []
  }

  /// The output for a batch, in the order of its documents.
  @Sendable func render(_ batch: [InputDocument]) -> Result {
    var result = Result()
    for document in batch {
      do {
        try append(document, to: &result.output)
      } catch {
        result.failures.append(error)
        if isStrict { break }
        appendFailure(error, of: document, to: &result.output)
      }
    }
    return result
  }

  private func append(_ document: InputDocument, to output: inout [UInt8]) throws(CommandError) {
    let text = try document.text()
    guard let textField else {
      writer.append(tokenized(text), to: &output)
      return
    }
    var object: JSONObject
    do {
      object = try JSONObject(parsing: text)
    } catch {
      throw .badData("\(document.location): \(error); give one JSON object a line")
    }
    guard let value = object[textField]?.string else {
      throw .badData("\(document.location): no text in the field \(textField); see --text-field")
    }
    if value.utf8.contains(0) { throw .badData("\(document.location): a NUL in the text") }
    append(value, to: &object, output: &output)
  }

  /// Appends the text alone, or the object that it came in with its sentences set.
  func append(_ record: DocumentRecord, to output: inout [UInt8]) {
    guard case .object(var object) = record.origin else {
      return writer.append(tokenized(record.document.text), to: &output)
    }
    append(record.document.text, to: &object, output: &output)
  }

  private func append(_ text: String, to object: inout JSONObject, output: inout [UInt8]) {
    var sentences: [UInt8] = []
    let tokenized = tokenized(text)
    writer.appendSentences(tokenized, to: &sentences)
    if let language = tokenized.language { object.set("language", to: .string(language)) }
    object.set("sentences", toRaw: String(decoding: sentences, as: UTF8.self))
    output.append(contentsOf: object.serialized.utf8)
    output.append(0x0a)
  }

  private func tokenized(_ text: String) -> TokenizedText {
    guard let (language, tokenizer) = languages?.choice(for: text) else {
      return TokenizedText(text, tokenizer: tokenizer, normalizer: normalizer)
    }
    return TokenizedText(
      text, tokenizer: tokenizer, normalizer: normalizer, language: language)
  }

  /// One document in, one out: an object that says what is wrong, or an empty line.
  private func appendFailure(
    _ error: CommandError, of document: InputDocument, to output: inout [UInt8]
  ) {
    switch writer.format {
    case .text:
      output.append(0x0a)
    case .jsonl:
      var message = error.message
      output.append(contentsOf: #"{"error":"#.utf8)
      message.withUTF8 { output.append(quoted: $0) }
      if let line = document.line {
        output.append(contentsOf: #","line":"#.utf8)
        output.append(decimal: line)
      }
      output.append(contentsOf: "}\n".utf8)
    case .conll, .conllu, .tsv:
      break
    }
  }
}
