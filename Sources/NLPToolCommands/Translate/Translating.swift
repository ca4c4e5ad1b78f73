import NLPToolkit

/// Sets aside texts that are too long for a translator.
struct TranslationInput: DocumentParser {
  private var base: any DocumentParser
  private let translator: Translator

  init(_ base: any DocumentParser, _ translator: Translator) {
    self.base = base
    self.translator = translator
  }

  mutating func items(of input: InputDocument) -> [DocumentItem] {
    checked(base.items(of: input), source: input.source)
  }

  mutating func finish() -> [DocumentItem] {
    checked(base.finish(), source: "the end of the input")
  }

  private func checked(_ items: [DocumentItem], source: String) -> [DocumentItem] {
    items.map { item in
      guard case .record(let record) = item,
        let problem = translator.problem(of: record.document.text)
      else { return item }
      return .failure(
        DocumentFailure(source: source, line: record.line, problem: problem.description))
    }
  }
}

/// Translates documents and prints the translations.
struct Translating: DocumentOperation {
  let translator: Translator
  let options: TranslationOptions
  let pool: ThreadPool
  var writer: any TranslationWriter

  /// The translations of the documents of the batch that are still to be written, the last first.
  private var pending: [[Translation]] = []

  static let batchCount = 256

  init(
    translator: Translator, options: TranslationOptions, pool: ThreadPool,
    writer: any TranslationWriter
  ) {
    self.translator = translator
    self.options = options
    self.pool = pool
    self.writer = writer
  }

  mutating func begin() throws { try writer.begin() }

  mutating func compute(_ records: [DocumentRecord]) {
    pending =
      translator.translations(
        of: records.map(\.document.text), options: options, threads: pool
      ).reversed()
  }

  mutating func write(_ record: DocumentRecord) throws {
    try writer.write(record, pending.removeLast())
  }

  mutating func writeBlank() throws { try Output.standard.writeLine("") }

  mutating func write(_ failure: DocumentFailure) throws -> Bool { try writer.write(failure) }

  mutating func end() throws { try writer.end() }
}
