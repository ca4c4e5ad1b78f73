import ArgumentParser
import NLPToolkit

struct CorpusSplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Divides a corpus anew: 80/10/10, or as asked, by a hash of each text.",
    discussion: """
      Examples:
        nlptool corpus split corpora.sqlite --corpus people --seed 7
        nlptool corpus split corpora.sqlite --corpus news --validation 0.1 --test 0.2 --stratified
      """)

  @OptionGroup var corpus: CorpusOptions

  @Option(help: "The split to divide; all of them if none is named.")
  var from = SplitChoice.all

  @Option(help: "Where the documents go; auto divides them by hash.")
  var split = SplitArgument.auto

  @OptionGroup var proportions: ProportionOptions
  @OptionGroup var seed: SeedOptions
  @OptionGroup var format: FormatOptions<TableFormat>
  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let rule = try proportions.rule(seed: seed.seed) ?? split.rule(seed: seed.seed)
    let corpus = try corpus.open(.readWriteCreate)
    let splits = from.splits
    let moved = try corpus.divide(rule) { splits.contains($0) }
    let counts = try Split.allCases.map { ($0.rawValue, try corpus.documentCount(in: $0)) }
    diagnostics.makeDiagnostics().note(
      "\(moved) documents of '\(corpus.name)' went to another split; now "
        + counts.map { "\($0) \($1)" }.joined(separator: ", "))
    try format.format.writeResult(
      [JSONMember("corpus", .string(corpus.name)), JSONMember("moved", .integer(moved))]
        + counts.map { JSONMember($0, .integer($1)) })
  }
}

/// `--validation`, `--test`, `--stratified` and `--group`.
struct ProportionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The part for validation (default: 0.1).", valueName: "part"))
  var validation: Double?

  @Option(help: ArgumentHelp("The part for test (default: 0.1).", valueName: "part"))
  var test: Double?

  @Flag(help: "Divide each class in these parts.")
  var stratified = false

  @Option(
    help: ArgumentHelp(
      "Keep documents together whose names are the same up to the last of these; with '' all of it.",
      valueName: "separator"))
  var group: String?

  /// - Returns: `nil` if nothing was asked for.
  func rule(seed: UInt64) throws -> SplitRule? {
    if validation == nil, test == nil, !stratified, group == nil { return nil }
    return .hashed(
      try SplitProportions(
        validation: validation ?? 0.1, test: test ?? 0.1, seed: seed, isStratified: stratified,
        groupSeparator: group))
  }
}

struct CorpusRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Removes a corpus, or one source or run of it.",
    discussion: """
      Examples:
        nlptool corpus remove corpora.sqlite --corpus people --source people.conll
        nlptool corpus remove corpora.sqlite --corpus people --run first
        nlptool corpus remove corpora.sqlite --corpus people
      """)

  @OptionGroup var corpus: CorpusOptions

  @Option(help: ArgumentHelp("The source; the whole corpus if none is named.", valueName: "file"))
  var source: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("A run, with its predictions and scores.", valueName: "name"))
  var runName: String?

  @Flag(help: "Make the file smaller, too, which writes all of it anew.")
  var vacuum = false

  @OptionGroup var format: FormatOptions<TableFormat>

  @OptionGroup var diagnostics: DiagnosticOptions

  func validate() throws {
    if runName != nil, source != nil {
      throw ValidationError("--run and --source exclude each other; give one of them")
    }
  }

  func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    _ = try corpus.open()
    let store = try CorpusStore(path: corpus.database, mode: .readWriteCreate)
    var removed = [JSONMember("corpus", .string(corpus.corpus))]
    if let run = runName {
      guard try store.corpus(named: corpus.corpus).removeRun(named: run) else {
        throw CommandError.noInput(
          "\(corpus.database): corpus '\(corpus.corpus)' has no run '\(run)'; "
            + "`nlptool corpus info` lists them")
      }
      diagnostics.note("run '\(run)' removed")
      removed.append(JSONMember("run", .string(run)))
    } else if let source {
      guard let count = try store.corpus(named: corpus.corpus).removeSource(source) else {
        throw CommandError.noInput(
          "\(corpus.database): corpus '\(corpus.corpus)' has no source '\(source)'; "
            + "`nlptool corpus info` lists them")
      }
      diagnostics.note("\(count) documents of '\(source)' removed")
      removed += [
        JSONMember("source", .string(source)), JSONMember("documents", .integer(count)),
      ]
    } else {
      let count = try store.removeCorpus(named: corpus.corpus)
      diagnostics.note("corpus '\(corpus.corpus)' removed with \(count) documents")
      removed.append(JSONMember("documents", .integer(count)))
    }
    if vacuum { try store.vacuum() }
    try format.format.writeResult(removed)
  }
}
