import ArgumentParser
import Glibc
import NLPToolkit

/// The root command: it knows the subcommands, and it is the one place where errors become exit
/// statuses.
public struct NLPTool: AsyncParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "nlptool",
    abstract: "Text to entities, with models trained on your own data.",
    discussion: """
      Everything runs on this machine: nothing is downloaded, no text leaves it.

      Exit status: 0 done, 1 the answer is no, 64 usage, 65 bad data, 66 no such input, 70 internal, \
      73 cannot create, 74 input or output failed, 130 interrupted.
      """,
    version: "nlptool \(ToolkitVersion.current)",
    subcommands: [
      IngestCommand.self,
      CorpusCommand.self,
      VocabularyCommand.self,
      TrainCommand.self,
      EvaluateCommand.self,
      ErrorsCommand.self,
      CrossValidateCommand.self,
      LearningCurveCommand.self,
      ModelCommand.self,
      TagCommand.self,
      AnalyzeCommand.self,
      GenerateCommand.self,
      ScoreCommand.self,
      ClassifyCommand.self,
      SentimentCommand.self,
      TranslateCommand.self,
      TranscribeCommand.self,
      VectorsCommand.self,
      LanguageCommand.self,
      EmbedCommand.self,
      TokenizeCommand.self,
      ServeCommand.self,
      InspectCommand.self,
      BenchmarkCommand.self,
    ])

  public static var _errorPrefix: String { "nlptool: " }

  public init() {}

  /// Without a subcommand: what there is to try.
  public func run() async throws {
    try Output.standard.writeLine(
      """
      nlptool finds names, labels texts, tells languages and writes, with models trained on your own data.

      Try:
        nlptool tag --text "Ada Lovelace met Charles Babbage in London in 1833."
        nlptool classify --text "I lost my luggage on the way to Chicago."
        nlptool language --text "Wie geht es dir?"
        nlptool generate --prompt "It was" --length 200

      A model of your own: nlptool help ingest, then nlptool help train
      All commands:        nlptool --help
      """)
  }

  /// Runs the command line of the process and ends it.
  @MainActor
  public static func run() async -> Never {
    signal(SIGPIPE, SIG_IGN)
    // A file that may not get larger is an error of the write, which is told.
    signal(SIGXFSZ, SIG_IGN)
    Interruption.install()
    let arguments = joiningNegativeNumbers(Array(CommandLine.arguments.dropFirst()))
    Glibc.exit(await status(of: arguments).rawValue)
  }

  /// The arguments with `--temperature -1` as `--temperature=-1`, and `--text "- a point"`
  /// likewise: a word that starts with a hyphen is taken for an option, and the value for a missing
  /// one.
  package static func joiningNegativeNumbers(_ arguments: [String]) -> [String] {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    var joined: [String] = []
    for (index, argument) in arguments.enumerated() {
      if index < end, isValueWithHyphen(argument), let option = joined.last,
        option.hasPrefix("--"), !option.contains("=")
      {
        joined[joined.count - 1] = "\(option)=\(argument)"
      } else {
        joined.append(argument)
      }
    }
    return joined
  }

  /// Whether it is a negative number, or a text, since no option has a space in its name.
  private static func isValueWithHyphen(_ argument: String) -> Bool {
    let rest = argument.dropFirst()
    guard argument.hasPrefix("-"), let first = rest.first else { return false }
    return first.isASCII && (first.isNumber || first == ".")
      || ["inf", "infinity", "nan"].contains(rest.lowercased())
      || first.isWhitespace || !argument.contains("=") && argument.contains(where: \.isWhitespace)
  }

  @MainActor
  private static func status(of arguments: [String]) async -> ExitStatus {
    let suggestion = CommandSuggestion(arguments: arguments, root: Self.self)
    if let message = suggestion.message {
      writeToStandardError(message + "\n")
      return .usage
    }
    var command: any ParsableCommand
    do {
      command = try parse(arguments)
    } catch {
      return report(parserError: error, suggestion)
    }
    do {
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      try Output.standard.flush()
      return .success
    } catch is ClosedPipe {
      return .success
    } catch let error where isOfArgumentParser(error) {
      return report(parserError: error, suggestion)
    } catch {
      return report(error)
    }
  }

  /// The command that arguments name. `--print-config` reads and writes no file, so that the files
  /// that a training must name may be missing beside it.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try parseAsRoot(arguments)
    } catch {
      guard arguments.contains("--print-config"), !exitCode(for: error).isSuccess else {
        throw error
      }
      let (store, corpus) = (["corpora.sqlite"], ["--corpus", "corpus"])
      let output = ["--output", "model.nlpmodel"]
      for missing in [output, corpus + output, store + output, store + corpus + output] {
        if let command = try? parseAsRoot(arguments + missing) { return command }
      }
      throw error
    }
  }

  /// Prints help to standard output, or what is wrong with the arguments to standard error.
  private static func report(
    parserError error: any Error, _ suggestion: CommandSuggestion
  ) -> ExitStatus {
    let text = fullMessage(for: error)
    guard exitCode(for: error).isSuccess else {
      writeToStandardError(suggestion.completing(text) + "\n")
      return .usage
    }
    do {
      try Output.standard.writeLine(
        HelpText.joiningExamples(of: suggestion.discussion, in: text))
      try Output.standard.flush()
      return .success
    } catch is ClosedPipe {
      return .success
    } catch {
      return report(error)
    }
  }

  /// Prints the one line of an error, behind the results that came before it.
  private static func report(_ error: any Error) -> ExitStatus {
    var error = CommandError(error)
    // What had to wait for an input, such as a named pipe, ended because of the signal.
    if error.status == .noInput, Interruption.isRequested { error = .interrupted() }
    do {
      try Output.standard.flush()
    } catch let failure as CommandError {
      if error.status == .success || error.status == .no { error = failure }
    } catch {}
    if !error.message.isEmpty { writeToStandardError("nlptool: \(error.message)\n") }
    return error.status
  }

  /// Whether a command asked for help or found fault with its arguments. ArgumentParser keeps the
  /// types of these errors to itself, but it gives all others the status 1.
  private static func isOfArgumentParser(_ error: any Error) -> Bool {
    if error is CommandError || error is ExitStatus { return false }
    let code = exitCode(for: error)
    return code == .success || code == .validationFailure
  }
}
