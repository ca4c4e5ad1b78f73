import ArgumentParser
import Glibc
import NLPToolkit

/// What trainings with checkpoints share: where the model goes and what it is called, and how they
/// are stopped and continued.
struct TrainingOptions: ParsableArguments {
  @OptionGroup var model: ModelOutputOptions

  @Flag(help: "Go on from the checkpoint that a stopped run has left beside the output.")
  var resume = false

  @Option(help: "Train within this time, in which the learning rate comes down: 90s, 5m, 2h.")
  var timeBudget: TimeBudget?

  @OptionGroup var seed: SeedOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var diagnosticOptions: DiagnosticOptions

  /// The training curve as data and as a picture.
  var curves: [String] { TrainingCurve.paths(beside: model.output) }

  /// Where the state of the run is kept until it has come to its end.
  var checkpoint: String { model.output + ".checkpoint" }

  /// Takes the output for this training.
  ///
  /// - Parameter inputs: the files that it reads, beside those of `recipe`.
  func reserve(
    reading inputs: [String], _ recipe: RecipeFileOptions
  ) throws(CommandError) -> OutputLock {
    try model.reserve(
      reading: inputs + (recipe.config.map { [$0] } ?? []), beside: curves)
  }

  /// The command line that goes on from the checkpoint.
  var resumeCommand: String {
    let arguments = CommandLine.arguments.dropFirst().filter { $0 != "--resume" }
    let quoted = arguments.map { argument in
      argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,".contains($0) }
        ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
    }
    return (["nlptool"] + quoted + ["--resume"]).joined(separator: " ")
  }
}

/// The corpora of a store to train on.
struct TrainingCorpusOptions: ParsableArguments {
  @Argument(help: "The corpus store.")
  var database: String

  @Option(help: "The corpus to train on; several are joined.")
  var corpus: [String]

  /// The files of the store.
  var files: [String] { OverwriteCheck.files(ofStore: database) }

  func open() throws -> JoinedCorpus {
    let store = try CorpusStore(path: database, mode: .readOnly)
    return JoinedCorpus(try corpus.map { try store.corpus(named: $0) })
  }

  /// The names, for people.
  var names: String { corpus.joined(separator: ", ") }
}
