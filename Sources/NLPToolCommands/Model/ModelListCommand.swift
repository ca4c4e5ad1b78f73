import ArgumentParser
import NLPToolkit

/// `nlptool model list`: one line for each embedded model.
struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the embedded models.",
    discussion: """
      Example:
        nlptool model list
      """)

  @OptionGroup var format: FormatOptions<ModelDescriptionFormat>
  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let models = PretrainedModel.all
    if models.isEmpty {
      diagnostics.makeDiagnostics().note(
        "this build has no embedded models; make one with 'nlptool train tagger'")
    }
    var rows: [[String]] = []
    for model in models {
      let file = try model.file()
      let card = try file.card()
      switch format.format {
      case .text:
        let score = card.metrics.first.map { "\($0.name) \(formattedScore($0.value))" } ?? ""
        rows.append([
          model.name, card.kind.rawValue, card.language, formattedSize(file.byteCount), score,
          Self.summary(of: card.labels),
        ])
      case .jsonl:
        try Output.standard.writeLine(card.json(of: file).serialized)
      }
    }
    for line in Self.aligned(rows) { try Output.standard.writeLine(line) }
  }

  /// Columns two spaces apart, all to the left.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (text, width) in zip(row, widths) {
        line += text + String(repeating: " ", count: width - text.count + 2)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static let shownLabels = 4

  /// The labels, or the first of many and their number; `model info` has all.
  private static func summary(of labels: [String]) -> String {
    guard labels.count > shownLabels else { return labels.joined(separator: " ") }
    return labels.prefix(shownLabels).joined(separator: " ") + " … (\(labels.count) labels)"
  }
}
