import ArgumentParser
import NLPToolkit

/// `nlptool vocab subwords`
struct VocabularySubwordsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "subwords", abstract: "Prints the subwords of a corpus, or those of a text.",
    discussion: """
      Example:
        nlptool vocab build pairs.db --corpus en-de --subwords 8000
        nlptool vocab subwords pairs.db --corpus en-de --text "unbelievably"
      """)

  @OptionGroup var corpus: CorpusOptions

  @Option(help: "A text to cut into subwords, instead of all subwords.")
  var text: String?

  @OptionGroup var format: FormatOptions<TableFormat>

  func run() throws {
    let corpus = try corpus.open()
    guard let table = try corpus.subwords() else {
      throw CommandError.noInput(
        "corpus '\(corpus.name)' has no subwords; nlptool vocab build --subwords 8000 learns them")
    }
    let numbers = text.map(table.encode) ?? Array(0..<Int32(table.count))
    for number in numbers {
      let name = table.name(of: number)
      try Output.standard.writeLine(
        format.format == .jsonl
          ? JSONValue.object([
            JSONMember("number", .integer(Int(number))), JSONMember("subword", .string(name)),
          ]).serialized : "\(number)\t\(name)")
    }
  }
}
