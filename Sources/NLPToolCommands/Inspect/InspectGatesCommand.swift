import ArgumentParser
import NLPToolkit

/// `nlptool inspect gates`: which units of a language model open and close where in a text.
struct InspectGatesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gates",
    abstract: "Draws the gates of a language model over a text.",
    discussion: """
      Shown are the units whose gate moves most over the text, or, with --at, those in which it differs \
      most between these characters and all others: which unit opens at quotes, which at line ends? \
      Digits are tenths: 9 is open, 0 is closed.

      Examples:
        nlptool inspect gates --text "It was the best of times, it was the worst of times."
        nlptool inspect gates --at '“”' --text 'He said “no” and left. “Wait,” she cried.'
        nlptool inspect gates --gate output --at ' ' --units 3 --text "a few words" --format html > gates.html
      """)

  @OptionGroup var model: ModelOptions

  @Option(help: "The text to read, at most 2000 characters.")
  var text: String

  @Option(
    help: """
      The gate: input, forget, candidate or output of an LSTM, reset, update or candidate of a GRU, \
      state of a simple network (default: forget, update, state).
      """)
  var gate: String?

  @Option(
    help: ArgumentHelp("The recurrent layer, from 1, which reads the characters.", valueName: "n"))
  var layer = 1

  @Option(help: "Show the units that tell these characters from others.")
  var at: String?

  @Option(help: ArgumentHelp("How many units to show.", valueName: "n"))
  var units = 4

  @OptionGroup var format: FormatOptions<InspectionFormat>
  @OptionGroup var diagnostics: DiagnosticOptions

  private static let maximumLength = 2000

  func validate() throws {
    if !(1...1000).contains(units) {
      throw ValidationError("--units \(units): give 1 to 1000")
    }
    if text.isEmpty || text.unicodeScalars.count > Self.maximumLength {
      throw ValidationError("--text: give 1 to \(Self.maximumLength) characters")
    }
  }

  func run() async throws {
    let file = try model.open(standard: ModelOptions.standardLanguageModel)
    let model = try CharacterLanguageModel(file)
    guard (1...model.layerCount).contains(layer) else {
      throw CommandError.usage("--layer \(layer): \(file.name) has layers 1 to \(model.layerCount)")
    }
    let trace = model.gates(over: text, layer: layer - 1)
    let name = gate ?? trace.gates.first { ["forget", "update", "state"].contains($0) } ?? ""
    guard let index = trace.gates.firstIndex(of: name) else {
      throw CommandError.usage(
        "--gate \(name): the cells of \(file.name) have \(trace.gates.joined(separator: ", "))")
    }
    let marked = at.map { characters in
      let wanted = Set(characters.unicodeScalars.map { "\($0)" })
      return trace.symbols.map(wanted.contains)
    }
    if let marked, !marked.contains(true) || !marked.contains(false) {
      throw CommandError.usage(
        "--at: give characters that are some of the text, not all and not none of it")
    }
    let shown = GateUnit.ranked(trace, gate: index, marked: marked).prefix(units)
    let drawing = GateDrawing(
      model: model.card.name, gate: name, symbols: trace.symbols, units: Array(shown))
    switch format.format {
    case .text: for line in drawing.lines { try Output.standard.writeLine(line) }
    case .jsonl: for unit in shown { try Output.standard.writeLine(unit.json(name).serialized) }
    case .svg: try Output.standard.write(drawing.svg)
    case .html: try Output.standard.write(drawing.page)
    }
  }
}
