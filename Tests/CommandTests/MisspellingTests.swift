import NLPToolCommands
import TestSupport
import Testing

/// A command line that is nearly right is told what was probably meant.
@Suite("Misspellings")
struct MisspellingTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  @Test(
    "A subcommand that is not there",
    arguments: [
      (["tga", "--text", "x"], "there is no command 'tga'; did you mean 'nlptool tag'?"),
      (["corpus", "serch", "s.db"], "'corpus serch'; did you mean 'nlptool corpus search'?"),
      (["model", "infos"], "'model infos'; did you mean 'nlptool model info'?"),
      (["trian", "tagger"], "'trian'; did you mean 'nlptool train'?"),
      (["eval"], "'eval'; did you mean 'nlptool evaluate'?"),
      (["search", "s.db"], "'search'; did you mean 'nlptool corpus search'?"),
      (["corpus", "ls"], "'corpus ls'; did you mean 'nlptool corpus list'?"),
      (["info"], "did you mean 'nlptool corpus info' or 'nlptool model info'?"),
      (["ner"], "did you mean 'nlptool tag'?"),
      (["help", "tga"], "'tga'; did you mean 'nlptool tag'?"),
      (["qwertyuiop"], "there is no command 'qwertyuiop'; 'nlptool --help' lists them"),
      (["corpus", "qwertyuiop"], "'nlptool corpus --help' lists them"),
    ])
  func subcommands(arguments: [String], message: String) throws {
    let result = try runner.run(arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    let lines = result.error.split(separator: "\n")
    #expect(lines.first?.contains(message) == true, "\(result.error)")
    #expect(lines.dropFirst().first?.hasPrefix("Usage: nlptool ") == true)
  }

  @Test(
    "An option that is not there",
    arguments: [
      (["tag", "--txet", "x"], "'--txet'. Did you mean '--text'?"),
      (["train", "tagger", "s.db", "--lr", "1"], "'--lr'. Did you mean '--learning-rate'?"),
      (["train", "tagger", "s.db", "--batch", "1"], "'--batch'. Did you mean '--batch-size'?"),
      (["evaluate", "--intervalls"], "'--intervalls'. Did you mean '--intervals'?"),
      (["tag", "--qwertyuiop", "1"], "Unknown option '--qwertyuiop'\n"),
      // The value could be a store, which none of these needs.
      (
        ["train", "language-model", "--input", "a.txt", "--hiden", "4", "-o", "m"],
        "nlptool: Unknown option '--hiden'. Did you mean '--hidden'?\nUsage"
      ), (["train", "translator", "--input", "a.tsv", "--epoch", "3", "-o", "m"], "'--epochs'?"),
    ])
  func options(arguments: [String], message: String) throws {
    let result = try runner.run(arguments)
    #expect(result.status == 64)
    #expect(result.error.contains(message), "\(result.error)")
  }

  @Test("A text where a file is expected")
  func textAsFile() throws {
    let result = try runner.run("tag", "Ada Lovelace lived in London.")
    #expect(result.status == 66)
    #expect(result.error.contains("give a text with --text"))
  }

  @Test("Numbers and texts that start with a hyphen are values")
  func hyphens() throws {
    for text in ["-1", "-1.5 degrees", "- a point", "-- Ada said"] {
      let result = try runner.run("tokenize", "--text", text)
      #expect(result.status == 0, "\(text): \(result.error)")
    }
    #expect(NLPTool.joiningNegativeNumbers(["--a", "-x y"]) == ["--a=-x y"])
    #expect(NLPTool.joiningNegativeNumbers(["--a", "--b=c d"]) == ["--a", "--b=c d"])
    #expect(NLPTool.joiningNegativeNumbers(["--a", "--", "-1"]) == ["--a", "--", "-1"])
  }
}
