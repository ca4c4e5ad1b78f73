import ArgumentParser
import NLPToolkit

/// `nlptool model list`: one line for each model that has a name.
struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the models that have a name: embedded ones and files in folders.",
    discussion: """
      A file NAME.nlpmodel is found as NAME in the folder of --models, in those that the environment \
      variable NLPTOOL_MODELS names, with colons between them, and in the folder 'models' beside this \
      program. Files that can't be read are told and passed over; 'nlptool model verify' checks all.

      Example:
        nlptool model list
        nlptool model list --models ~/models --format jsonl
      """)

  @OptionGroup var folder: ModelFolderOptions
  @OptionGroup var format: FormatOptions<ModelDescriptionFormat>
  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    let entries = try folder.catalog().entries()
    var rows: [[String]] = []
    for entry in entries {
      let (file, card): (ModelFile, ModelCard)
      do {
        file = try entry.file()
        card = try file.card()
      } catch {
        diagnostics.warning("\(error)")
        continue
      }
      switch format.format {
      case .text:
        rows.append([
          entry.name.inOneLine, card.kind.rawValue, Self.languages(of: card).inOneLine,
          formattedSize(file.byteCount),
          card.metrics.first.map { "\($0.name) \(formattedScore($0.value))".inOneLine } ?? "",
          Self.licences(of: card).inOneLine, Self.summary(of: card.labels).inOneLine,
          entry.path.map { "in \($0)".inOneLine } ?? "",
        ])
      case .jsonl:
        var object = card.json(of: file)
        object.set("name", to: .string(entry.name))
        if let path = entry.path { object.set("path", to: .string(path)) }
        try Output.standard.writeLine(object.serialized)
      }
    }
    if entries.isEmpty {
      diagnostics.note("there are no models; make one with 'nlptool train tagger'")
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
  /// Of licences.
  private static let shownCharacters = 32

  /// The labels, or how many there are; `model info` has all.
  private static func summary(of labels: [String]) -> String {
    guard labels.count > shownLabels else { return labels.joined(separator: " ") }
    return "\(labels.count) labels"
  }

  /// The language, or how many there are.
  private static func languages(of card: ModelCard) -> String {
    guard let languages = card.languages, languages.count > 3 else {
      return card.languages?.joined(separator: ",") ?? card.language
    }
    return "\(languages.count) languages"
  }

  /// The licences of the corpora, by which that of the weights goes.
  private static func licences(of card: ModelCard) -> String {
    var licences: [String] = []
    for licence in card.corpora.compactMap(\.licence) where !licences.contains(licence) {
      licences.append(licence)
    }
    guard licences.count > 2 else {
      let text = licences.joined(separator: ", ")
      return text.count > shownCharacters ? text.prefix(shownCharacters - 1) + "…" : text
    }
    return (licences.first { $0.contains("SA") } ?? licences[0])
      + " and \(licences.count - 1) licences more"
  }
}
