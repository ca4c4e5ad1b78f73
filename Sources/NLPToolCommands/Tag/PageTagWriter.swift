import NLPToolkit

/// A page for a browser that needs nothing but itself: every document a paragraph, entities marked
/// in the colour of their label, which stands behind them; the numbers of entities at the end.
struct PageTagWriter: TagWriter {
  let output: Output
  /// The labels of the model, which choose the colours.
  let labels: [String]
  let modelName: String
  private var counts: [String: Int] = [:]
  private var documentCount = 0
  private var failureCount = 0

  /// Hues far enough apart to be told from each other, in degrees.
  private static let hues = [205, 130, 40, 300, 0, 170, 260, 75]

  init(output: Output, labels: [String], modelName: String) {
    self.output = output
    self.labels = labels
    self.modelName = modelName
  }

  mutating func begin() throws {
    var page = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Entities</title>
      <style>
      :root { --paper: #fff; --ink: #1c1c1e; --faint: #5f6368; --line: #dadce0; --fill: 90%; \
      --edge: 38%; --name: 25%; }
      @media (prefers-color-scheme: dark) {
        :root { --paper: #16181c; --ink: #e8eaed; --faint: #a0a5ac; --line: #3c4043; --fill: 22%; \
      --edge: 62%; --name: 78%; }
      }
      body { margin: 2rem auto; padding: 0 1rem; max-width: 46rem; background: var(--paper); \
      color: var(--ink); font: 1.0625rem/1.8 system-ui, sans-serif; }
      h1 { font-size: 1.25rem; margin: 0; }
      header, footer { color: var(--faint); font-size: .875rem; }
      header { border-bottom: 1px solid var(--line); padding-bottom: .75rem; }
      footer { border-top: 1px solid var(--line); padding-top: .75rem; }
      header h1 { color: var(--ink); }
      p { margin: .9rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
      p.error { color: var(--faint); font-style: italic; }
      mark { color: inherit; background: hsl(var(--hue) 70% var(--fill)); \
      border-bottom: 2px solid hsl(var(--hue) 60% var(--edge)); border-radius: .2rem; \
      padding: .1rem .25rem; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
      mark b { color: hsl(var(--hue) 65% var(--name)); font-size: .6875rem; \
      font-weight: 700; letter-spacing: .03em; margin-left: .35rem; user-select: none; }
      footer span { display: inline-block; margin-right: 1rem; }

      """
    for (index, hue) in Self.hues.enumerated() { page += ".e\(index) { --hue: \(hue); }\n" }
    page += """
      </style>
      </head>
      <body>
      <header><h1>Entities</h1>Found by \(escapedMarkup(modelName)). Point at an entity for its \
      probability.</header>
      <main>

      """
    try output.write(page)
  }

  mutating func write(_ record: DocumentRecord) throws {
    documentCount += 1
    if record.document.text.isEmpty { return }
    var paragraph = "<p dir=\"auto\">"
    record.document.forEachStretch { text, span in
      guard let span else {
        paragraph += escapedMarkup(text)
        return
      }
      counts[span.label, default: 0] += 1
      let label = escapedMarkup(span.label)
      let title =
        span.score.map { " title=\"\(label), probability \(formattedProbability($0))\"" } ?? ""
      paragraph +=
        "<mark class=\"\(colourClass(of: span.label))\"\(title)>\(escapedMarkup(text))"
        + "<b>\(label)</b></mark>"
    }
    try output.writeLine(paragraph + "</p>")
  }

  mutating func write(_ failure: DocumentFailure) throws -> Bool {
    failureCount += 1
    try output.writeLine("<p class=\"error\">\(escapedMarkup(failure.error.message))</p>")
    return true
  }

  mutating func end() throws {
    var page = "</main>\n<footer>"
    for (label, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      page +=
        "<span><mark class=\"\(colourClass(of: label))\">\(escapedMarkup(label))</mark> "
        + "\(count)</span>"
    }
    page += "<div>\(documentCount) documents"
    if failureCount > 0 { page += ", \(failureCount) that can't be used" }
    page += "</div></footer>\n</body>\n</html>"
    try output.writeLine(page)
  }

  private func colourClass(of label: String) -> String {
    "e\((labels.firstIndex(of: label) ?? 0) % Self.hues.count)"
  }
}
