import ArgumentParser
import NLPToolkit

struct CorpusSplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Divides a corpus anew: 80/10/10 by a hash of each text.",
    discussion: "Example:\n  nlptool corpus split corpora.sqlite --corpus people --seed 7")

  @OptionGroup var corpus: CorpusOptions

  @Option(help: "The split to divide; all of them if none is named.")
  var from = SplitChoice.all

  @Option(help: "Where the documents go; auto divides them by hash.")
  var split = SplitArgument.auto

  @OptionGroup var seed: SeedOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let corpus = try corpus.open(.readWriteCreate)
    let splits = from.splits
    let moved = try corpus.divide(split.rule(seed: seed.seed)) { splits.contains($0) }
    diagnostics.makeDiagnostics().note(
      "\(moved) documents of '\(corpus.name)' went to another split")
  }
}

struct CorpusRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Removes a corpus, or one source of it.",
    discussion:
      "Example:\n  nlptool corpus remove corpora.sqlite --corpus people --source people.conll")

  @OptionGroup var corpus: CorpusOptions

  @Option(help: ArgumentHelp("The source; the whole corpus if none is named.", valueName: "file"))
  var source: String?

  @Flag(help: "Make the file smaller, too, which writes all of it anew.")
  var vacuum = false

  @OptionGroup var diagnostics: DiagnosticOptions

  func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    _ = try corpus.open()
    let store = try CorpusStore(path: corpus.database, mode: .readWriteCreate)
    if let source {
      guard let count = try store.corpus(named: corpus.corpus).removeSource(source) else {
        throw CommandError.noInput(
          "\(corpus.database): corpus '\(corpus.corpus)' has no source '\(source)'; "
            + "`nlptool corpus info` lists them")
      }
      diagnostics.note("\(count) documents of '\(source)' removed")
    } else {
      let count = try store.removeCorpus(named: corpus.corpus)
      diagnostics.note("corpus '\(corpus.corpus)' removed with \(count) documents")
    }
    if vacuum { try store.vacuum() }
  }
}
