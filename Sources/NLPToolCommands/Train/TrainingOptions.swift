import ArgumentParser
import Glibc
import NLPToolkit

/// What all `train` commands share: where the model goes and what it is called, and how the run is
/// stopped and continued.
struct TrainingOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The model file to write.")
  var output: String

  @Option(
    help: ArgumentHelp(
      "A YAML file with what the model's card says of it: summary, corpora, notes.",
      valueName: "file"))
  var card: String?

  @Option(help: "The name on the model's card (default: that of the file).")
  var name: String?

  @Flag(help: "Go on from the checkpoint that a stopped run has left beside the output.")
  var resume = false

  @Option(help: "Train within this time, in which the learning rate comes down: 90s, 5m, 2h.")
  var timeBudget: TimeBudget?

  @OptionGroup var seed: SeedOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnosticOptions: DiagnosticOptions

  func validate() throws {
    guard !output.isEmpty, !output.hasSuffix("/") else {
      throw ValidationError("--output \(output): name a file, such as news.nlpmodel")
    }
  }

  /// What goes on the card by the user's will.
  ///
  /// - Throws: status 66 or 65 for a `--card` that is missing or wrong.
  func cardText() throws -> CardText {
    try card.map { try RecipeFile(path: $0).apply(to: CardText()) } ?? CardText()
  }

  /// The name for the model's card.
  var modelName: String {
    if let name { return name }
    var name = output.split(separator: "/").last.map(String.init) ?? output
    if name.hasSuffix(".nlpmodel") { name.removeLast(".nlpmodel".count) }
    return name
  }

  /// Where the state of the run is kept until it has come to its end.
  var checkpoint: String { output + ".checkpoint" }

  /// The command line that goes on from the checkpoint.
  var resumeCommand: String {
    let arguments = CommandLine.arguments.dropFirst().filter { $0 != "--resume" }
    let quoted = arguments.map { argument in
      argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,".contains($0) }
        ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
    }
    return (["nlptool"] + quoted + ["--resume"]).joined(separator: " ")
  }

  /// Fails before the training rather than after it.
  func checkWritable() throws {
    var folder = "."
    if let slash = output.lastIndex(of: "/") { folder = String(output[...slash]) }
    guard access(folder, W_OK) == 0 else {
      throw CommandError.cannotCreate(
        "\(output): \(systemErrorText(errno)); choose a place that can be written")
    }
  }
}

/// The corpora of a store to train on.
struct TrainingCorpusOptions: ParsableArguments {
  @Argument(help: "The corpus store.")
  var database: String

  @Option(help: "The corpus to train on; several are joined.")
  var corpus: [String]

  func open() throws -> JoinedCorpus {
    let store = try CorpusStore(path: database, mode: .readOnly)
    return JoinedCorpus(try corpus.map { try store.corpus(named: $0) })
  }

  /// The names, for people.
  var names: String { corpus.joined(separator: ", ") }
}
