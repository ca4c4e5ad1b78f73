import ArgumentParser
import Foundation
import NLPToolCommands
import TestSupport
import Testing

/// A subcommand and the words that lead to it.
struct CommandPath: Sendable, CustomTestStringConvertible {
  var words: [String]
  var isGroup: Bool

  var testDescription: String { words.joined(separator: " ") }

  /// All subcommands at any depth, groups such as `model` included.
  static let all = below(NLPTool.self, words: [])

  private static func below(_ command: any ParsableCommand.Type, words: [String]) -> [Self] {
    command.configuration.subcommands.flatMap { subcommand in
      let words = words + [subcommand.configuration.commandName ?? "?"]
      let isGroup = !subcommand.configuration.subcommands.isEmpty
      return [CommandPath(words: words, isGroup: isGroup)] + below(subcommand, words: words)
    }
  }
}

@Suite("Help")
struct HelpTests {
  @Test("Every subcommand has a name, a sentence and, in lines of their own, examples to paste")
  func examples() throws {
    #expect(!CommandPath.all.isEmpty)
    let runner = try CommandRunner()
    for path in CommandPath.all {
      let result = try runner.run(path.words + ["--help"])
      #expect(result.status == 0, "\(path.words)")
      #expect(result.output.contains("USAGE: nlptool \(path.words.joined(separator: " "))"))
      #expect(result.output.hasPrefix("OVERVIEW: "), "\(path.words)")
      if path.isGroup { continue }
      let example = "nlptool " + path.words.joined(separator: " ")
      #expect(
        result.lines.contains { $0.hasPrefix("  ") && $0.contains(example) },
        "\(example): its help has no example")
    }
  }

  @Test("`help NAME` is the same as `NAME --help`")
  func helpCommand() throws {
    let runner = try CommandRunner()
    for path in CommandPath.all {
      let flag = try runner.run(path.words + ["--help"])
      let word = try runner.run(["help"] + path.words)
      #expect(flag.output == word.output)
    }
  }

  @Test("An unknown option of any subcommand is a usage error with that subcommand's usage")
  func unknownOption() throws {
    let runner = try CommandRunner()
    for path in CommandPath.all where !path.isGroup {
      let result = try runner.run(path.words + ["--no-such-option"])
      #expect(result.status == 64, "\(path.words)")
      #expect(result.output.isEmpty)
      #expect(result.error.hasPrefix("nlptool: "))
      #expect(result.error.contains("Usage: nlptool \(path.words.joined(separator: " "))"))
    }
  }

  /// The help of every command as it was when it was last looked at, in `Help`. After a wanted
  /// change run the tests with `NLP_RECORD_HELP=1` and read the difference.
  @Test("The help of every command is the one that was recorded")
  func snapshots() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Help")
    let records = ProcessInfo.processInfo.environment["NLP_RECORD_HELP"] == "1"
    let runner = try CommandRunner()
    var names: Set<String> = []
    for words in [[]] + CommandPath.all.map(\.words) {
      let name = (["nlptool"] + words).joined(separator: "-") + ".txt"
      names.insert(name)
      let file = folder.appending(path: name)
      let help = try runner.run(words + ["--help"], environment: ["COLUMNS": "80"]).output
      let recorded = try? String(contentsOf: file, encoding: .utf8)
      if help == recorded { continue }
      if recorded == nil || records { try help.write(to: file, atomically: true, encoding: .utf8) }
      Issue.record(
        recorded == nil
          ? "\(name) is recorded for the first time; read it and run again"
          : "\(name) differs; run with NLP_RECORD_HELP=1 and read the difference")
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(files).subtracting(names).isEmpty, "snapshots of commands that are gone")
  }
}
