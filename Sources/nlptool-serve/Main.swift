import ArgumentParser
import Glibc
import Logging
import NLPToolCommands
import NLPToolServer

@main
enum Main {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    exit(await status().rawValue)
  }

  private static func status() async -> ExitStatus {
    let command: ServerCommand
    do {
      command = try ServerCommand.parse()
    } catch {
      return report(parserError: error)
    }
    do {
      try await command.run()
      return .success
    } catch {
      let error = TextService.commandError(error, port: command.options.port)
      writeToStandardError("nlptool-serve: \(error.message)\n")
      return error.status
    }
  }

  /// Prints help to standard output, or what is wrong with the arguments to standard error.
  private static func report(parserError error: any Error) -> ExitStatus {
    let text = ServerCommand.fullMessage(for: error)
    guard ServerCommand.exitCode(for: error).isSuccess else {
      writeToStandardError(text + "\n")
      return .usage
    }
    print(text)
    return .success
  }
}
