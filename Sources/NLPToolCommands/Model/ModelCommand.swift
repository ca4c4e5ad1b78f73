import ArgumentParser

/// `nlptool model`: looks into model files.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Look into, check and export models.",
    discussion: """
      A model is a file that 'nlptool train' wrote, or one of those embedded in this program. Models are \
      given by path or by name; 'nlptool model list' shows the names.

      Example:
        nlptool model list
      """,
    subcommands: [
      ModelListCommand.self, ModelInfoCommand.self, ModelVerifyCommand.self,
      ModelExportCommand.self, ModelQuantizeCommand.self,
    ])
}

/// The forms in which models are described.
enum ModelDescriptionFormat: String, OutputFormat {
  case text, jsonl

  static let standard = Self.text
}
