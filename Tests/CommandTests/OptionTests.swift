import NLPToolCommands
import TestSupport
import Testing
import Text

@Suite("Options that subcommands share")
struct OptionTests {
  @Test("Defaults")
  func defaults() throws {
    #expect(try OffsetOptions.parse([]).offsets == .scalar)
    #expect(try ThreadOptions.parse([]).count >= 1)
    #expect(try SeedOptions.parse([]).seed == 1)
    #expect(try DiagnosticOptions.parse([]).makeDiagnostics().verbosity == .normal)
  }

  @Test("Values")
  func values() throws {
    #expect(try OffsetOptions.parse(["--offsets", "utf16"]).offsets == .utf16)
    #expect(try ThreadOptions.parse(["--threads", "3"]).count == 3)
    #expect(try SeedOptions.parse(["--seed", "18446744073709551615"]).seed == .max)
    #expect(try DiagnosticOptions.parse(["-q"]).makeDiagnostics().verbosity == .quiet)
    #expect(try DiagnosticOptions.parse(["-v"]).makeDiagnostics().verbosity == .verbose)
  }

  @Test("What makes no sense is refused")
  func refused() {
    #expect(throws: (any Error).self) { try OffsetOptions.parse(["--offsets", "bytes"]) }
    #expect(throws: (any Error).self) { try ThreadOptions.parse(["--threads", "0"]) }
    #expect(throws: (any Error).self) { try ThreadOptions.parse(["--threads", "-4"]) }
    #expect(throws: (any Error).self) { try SeedOptions.parse(["--seed", "-1"]) }
    #expect(throws: (any Error).self) { try DiagnosticOptions.parse(["--quiet", "--verbose"]) }
  }

  @Test("Colour is added only where it is wanted")
  func style() {
    func mark(_ number: UInt32) -> String { String(Unicode.Scalar(0xFDD0 + number)!) }
    #expect(Style(isColoured: false)("a", .bold) == "a")
    #expect(Style(isColoured: true)("a", .bold, .red) == mark(1) + mark(3) + "a" + mark(0))
    #expect(Style(isColoured: true)("a") == "a")
  }

  @Test(
    "Settings are printed without a store, text or output",
    arguments: [
      "tagger", "classifier", "sentiment", "language-model", "sound-classifier", "recognizer",
      "translator",
    ])
  func printedSettings(kind: String) throws {
    let runner = try CommandRunner()
    let printed = try runner.run("train", kind, "--epochs", "7", "--print-config")
    #expect(printed.status == 0 && printed.output.contains("epochs: 7"), "\(printed.error)")
    let unknown = try runner.run("train", kind, "--epoch", "7", "--print-config")
    #expect(unknown.status == 64 && unknown.error.contains("--epoch"))
    #expect(try runner.run("train", kind).status == 64)
  }
}
