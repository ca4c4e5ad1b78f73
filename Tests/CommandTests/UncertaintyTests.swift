import NLPToolkit
import TestSupport
import Testing

@Suite("--uncertain")
struct UncertaintyTests {
  let runner: CommandRunner

  init() throws { runner = try CommandRunner() }

  private func objects(_ result: CommandRunner.Result) throws -> [JSONObject] {
    try result.lines.map { try JSONObject(parsing: $0) }
  }

  @Test("classify prints the documents that it is least sure of, once each, the least sure first")
  func classify() throws {
    try SampleClassifier.write(to: runner)
    let texts = [
      "what a good film", "a good film but awful", "the table", "", "a bad play", "the table",
      "great and dull",
    ]
    let arguments = ["classify", "--model", "m.nlpmodel", "--format", "jsonl"]
    let input = texts.map { $0 + "\n" }.joined()
    let all = try objects(try runner.run(arguments, input: input))
    for (measure, expected) in [
      ("margin", { (best: Double) in 1 - (best - (1 - best)) }),
      ("least-confidence", { (best: Double) in 1 - best }),
    ] {
      let result = try runner.run(
        arguments + ["--uncertain", "3", "--uncertainty", measure], input: input)
      #expect(result.status == 0)
      let kept = try objects(result)
      #expect(kept.count == 3)
      let values = kept.compactMap { $0["uncertainty"]?.double }
      #expect(values == values.sorted(by: >))
      #expect(Set(kept.map { $0["text"]?.string }).count == 3)
      for object in kept {
        let score = try #require(object["score"]?.double)
        #expect(abs(try #require(object["uncertainty"]?.double) - expected(score)) < 2e-4)
      }
      // No document that is left out is less sure than those that are kept.
      let least = try #require(values.last)
      #expect(!kept.contains { $0["text"]?.string == "" })
      for object in all
      where object["text"]?.string != "" && !kept.contains(where: { $0["text"] == object["text"] })
      {
        let score = try #require(object["score"]?.double)
        #expect(expected(score) <= least + 2e-4)
      }
    }
  }

  @Test("tag prints the documents with the most doubtful entities")
  func tag() throws {
    try SampleTagger.write(to: runner)
    let input = """
      Bob met us in London .
      Something else altogether, Zanzibar Bob Lovelace saw Paris Hopper.
      In Paris we saw Grace Hopper again.

      """
    let arguments = ["tag", "--model", "m.nlpmodel", "--format", "jsonl"]
    let result = try runner.run(arguments + ["--uncertain", "2"], input: input)
    #expect(result.status == 0)
    let kept = try objects(result)
    #expect(kept.count == 2)
    #expect(kept[0]["text"]?.string?.hasPrefix("Something else") == true)
    #expect(kept[0]["alternatives"] == nil)
    let values = kept.compactMap { $0["uncertainty"]?.double }
    #expect(values.count == 2 && values[0] >= values[1])
    let more = try runner.run(
      arguments + ["--uncertain", "1", "--n-best", "2", "--uncertainty", "margin"], input: input)
    #expect(try objects(more)[0]["alternatives"]?.array?.count == 2)
    let conll = try runner.run(
      "tag", "--model", "m.nlpmodel", "--format", "conll", "--uncertain", "1", input: input)
    #expect(conll.lines.first?.hasPrefix("Something") == true)
  }

  @Test("A line that cannot be used is told all the same")
  func failures() throws {
    try SampleClassifier.write(to: runner)
    let result = try runner.run(
      [
        "classify", "--model", "m.nlpmodel", "--format", "jsonl", "--input-format", "jsonl",
        "--uncertain", "5",
      ], input: "{\"text\":\"a good film\"}\n{\"x\":1}\n")
    #expect(result.status == 65)
    #expect(result.lines.count == 2)
    #expect(result.lines[0].contains("\"error\""))
    #expect(try runner.run("classify", "--uncertain", "0", "--text", "a").status == 64)
    #expect(try runner.run("classify", "--uncertainty", "margin", "--text", "a").status == 64)
  }
}
