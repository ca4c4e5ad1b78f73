import Foundation
import TestSupport
import Testing

/// `tools/check-docs`: what is shown in the documentation is what commands print.
@Suite("Documentation")
struct DocumentationTests {
  let runner: CommandRunner
  private let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  init() throws {
    runner = try CommandRunner()
  }

  private func check(_ arguments: String) throws -> CommandRunner.Result {
    try runner.shell(
      "python3 '\(root.path)/tools/check-docs' --program '\(runner.executable.path)' \(arguments)",
      seconds: 300)
  }

  @Test("Sessions in README and the articles print what they show, and all options exist")
  func documents() throws {
    let result = try check("")
    #expect(result.status == 0, "\(result.output)")
  }

  @Test("A wrong output, subcommand or option is found with its line")
  func differences() throws {
    try runner.write(
      """
      ```
      $ printf 'a\\nb\\n' | nlptool tokenize | wc -l
      3
      ```
      ```
      nlptool corpus serch s.db && nlptool tag --nothing x
      ```
      """, to: "wrong.md")
    let result = try check("wrong.md")
    #expect(result.status == 1)
    for text in [
      "wrong.md:2:", "wrong.md:6: 'nlptool corpus' has no", "wrong.md:6: 'nlptool tag' has no",
    ] {
      #expect(result.output.contains(text), "\(result.output)")
    }
    try runner.write("```\n$ echo a b c; echo d\na … c\n…\n```\n", to: "right.md")
    #expect(try check("right.md").status == 0)
  }
}
