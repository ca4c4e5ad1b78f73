import ArgumentParser
import NLPToolkit

/// `nlptool ingest`: files into a corpus store.
package struct IngestCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Reads files into a corpus store.",
    discussion: """
      A first corpus, from a file written on the spot:
        printf 'Ada\\tB-PER\\nmet\\tO\\nBob\\tB-PER\\n' > people.conll
        nlptool ingest corpora.sqlite people.conll --corpus people --split train
        nlptool corpus show corpora.sqlite --corpus people

      A run that was stopped goes on when it is started again, and a run over the same files adds \
      nothing. What cannot be used is set aside with its file, line and reason.
      """)

  @Argument(help: ArgumentHelp("The store; made when it is not there.", valueName: "db"))
  var database: String

  @Argument(
    help: ArgumentHelp("Files to read; standard input if there are none, or for '-'."),
    completion: .file())
  var files: [String] = []

  @Option(help: "The corpus that the documents go to.")
  var corpus: String

  @Option(help: "Their split; auto divides 80/10/10 by a hash of each text.")
  var split = SplitArgument.train

  @OptionGroup(title: "Reading") var reading: ReadingOptions

  @Option(help: "The language whose rules tokenize plain text, as in 'en' or 'th'.")
  var locale: String?

  @Flag(help: "End at the first record that cannot be used, and leave the store as it was.")
  var strict = false

  @Flag(help: "Print a line of JSON for each file.")
  var json = false

  @OptionGroup var seed: SeedOptions
  @OptionGroup var diagnostics: DiagnosticOptions

  package init() {}

  package func validate() throws {
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("'-' stands twice among the files; standard input can be read once")
    }
  }

  package func run() throws {
    let diagnostics = diagnostics.makeDiagnostics()
    // A wrong name is told before any work is done.
    for path in files where path != "-" { _ = try FileStream(path: path) }
    let inputs = (files.isEmpty ? ["-"] : files).map {
      $0 == "-" ? IngestionInput.standardInput : .file(path: $0)
    }
    let request = try request()
    let progress = diagnostics.progress("Reading", unit: "documents")
    let ingestion = try Ingestion(
      into: database, request,
      progress: { progress.update(to: $0.documents, remark: Self.share($0)) },
      isCancelled: { Interruption.isRequested })
    var isInterrupted = false
    try Interruption.whilePolling {
      _ = try ingestion.run(inputs) { summary in
        progress.finish()
        isInterrupted = summary.isInterrupted
        report(summary, diagnostics)
      }
    }
    if isInterrupted { throw CommandError.interrupted(resume: commandLine()) }
  }

  private func request() throws -> IngestionRequest {
    var configuration = Tokenizer.Configuration()
    if let locale { configuration.locale = locale }
    let tokenizer = Tokenizer(configuration)
    return IngestionRequest(
      corpus: corpus, settings: try reading.settings(), split: split.rule(seed: seed.seed),
      isStrict: strict, tokenization: locale.map { "locale \($0)" } ?? "",
      tokenize: { tokenizer.annotate(&$0) })
  }

  private static func share(_ progress: Ingestion.Progress) -> String {
    guard let total = progress.totalBytes, total > 0 else { return "" }
    return "\(min(100, progress.bytes * 100 / total))%"
  }

  private func report(_ summary: IngestionSummary, _ diagnostics: Diagnostics) {
    var counts = ["\(summary.added) added"]
    if summary.unchanged > 0 { counts.append("\(summary.unchanged) unchanged") }
    if summary.replaced > 0 { counts.append("\(summary.replaced) replaced") }
    if summary.rejected > 0 { counts.append("\(summary.rejected) rejected") }
    diagnostics.note(
      "\(summary.input): \(counts.joined(separator: ", ")) (\(summary.layout))")
    for rejection in summary.rejections {
      diagnostics.warning("\(summary.input):\(rejection.line): \(rejection.reason)")
    }
    if summary.rejected > summary.rejections.count {
      diagnostics.warning(
        "\(summary.input): \(summary.rejected - summary.rejections.count) more were rejected; "
          + "`nlptool corpus info --rejected` lists them")
    }
    guard json else { return }
    let object = JSONValue.object([
      JSONMember("input", .string(summary.input)), JSONMember("layout", .string(summary.layout)),
      JSONMember("added", .integer(summary.added)),
      JSONMember("unchanged", .integer(summary.unchanged)),
      JSONMember("replaced", .integer(summary.replaced)),
      JSONMember("rejected", .integer(summary.rejected)),
      JSONMember("complete", .bool(!summary.isInterrupted)),
    ])
    try? Output.standard.writeLine(object.serialized)
  }
}

/// The command line of the process, as it can be typed again.
func commandLine() -> String {
  let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+./,:@%".utf8)
  return CommandLine.arguments.map { argument in
    if !argument.isEmpty, argument.utf8.allSatisfy(plain.contains) { return argument }
    return "'"
      + argument.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }.joined(separator: " ")
}
