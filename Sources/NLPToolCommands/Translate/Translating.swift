import NLPToolkit

/// Sets aside texts that are too long for a translator.
struct TranslationInput: TagInput {
  private var base: any TagInput
  private let translator: Translator

  init(_ base: any TagInput, _ translator: Translator) {
    self.base = base
    self.translator = translator
  }

  mutating func items(of input: InputDocument) -> [TagItem] {
    checked(base.items(of: input), source: input.source)
  }

  mutating func finish() -> [TagItem] { checked(base.finish(), source: "the end of the input") }

  private func checked(_ items: [TagItem], source: String) -> [TagItem] {
    items.map { item in
      guard case .record(let record) = item,
        let problem = translator.problem(of: record.document.text)
      else { return item }
      return .failure(
        TagFailure(source: source, line: record.line, problem: problem.description))
    }
  }
}

/// Translates documents and prints the translations.
struct Translating: DocumentOperation {
  let translator: Translator
  let options: TranslationOptions
  let pool: ThreadPool
  let format: TranslateFormat
  let showsAlignments: Bool

  /// The translations of the documents of the batch that are still to be written, the last first.
  private var pending: [[Translation]] = []

  static let batchCount = 256

  init(
    translator: Translator, options: TranslationOptions, pool: ThreadPool,
    format: TranslateFormat, showsAlignments: Bool
  ) {
    self.translator = translator
    self.options = options
    self.pool = pool
    self.format = format
    self.showsAlignments = showsAlignments
  }

  func begin() {}
  func end() {}

  mutating func compute(_ records: [TagRecord]) {
    pending =
      translator.translations(
        of: records.map(\.document.text), options: options, threads: pool
      ).reversed()
  }

  mutating func write(_ record: TagRecord) throws {
    let translations = pending.removeLast()
    switch format {
    case .text:
      for translation in translations {
        var columns = [translation.text.inOneLine]
        if options.count > 1 {
          columns.insert(DecimalText.fixed(translation.score, digits: 4), at: 0)
        }
        if showsAlignments { columns.append(Self.pairs(translation)) }
        try Output.standard.writeLine(columns.joined(separator: "\t"))
      }
      if options.count > 1 { try Output.standard.writeLine("") }
    case .jsonl:
      try Output.standard.writeLine(object(record, translations).serialized)
    }
  }

  /// Pairs of subwords, source-target, counted from 0, as Pharaoh has them.
  private static func pairs(_ translation: Translation) -> String {
    translation.alignment.enumerated()
      .compactMap { target, source in source.map { "\($0)-\(target)" } }
      .joined(separator: " ")
  }

  private func object(_ record: TagRecord, _ translations: [Translation]) -> JSONObject {
    var object = record.object
    for (name, value) in members(translations[0]) { object.set(name, toRaw: value) }
    if showsAlignments {
      object.set(
        "source_subwords",
        to: .array(
          translator.subwordNames(of: record.document.text).map { .string($0) }))
    }
    if options.count > 1 {
      let all = translations.map { translation in
        "{" + members(translation).map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
      }
      object.set("translations", toRaw: "[" + all.joined(separator: ",") + "]")
    }
    return object
  }

  private func members(_ translation: Translation) -> [(String, String)] {
    var members = [
      ("translation", JSONValue.string(translation.text).serialized),
      ("score", DecimalText.fixed(translation.score, digits: 4)),
    ]
    if !translation.isComplete { members.append(("complete", "false")) }
    if showsAlignments {
      members.append(
        ("subwords", JSONValue.array(translation.subwords.map { .string($0) }).serialized))
      let rows = translation.attention.map { row in
        "[" + row.map { DecimalText.fixed(Double($0), digits: 4) }.joined(separator: ",") + "]"
      }
      members.append(("attention", "[" + rows.joined(separator: ",") + "]"))
    }
    return members
  }

  func writeBlank() throws { try Output.standard.writeLine("") }

  func write(_ failure: TagFailure) throws -> Bool {
    guard format == .jsonl else {
      try Output.standard.writeLine("")
      return false
    }
    try Output.standard.writeLine(failure.object().serialized)
    return true
  }
}
