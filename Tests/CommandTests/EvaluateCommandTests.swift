import TestSupport
import Testing

@Suite("nlptool evaluate")
struct EvaluateCommandTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  static let gold = """
    Ada B-PER
    Lovelace I-PER
    visited O
    Turin B-LOC

    It O
    rained O
    """

  static let predicted = """
    Ada B-PER
    Lovelace I-PER
    visited O
    Turin B-ORG

    It O
    rained O
    """

  func files(_ gold: String = gold, _ predicted: String = predicted) throws -> [String] {
    try Self.files(runner, gold, predicted)
  }

  static func files(
    _ runner: CommandRunner, _ gold: String = gold, _ predicted: String = predicted
  ) throws -> [String] {
    [
      "evaluate", "--gold", try runner.write(gold, to: "gold.conll"), "--predicted",
      try runner.write(predicted, to: "predicted.conll"),
    ]
  }

  @Test("JSON lines: the headline first, every score with a signature")
  func jsonLines() throws {
    let result = try runner.run(try files() + ["--task", "tagging", "--format", "jsonl"])
    #expect(result.status == 0)
    #expect(result.error.isEmpty)
    let first = try #require(result.lines.first)
    #expect(
      first.hasPrefix(#"{"task":"tagging","metric":"f1","value":0.5,"signature":"f1|read:lenient|"#)
    )
    for line in result.lines { #expect(line.contains(#","signature":""#)) }
    // There is no ORG to find, so it has no recall.
    #expect(
      result.lines.contains {
        $0.hasPrefix(#"{"task":"tagging","metric":"recall","label":"ORG","value":null,"#)
      })
  }

  @Test("The table says n/a where a score is undefined")
  func text() throws {
    let result = try runner.run(try files() + ["--task", "tagging"])
    #expect(result.status == 0)
    let row = try #require(result.lines.first { $0.hasPrefix("ORG") })
    #expect(row.split(separator: " ") == ["ORG", "0.0000", "n/a", "0.0000", "0", "1", "0"])
    #expect(result.output.contains("signature  f1|read:lenient|average:micro|split:"))
  }

  @Test("One file with both tags, in the words of conlleval")
  func conlleval() throws {
    let path = try runner.write("a x B-A B-A\nb y O B-B\n\nc z B-B O\n", to: "both.conll")
    let result = try runner.run(
      "evaluate", "--gold", path, "--task", "tagging", "--format", "conlleval")
    #expect(
      result.output == """
        processed 3 tokens with 2 phrases; found: 2 phrases; correct: 1.
        accuracy:  33.33%; precision:  50.00%; recall:  50.00%; FB1:  50.00
                        A: precision: 100.00%; recall: 100.00%; FB1: 100.00  1
                        B: precision:   0.00%; recall:   0.00%; FB1:   0.00  1

        """)
  }

  @Test(
    "Files that do not pair up are refused with file and line",
    arguments: [
      ("Turin", "Torino", "predicted.conll:4: token \"Torino\""),
      ("Turin B-ORG\n", "", "gold.conll:4: the sentence has 4 tokens"),
      ("It O\nrained O", "", "gold.conll:6: "),
      ("rained O", "rained O\n\nmore O", "predicted.conll:9: "),
      ("visited O", "visited", "predicted.conll:3: 1 columns"),
      ("visited O", "visited VERB", "predicted.conll:3: \"VERB\" is not O"),
    ])
  func mismatches(from: String, to: String, place: String) throws {
    let predicted = Self.predicted.replacing(from, with: to)
    let result = try runner.run(try files(Self.gold, predicted) + ["--task", "tagging"])
    #expect(result.status == 65)
    #expect(result.output.isEmpty)
    #expect(result.error.split(separator: "\n").count == 1)
    #expect(result.error.contains(place), "\(result.error)")
  }

  @Test("Thresholds: 0 if they are met, 1 with a line if not, 64 for a score there is none of")
  func thresholds() throws {
    let arguments = try files() + ["--task", "tagging", "--quiet"]
    #expect(try runner.run(arguments + ["--fail-under", "f1=0.5"]).status == 0)
    #expect(try runner.run(arguments + ["--fail-under", "f1:PER=1"]).status == 0)
    let missed = try runner.run(
      arguments + ["--fail-under", "f1=0.51", "--fail-over", "precision=0.1"])
    #expect(missed.status == 1)
    #expect(missed.output.contains("PER"))
    #expect(missed.error.contains("f1 is 0.5000, under 0.51; precision is 0.5000, over 0.1"))
    // An undefined score meets no threshold.
    #expect(try runner.run(arguments + ["--fail-under", "recall:ORG=0"]).status == 1)
    #expect(try runner.run(arguments + ["--fail-under", "f2=0"]).status == 64)
    #expect(try runner.run(arguments + ["--fail-under", "f1"]).status == 64)
  }

  @Test("A second system is compared, the same way with any number of threads")
  func compare() throws {
    let second = try runner.write(Self.gold, to: "second.conll")
    let arguments = try files() + ["--task", "tagging", "--compare", second, "--format", "jsonl"]
    let result = try runner.run(arguments + ["--threads", "1"])
    #expect(result.status == 0)
    let last = try #require(result.lines.last)
    #expect(last.hasPrefix(#"{"task":"tagging","metric":"f1_difference","value":-0.5,"p_value":"#))
    #expect(result.lines.contains { $0.contains("second.conll\",\"metric\":\"f1\",\"value\":1.0") })
    #expect(try runner.run(arguments + ["--threads", "5"]).output == result.output)
  }

  @Test("Entities in JSON lines are compared by their offsets; other texts are refused")
  func entities() throws {
    let gold = try runner.write(
      """
      {"text":"Ada met Bob","entities":[{"start":0,"end":3,"label":"PER"},\
      {"start":8,"end":11,"label":"PER"}]}
      """, to: "gold.jsonl")
    let predicted = try runner.write(
      #"{"text":"Ada met Bob","entities":[{"start":0,"end":3,"label":"PER","score":0.9}]}"#,
      to: "predicted.jsonl")
    let result = try runner.run(
      "evaluate", "--gold", gold, "--predicted", predicted, "--task", "tagging", "--format", "jsonl"
    )
    #expect(result.status == 0)
    #expect(result.lines.first?.contains(#""f1","value":0.6666666666666666,"#) == true)
    let other = try runner.write(#"{"text":"Ada saw Bob","entities":[]}"#, to: "other.jsonl")
    let refused = try runner.run(
      "evaluate", "--gold", gold, "--predicted", other, "--task", "tagging")
    #expect(refused.status == 65)
    #expect(refused.error.contains("other.jsonl:1: another text than"))
  }

  @Test("Classes in any of the formats give the same scores")
  func classification() throws {
    let jsonl = try runner.write(
      "{\"label\":\"a\"}\n{\"label\":\"b\"}\n{\"label\":\"b\"}\n", to: "gold.jsonl")
    let forms = [
      ("p.jsonl", "{\"label\":\"a\"}\n{\"label\":\"a\"}\n{\"label\":\"b\"}\n"),
      ("p.txt", "a\na\nb\n"), ("p.tsv", "text\tlabel\nx\ta\ny\ta\nz\tb\n"),
      ("p.ft", "__label__a x\n__label__a y\n__label__b z\n"), ("q.tsv", "x\ta\ny\ta\nz\tb\n"),
    ]
    var outputs: Set<String> = []
    for (name, text) in forms {
      let result = try runner.run(
        "evaluate", "--gold", jsonl, "--predicted", try runner.write(text, to: name), "--task",
        "classification", "--format", "jsonl")
      #expect(result.status == 0, "\(name): \(result.error)")
      outputs.insert(result.output)
    }
    #expect(outputs.count == 1)
    #expect(outputs.first?.contains(#""accuracy","value":0.6666666666666666,"#) == true)
  }

  @Test("Probabilities are scored where every item has those of all classes")
  func probabilities() throws {
    let gold = try runner.write("a\nb\n", to: "gold.txt")
    let whole = try runner.write(
      """
      {"label":"a","scores":{"a":0.75,"b":0.25}}
      {"label":"b","scores":{"a":0.25,"b":0.75}}
      """, to: "whole.jsonl")
    let arguments = ["evaluate", "--gold", gold, "--task", "classification", "--format", "jsonl"]
    let result = try runner.run(arguments + ["--predicted", whole])
    #expect(result.output.contains(#""brier","value":0.125,"#))
    let torn = try runner.write(
      "{\"label\":\"a\",\"scores\":{\"a\":0.75,\"b\":0.25}}\n{\"label\":\"b\",\"scores\":{\"b\":1}}",
      to: "torn.jsonl")
    let refused = try runner.run(arguments + ["--predicted", torn])
    #expect(refused.status == 65)
    #expect(refused.error.contains("torn.jsonl:2: no score for 'a'"))
  }

  @Test("A language model's log-probabilities, as numbers and as objects")
  func languageModel() throws {
    let text = try runner.write("ab\ncd\n", to: "text.txt")
    let predicted = try runner.write("-1 -2\n{\"logprob\":-3}\n", to: "predicted.txt")
    let arguments = ["evaluate", "--gold", text, "--task", "language-model", "--format", "jsonl"]
    let result = try runner.run(arguments + ["--predicted", predicted])
    #expect(
      result.lines.first?.hasPrefix(
        #"{"task":"language-model","metric":"nats_per_character","value":1.5,"#) == true)
    for (name, wrong) in [("positive", "-1 2\n-1\n"), ("word", "-1 x\n-1\n"), ("short", "-1 -2\n")]
    {
      let path = try runner.write(wrong, to: name)
      let refused = try runner.run(arguments + ["--predicted", path])
      #expect(refused.status == 65, "\(name)")
      #expect(refused.error.contains(":"), "\(name)")
    }
  }

  @Test("Translations and transcriptions, a line each")
  func texts() throws {
    let gold = try runner.write("the cat sat on the mat\nall is well\n", to: "gold.txt")
    let predicted = try runner.write("the cat sat on a mat\nall is well\n", to: "predicted.txt")
    let arguments = ["evaluate", "--gold", gold, "--predicted", predicted, "--format", "jsonl"]
    let speech = try runner.run(arguments + ["--task", "speech", "--intervals"])
    #expect(
      speech.lines.first?.hasPrefix(
        #"{"task":"speech","metric":"word_error_rate","value":0.1111111111111111,"lower":"#) == true
    )
    let translation = try runner.run(arguments + ["--task", "translation"])
    #expect(
      translation.lines.map { $0.prefix(38) } == [
        #"{"task":"translation","metric":"bleu","#, #"{"task":"translation","metric":"chrf","#,
        #"{"task":"translation","metric":"chrf++"#, #"{"task":"translation","metric":"ter",""#,
      ])
    #expect(translation.lines[0].contains("|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|"))
    let generation = try runner.run(
      arguments + ["--task", "generation", "--fail-under", "rouge_l=0.1"])
    #expect(generation.status == 0)
    #expect(
      generation.lines.first?.hasPrefix(#"{"task":"generation","metric":"rouge_l","value":0."#)
        == true)
    #expect(generation.lines.count == 9 && generation.lines[8].contains("rouge_2_recall"))
    #expect(try runner.run(arguments + ["--task", "speech", "--stem"]).status == 64)
    let short = try runner.write("the cat\n", to: "short.txt")
    let refused = try runner.run(
      "evaluate", "--gold", gold, "--predicted", short, "--task", "translation")
    #expect(refused.status == 65)
    #expect(refused.error.contains("gold.txt:2: "))
  }

  @Test("A page with figures and the sentences in error")
  func html() throws {
    let result = try runner.run(
      try files() + ["--task", "tagging", "--format", "html", "--intervals"])
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("<!doctype html>"))
    #expect(result.output.contains("<svg"))
    #expect(result.output.contains("<mark class=\"wrong\">Turin<small>ORG</small></mark>"))
    #expect(!result.output.contains("rained"))
  }

  @Test("What is missing is said in one line with the right status")
  func usage() throws {
    let gold = try runner.write(Self.gold, to: "gold.conll")
    let empty = try runner.write("", to: "empty.conll")
    #expect(try runner.run("evaluate", "--gold", gold).status == 64)
    #expect(try runner.run("evaluate", "--predicted", gold).status == 64)
    #expect(
      try runner.run("evaluate", "--gold", gold, "--predicted", "none", "--task", "tagging").status
        == 66)
    #expect(
      try runner.run("evaluate", "--gold", empty, "--predicted", empty, "--task", "tagging").status
        == 65)
    let bytes = try runner.write(bytes: [0x61, 0x20, 0xff, 0x0a], to: "latin.conll")
    let latin = try runner.run("evaluate", "--gold", bytes, "--task", "tagging")
    #expect(latin.status == 65)
    #expect(latin.error.contains("latin.conll:1: not UTF-8"))
  }
}
