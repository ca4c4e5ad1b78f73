import TestSupport
import Testing

@Suite("nlptool itself")
struct RootCommandTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  @Test("Help goes to standard output with status 0", arguments: ["--help", "-h", "help"])
  func help(argument: String) throws {
    let result = try runner.run(argument)
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE: nlptool"))
    #expect(result.error.isEmpty)
  }

  @Test("Without arguments it shows four things to try, which work as they stand")
  func noArguments() throws {
    let result = try runner.run()
    #expect(result.status == 0)
    let commands = result.lines.filter { $0.hasPrefix("  nlptool ") }
    #expect(commands.count == 4)
    for command in commands {
      let tried = try runner.shell(command)
      #expect(tried.status == 0 && !tried.output.isEmpty, "\(command): \(tried.error)")
    }
    #expect(result.lines.allSatisfy { $0.count <= 100 })
  }

  @Test("The version is one line")
  func version() throws {
    let result = try runner.run("--version")
    #expect(result.status == 0)
    #expect(result.lines.count == 1)
    #expect(result.output.hasPrefix("nlptool "))
  }

  @Test(
    "What cannot be understood is a usage error: one clear line, then the usage",
    arguments: [["--no-such-option"], ["no-such-subcommand"], ["--", "extra"]])
  func usage(arguments: [String]) throws {
    let result = try runner.run(arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    let lines = result.error.split(separator: "\n")
    #expect(lines.first?.hasPrefix("nlptool: ") == true)
    #expect(lines.dropFirst().first?.hasPrefix("Usage: nlptool") == true)
  }

  @Test("A pipe whose reader is gone is success")
  func closedPipe() throws {
    // `sleep` lets the reader end first; the command then writes to nobody.
    let result = try runner.shell(
      "(sleep 0.2; nlptool --help; echo $? > status) | true; sleep 0.5; cat status")
    #expect(result.output == "0\n")
    #expect(result.error.isEmpty)
  }

  @Test("A full disk is an input/output error with one line")
  func fullDisk() throws {
    let result = try runner.shell("nlptool --help > /dev/full")
    #expect(result.status == 74)
    #expect(result.error.hasPrefix("nlptool: standard output: "))
    #expect(result.error.split(separator: "\n").count == 1)
  }
}
