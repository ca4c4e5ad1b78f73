import TestSupport
import Testing

@Suite("Help, completions and colour")
struct HelpLayoutTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  @Test("Examples stay on one line at any width, so that they can be pasted")
  func examples() throws {
    for path in CommandPath.all {
      let wide = try runner.run(path.words + ["--help"], environment: ["COLUMNS": "1000"])
      let narrow = try runner.run(path.words + ["--help"], environment: ["COLUMNS": "40"])
      let examples = wide.lines.filter { $0.hasPrefix("  nlptool ") || $0.hasPrefix("  printf ") }
      for example in examples {
        #expect(narrow.lines.contains(example), "\(path.words): \(example)")
      }
    }
  }

  @Test("Completions know the subcommands", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let result = try runner.run("--generate-completion-script", shell)
    #expect(result.status == 0)
    for word in ["sentiment", "language-model", "--input-format"] {
      #expect(result.output.contains(shell == "fish" ? word.replacing("--", with: "") : word))
    }
  }

  @Test("bash takes the completions, and completes with them")
  func bashCompletions() throws {
    let result = try runner.shell(
      """
      nlptool --generate-completion-script bash > c && source ./c
      COMP_WORDS=(nlptool corpus se) COMP_CWORD=2 COMP_LINE='nlptool corpus se' COMP_POINT=17
      _nlptool nlptool se corpus; echo "${COMPREPLY[@]}"
      """)
    #expect(result.output == "search\n", "\(result.error)")
  }

  @Test("--color always colours a pipe, never does not")
  func colour() throws {
    let text = ["tag", "--text", "Ada Lovelace met Charles Babbage in London in 1833."]
    #expect(try runner.run(text + ["--color", "always"]).output.contains("\u{1B}["))
    for choice in ["auto", "never"] {
      #expect(try !runner.run(text + ["--color", choice]).output.contains("\u{1B}"))
    }
    let control = try runner.run("tag", "--text", "a \u{1B}[31m b", "--color", "always")
    #expect(!control.output.contains("\u{1B}[31m"), "an escape sequence of the text is not obeyed")
  }

  @Test("A card shows what fits a screen, and all with --verbose")
  func card() throws {
    let short = try runner.run("model", "info", "en-intents")
    #expect(short.lines.count < 30)
    #expect(short.lines.allSatisfy { $0.count < 300 && !$0.contains("{\"") })
    #expect(short.output.contains("151: accept_reservations"))
    let long = try runner.run("model", "info", "en-intents", "--verbose")
    #expect(long.output.contains("translate") && long.output.contains("recipe.classifier.hidden"))
    #expect(!long.output.contains("{\""))
  }
}
