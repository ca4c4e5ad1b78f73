import NLPToolkit

/// For people: entities in colour with their label behind on a terminal, `[PER Ada Lovelace]`
/// elsewhere.
struct TextTagWriter: TagWriter {
  let output: Output
  let style: Style
  /// The labels of the model, which choose the colours.
  let labels: [String]

  private static let colours: [Style.Attribute] = [.cyan, .green, .yellow, .magenta, .blue, .red]

  func write(_ record: DocumentRecord) throws {
    var line = ""
    record.document.forEachStretch { text, span in
      guard let span else {
        line += text
        return
      }
      let label = span.label.inOneLine
      if style.isColoured {
        let index = labels.firstIndex(of: span.label) ?? 0
        let colour = Self.colours[index % Self.colours.count]
        line += style(text, .bold, colour) + " " + style(label, .dim, colour)
      } else {
        line += "[\(label) \(text)]"
      }
    }
    try output.writeLine(line)
  }

  func writeBlank() throws { try output.writeLine("") }

  /// An empty line keeps the lines of input and output together.
  func write(_ failure: DocumentFailure) throws -> Bool {
    try output.writeLine("")
    return false
  }
}
