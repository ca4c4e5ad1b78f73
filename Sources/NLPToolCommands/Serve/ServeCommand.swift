import ArgumentParser
import FoundationEssentials
import Glibc
import NLPToolkit

/// `nlptool serve`: answers over HTTP.
///
/// The server is a program of its own, `nlptool-serve`, since it needs libraries that nothing else
/// does. This command becomes it.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answer over HTTP: a REST server with a page to try it.",
    discussion: ServeOptions.discussion)

  @OptionGroup var options: ServeOptions

  func run() throws {
    let program = try Self.program()
    let arguments = [program] + CommandLine.arguments.dropFirst(2)
    var words = arguments.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    execv(program, &words)
    let reason =
      errno == ENOENT
      ? "no such program; build it with 'swift build -c release --product nlptool-serve', or type "
        + "'tools/run serve', which does"
      : systemErrorText(errno)
    throw CommandError.noInput("\(program): \(reason)")
  }

  /// The path of the server, beside this program.
  private static func program() throws -> String {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let folder = own.lastIndex(of: "/").map { own[...$0] } ?? ""
    return folder + "nlptool-serve"
  }
}
