import NLPToolkit

/// How an explanation is shown to people.
struct ExplanationStyle {
  let explanation: Explanation
  /// The greatest value, which has the strongest colour.
  private let greatest: Double

  init(_ explanation: Explanation) {
    self.explanation = explanation
    greatest = explanation.parts.reduce(0) { max($0, abs($1.value)) }
  }

  /// From -1, against, to 1, for.
  func strength(_ part: Explanation.Part) -> Double {
    greatest > 0 ? part.value / greatest : 0
  }

  /// The text with what speaks for the label in green and what speaks against it in red, the strong
  /// in bold.
  func coloured(_ text: String, _ style: Style) -> String {
    var line = ""
    var position = 0
    for part in explanation.parts {
      line += text.slice(utf8: position..<part.range.lowerBound)
      let word = text.slice(utf8: part.range)
      let strength = strength(part)
      if abs(strength) < 0.15 {
        line += word
      } else {
        let colour: Style.Attribute = strength > 0 ? .green : .red
        line += abs(strength) > 0.5 ? style(word, .bold, colour) : style(word, colour)
      }
      position = part.range.upperBound
    }
    return line + text.slice(utf8: position..<text.utf8.count)
  }

  /// The words that say the most, where there are no colours: `wonderful +1.52, but -0.31`.
  func words(_ text: String) -> String {
    let parts = explanation.parts.sorted { abs($0.value) > abs($1.value) }.prefix(8)
    return parts.filter { abs(strength($0)) >= 0.05 }.map { part in
      text.slice(utf8: part.range).inOneLine + (part.value < 0 ? " " : " +")
        + DecimalText.fixed(part.value, digits: 2)
    }.joined(separator: ", ")
  }

  /// The words as JSON: `[{"start":0,"end":4,"text":"good","value":1.52},…]`.
  func json(_ text: String, _ unit: OffsetUnit) -> String {
    var json = "["
    var converter = OffsetConverter(text, to: unit)
    for (index, part) in explanation.parts.enumerated() {
      let range = converter.convert(part.range)
      json += index > 0 ? "," : ""
      json += "{\"start\":\(range.lowerBound),\"end\":\(range.upperBound),\"text\":"
      JSONValue.write(text.slice(utf8: part.range), to: &json)
      json += ",\"value\":\((part.value * 10_000).rounded() / 10_000)}"
    }
    return json + "]"
  }
}

/// A page for a browser that needs nothing but itself: every document a paragraph behind its label,
/// its words in the colour of what they say for the label or against it.
struct PageLabelWriter: LabelWriter {
  let output: Output
  let modelName: String
  private var counts: [String: Int] = [:]

  init(output: Output, modelName: String) {
    self.output = output
    self.modelName = modelName
  }

  mutating func begin() throws {
    try output.write(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Labels</title>
      <style>
      :root { --paper: #fff; --ink: #1c1c1e; --faint: #5f6368; --line: #dadce0; --for: 52 168 83; \
      --against: 217 65 54; }
      @media (prefers-color-scheme: dark) {
        :root { --paper: #16181c; --ink: #e8eaed; --faint: #a0a5ac; --line: #3c4043; }
      }
      body { margin: 2rem auto; padding: 0 1rem; max-width: 46rem; background: var(--paper); \
      color: var(--ink); font: 1.0625rem/1.8 system-ui, sans-serif; }
      h1 { font-size: 1.25rem; margin: 0; color: var(--ink); }
      header, footer { color: var(--faint); font-size: .875rem; }
      header { border-bottom: 1px solid var(--line); padding-bottom: .75rem; }
      footer { border-top: 1px solid var(--line); padding-top: .75rem; }
      article { margin: 1.1rem 0; }
      article > div { font-size: .8125rem; color: var(--faint); }
      article b { color: var(--ink); }
      p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
      p.error { color: var(--faint); font-style: italic; }
      i { font-style: normal; border-radius: .2rem; padding: .1rem 0; }
      i.f { background: rgb(var(--for) / var(--s)); text-decoration: underline; }
      i.a { background: rgb(var(--against) / var(--s)); text-decoration: underline dotted; }
      </style>
      </head>
      <body>
      <header><h1>Labels</h1>Given by \(escapedMarkup(modelName)). Underlined words speak for the \
      label, dotted ones against it; point at a word for how much, in logarithms of the odds.</header>
      <main>

      """)
  }

  mutating func write(_ document: LabelledDocument) throws {
    let text = document.record.document.text
    let assigned = document.assignments
    for assignment in assigned { counts[assignment.label, default: 0] += 1 }
    var page =
      "<article><div><b>\(escapedMarkup(assigned.map(\.label).joined(separator: ", ")))</b> "
      + formattedProbability(assigned[0].probability)
    if let polarity = document.polarity { page += ", score \(formattedScore(polarity))" }
    page += "</div><p dir=\"auto\">"
    if let explanation = document.explanation() {
      let style = ExplanationStyle(explanation)
      var position = 0
      for part in explanation.parts {
        page += escapedMarkup(text.slice(utf8: position..<part.range.lowerBound))
        let strength = style.strength(part)
        let word = escapedMarkup(text.slice(utf8: part.range))
        if abs(strength) < 0.05 {
          page += word
        } else {
          page +=
            "<i class=\"\(strength > 0 ? "f" : "a")\" "
            + "style=\"--s:\(DecimalText.fixed(0.75 * abs(strength), digits: 2))\" "
            + "title=\"\(DecimalText.fixed(part.value, digits: 3))\">\(word)</i>"
        }
        position = part.range.upperBound
      }
      page += escapedMarkup(text.slice(utf8: position..<text.utf8.count))
    } else {
      page += escapedMarkup(text)
    }
    try output.writeLine(page + "</p></article>")
  }

  mutating func writeWithoutLabel(_ record: DocumentRecord) throws {
    try output.writeLine(
      "<article><div>no model for \(escapedMarkup(record.choice?.language ?? "und"))</div>"
        + "<p dir=\"auto\">\(escapedMarkup(record.document.text))</p></article>")
  }

  mutating func writeBlank() throws {}

  mutating func write(_ failure: DocumentFailure) throws -> Bool {
    try output.writeLine("<p class=\"error\">\(escapedMarkup(failure.error.message))</p>")
    return true
  }

  mutating func end() throws {
    let parts = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      "\(escapedMarkup($0.key)) \($0.value)"
    }
    try output.writeLine(
      "</main>\n<footer>\(parts.joined(separator: ", "))</footer>\n</body>\n</html>")
  }
}
