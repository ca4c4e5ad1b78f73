import ArgumentParser
import NLPToolkit

struct CorpusVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Looks for what would spoil training or scores; exit status 1 if there is any.",
    discussion: """
      Example:
        nlptool corpus verify corpora.sqlite --corpus people

      Exit status 1 if there is damage of the file, an entity that does not fit the tokens, overlaps \
      another or starts with white space, a document without tokens, a text that is in two splits \
      (between-splits) or differs from one of another split in punctuation and case alone (same-words), \
      a text with other classes elsewhere, a label that training never sees, or, of recordings, a file \
      that is missing or is not what it was when it was ingested, or a speaker who is in two splits.

      Only told are targets that are their text again or many times as long or short (copied-target, \
      uneven-pair), texts in another language than --languages says (wrong-language), texts that are at least 80 % alike in two splits (near-duplicate), texts that a split \
      repeats, tags that were read otherwise than written, and labels that are rare or never tested.
      """)

  @OptionGroup var corpus: CorpusOptions
  @OptionGroup var format: FormatOptions<TableFormat>

  @Option(help: ArgumentHelp("How many findings of a kind to print.", valueName: "n"))
  var limit = 20

  @Option(
    help: ArgumentHelp(
      "The language that texts should be in, and that of their targets: en or en,de.",
      valueName: "languages"))
  var languages: String?

  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let corpus = try corpus.open()
    let check = try languages.map { try LanguageCheck($0) }
    var counts: [CorpusFinding.Kind: Int] = [:]
    try Interruption.whilePolling {
      try corpus.verify(languages: { check?.problem(of: $0) }) { finding in
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
