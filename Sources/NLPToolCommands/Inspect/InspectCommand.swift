import ArgumentParser

/// `nlptool inspect`: what flows through recurrent networks.
struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows what flows through a recurrent network: gradients, gates.",
    discussion: """
      Examples:
        nlptool inspect gradients --steps 200
        nlptool inspect gates --text "It was the best of times."
      """,
    subcommands: [InspectGradientsCommand.self, InspectGatesCommand.self])
}

/// The forms in which they are shown.
enum InspectionFormat: String, OutputFormat {
  case text, jsonl, svg, html

  static let standard = Self.text
}
