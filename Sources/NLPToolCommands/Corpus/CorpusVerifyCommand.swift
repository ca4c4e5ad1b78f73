import ArgumentParser
import NLPToolkit

struct CorpusVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Looks for what would spoil training or scores; exit status 1 if there is any.",
    discussion: """
      Example:
        nlptool corpus verify corpora.sqlite --corpus people

      Found are damage of the file, entities that do not fit tokens, overlap or start with white \
      space, documents without tokens, texts that stand in two splits, labels that training never \
      sees; texts that a split repeats are told, too, but are no failure.
      """)

  @OptionGroup var corpus: CorpusOptions
  @OptionGroup var format: FormatOptions<TableFormat>

  @Option(help: ArgumentHelp("How many findings of a kind to print.", valueName: "n"))
  var limit = 20

  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let corpus = try corpus.open()
    var counts: [CorpusFinding.Kind: Int] = [:]
    try Interruption.whilePolling {
      try corpus.verify { finding in
        try Interruption.check()
        counts[finding.kind, default: 0] += 1
        if counts[finding.kind, default: 0] > limit { return }
        try Output.standard.writeLine(
          format.format == .jsonl
            ? finding.json.serialized : "\(finding.kind.rawValue): \(finding.text)")
      }
    }
    let diagnostics = diagnostics.makeDiagnostics()
    for kind in CorpusFinding.Kind.allCases {
      guard let count = counts[kind], count > limit else { continue }
      diagnostics.note("\(kind.rawValue): \(count) in all")
    }
    if counts.isEmpty { diagnostics.note("nothing found") }
    if counts.keys.contains(where: \.isError) { throw ExitStatus.no }
  }
}

extension CorpusFinding {
  fileprivate var json: JSONValue {
    var members = [JSONMember("kind", .string(kind.rawValue))]
    if let document { members.append(JSONMember("document", .integer(document))) }
    members.append(JSONMember("text", .string(text)))
    return .object(members)
  }
}
