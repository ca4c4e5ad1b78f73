import NLPToolkit

/// Prints the translations of documents in one form.
protocol TranslationWriter {
  mutating func begin() throws
  mutating func write(_ record: DocumentRecord, _ translations: [Translation]) throws
  /// - Returns: whether the output tells of the failure.
  mutating func write(_ failure: DocumentFailure) throws -> Bool
  mutating func end() throws
}

extension TranslationWriter {
  mutating func begin() throws {}
  mutating func end() throws {}
}

/// A line for each translation.
struct TextTranslationWriter: TranslationWriter {
  /// Whether there are several, with their scores and a blank line behind them.
  let showsSeveral: Bool
  let showsAlignments: Bool

  func write(_ record: DocumentRecord, _ translations: [Translation]) throws {
    for translation in translations {
      var columns = [translation.text.inOneLine]
      if showsSeveral { columns.insert(DecimalText.fixed(translation.score, digits: 4), at: 0) }
      if showsAlignments { columns.append(Self.pairs(translation)) }
      try Output.standard.writeLine(columns.joined(separator: "\t"))
    }
    if showsSeveral { try Output.standard.writeLine("") }
  }

  func write(_ failure: DocumentFailure) throws -> Bool {
    try Output.standard.writeLine("")
    return false
  }

  /// Pairs of subwords, source-target, counted from 0, as Pharaoh has them.
  private static func pairs(_ translation: Translation) -> String {
    translation.alignment.enumerated()
      .compactMap { target, source in source.map { "\($0)-\(target)" } }
      .joined(separator: " ")
  }
}

/// A JSON object for each text.
struct JSONTranslationWriter: TranslationWriter {
  let output: Output
  let translator: Translator
  let showsSeveral: Bool
  let showsAlignments: Bool

  func write(_ record: DocumentRecord, _ translations: [Translation]) throws {
    var object = record.object
    for (name, value) in members(translations[0]) { object.set(name, toRaw: value) }
    if showsAlignments {
      object.set(
        "source_subwords",
        to: .array(
          translator.subwordNames(of: record.document.text).map { .string($0) }))
    }
    if showsSeveral {
      let all = translations.map { translation in
        "{" + members(translation).map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
      }
      object.set("translations", toRaw: "[" + all.joined(separator: ",") + "]")
    }
    try output.writeLine(object.serialized)
  }

  func write(_ failure: DocumentFailure) throws -> Bool {
    try output.writeLine(failure.object().serialized)
    return true
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
}

/// A page for a browser that needs nothing but itself: each text with its translation, and a heat
/// map of the attention.
struct PageTranslationWriter: TranslationWriter {
  let translator: Translator

  func begin() throws {
    try Output.standard.write(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Translations</title>
      <style>
      body { margin: 2rem auto; padding: 0 1rem; max-width: 46rem; font: 1.0625rem/1.6 system-ui, \
      sans-serif; }
      h1 { font-size: 1.25rem; }
      p { margin: .2rem 0; }
      p.error { font-style: italic; opacity: .7; }
      section { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); \
      padding: 1rem 0; overflow-x: auto; }
      section p + p { font-weight: 600; }
      </style>
      </head>
      <body>
      <h1>Translations by \(escapedMarkup(translator.card.name))</h1>

      """)
  }

  func write(_ record: DocumentRecord, _ translations: [Translation]) throws {
    if record.document.text.allSatisfy(\.isWhitespace) { return }
    let source = translator.subwordNames(of: record.document.text) + ["</s>"]
    var section = "<section><p dir=\"auto\">\(escapedMarkup(record.document.text))</p>\n"
    for translation in translations {
      section += "<p dir=\"auto\">\(escapedMarkup(translation.text))</p>\n"
      section +=
        AttentionFigure(
          source: source, target: translation.subwords + (translation.isComplete ? ["</s>"] : []),
          weights: translation.attention
        ).markup() + "\n"
    }
    try Output.standard.write(section + "</section>\n")
  }

  func write(_ failure: DocumentFailure) throws -> Bool {
    try Output.standard.write("<p class=\"error\">\(escapedMarkup(failure.error.message))</p>\n")
    return true
  }

  func end() throws { try Output.standard.write("</body>\n</html>\n") }
}
