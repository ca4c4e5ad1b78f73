import ArgumentParser
import NLPToolkit

/// `nlptool model info`: the card of a model.
struct ModelInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show what a model is, what it was trained on and how good it is.",
    discussion: """
      Examples:
        nlptool model info en-entities
        nlptool model info en-intents --verbose
      """)

  @Argument(
    help: ArgumentHelp("A model file or the name of a model.", valueName: "model"))
  var model: String

  @OptionGroup var format: FormatOptions<ModelDescriptionFormat>
  @OptionGroup var diagnostics: DiagnosticOptions

  @OptionGroup var folder: ModelFolderOptions

  func run() throws {
    let file = try folder.open(model)
    let card = try file.card()
    switch format.format {
    case .text:
      for line in try ModelCardText(
        card, file: file, isComplete: diagnostics.verbose, style: diagnostics.makeStyle()
      ).lines {
        try Output.standard.writeLine(line)
      }
    case .jsonl:
      try Output.standard.writeLine(card.json(of: file).serialized)
    }
  }
}
