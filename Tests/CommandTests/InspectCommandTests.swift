import Foundation
import TestSupport
import Testing

@Suite("nlptool inspect")
struct InspectCommandTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  private let small = ["inspect", "gradients", "--length", "20", "--hidden", "8", "--steps", "20"]

  @Test("Gradients of three cells, by steps back, before and after training")
  func gradients() throws {
    let result = try runner.run(small)
    #expect(result.status == 0, "\(result.error)")
    let header = result.lines[1].split(separator: " ").joined(separator: " ")
    #expect(header == "steps back rnn trained gru trained lstm trained")
    #expect(try runner.run(small).output == result.output, "the same seed gives the same")
    let lines = try runner.run(small + ["--format", "jsonl", "--cell", "rnn"]).lines
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
    let norms = try #require(object["gradient_before"] as? [Double])
    #expect(norms.count == 21 && norms.allSatisfy { $0 > 0 })
  }

  @Test("Weights of half the size let the gradients of a simple network vanish")
  func vanishing() throws {
    let result = try runner.run(
      "inspect", "gradients", "--cell", "rnn", "--recurrent-scale", "0.5", "--steps", "0",
      "--length", "40")
    let share = try #require(result.lines.first { $0.hasPrefix("share that is left") })
    #expect(share.contains("e-1"), "\(share)")
  }

  @Test("As a picture and as a page", arguments: ["svg", "html"])
  func pictures(format: String) throws {
    let gradients = try runner.run(small + ["--format", format])
    #expect(gradients.output.components(separatedBy: "<polyline").count == 7)
    let gates = try runner.run(
      "inspect", "gates", "--text", "a <b> & \"c\"", "--units", "2", "--format", format)
    #expect(gates.status == 0 && !gates.output.contains("<b>"))
    #expect(gates.output.contains("forget gates of en-novels"))
  }

  @Test("Gates of the units that tell some characters from others")
  func gates() throws {
    let text = "“No,” he said. “Never,” said she."
    let result = try runner.run(
      "inspect", "gates", "--text", text, "--at", "“”", "--units", "3", "--gate", "input")
    #expect(result.status == 0, "\(result.error)")
    #expect(result.lines.count == 3 * 3 + 2)
    #expect(result.lines[0].contains("there") && result.lines[1] == "  " + text)
    #expect(result.lines[2].count == text.count + 2)
    let object = try #require(
      JSONSerialization.jsonObject(
        with: Data(
          try runner.run("inspect", "gates", "--text", text, "--format", "jsonl").lines[0].utf8))
        as? [String: Any])
    let values = try #require(object["values"] as? [Double])
    #expect(values.count == text.count && values.allSatisfy { (0...1).contains($0) })
  }

  @Test(
    "What is not there is a usage error",
    arguments: [
      ["gates", "--text", "a b", "--gate", "reset"], ["gates", "--text", "a b", "--layer", "9"],
      ["gates", "--text", "a b", "--at", "z"], ["gates", "--text", ""],
      ["gradients", "--length", "3"], ["gradients", "--hidden", "0"],
      ["gradients", "--clip", "-1"],
    ])
  func refused(arguments: [String]) throws {
    let result = try runner.run(["inspect"] + arguments)
    #expect(result.status == 64 && result.output.isEmpty, "\(result.error)")
  }
}
