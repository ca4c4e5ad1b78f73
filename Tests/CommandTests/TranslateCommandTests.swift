import Foundation
import NLPToolkit
import TestSupport
import Testing

/// The commands of translators, from pairs to translations.
@Suite("nlptool train translator, translate, evaluate")
struct TranslateCommandTests {
  let runner: CommandRunner

  private static let trained = Result {
    let runner = try CommandRunner()
    try runner.write(table, to: "pairs.tsv")
    let result = try runner.run(
      ["train", "translator", "--input", "pairs.tsv", "--output", "m.nlpmodel", "--threads", "1"]
        + small)
    return (result: result, model: try runner.bytes("m.nlpmodel"), runner: runner)
  }

  private static let small = [
    "--subwords", "0", "--hidden", "32", "--embedding", "16", "--epochs", "8", "--batch-size",
    "16", "--learning-rate", "0.01", "--validation", "0.1", "--test", "0.1",
  ]

  private static let pairs: [(String, String)] = {
    var random = SeededRandom(5)
    let letters = Array("abcdefgh")
    return (0..<400).map { _ in
      let word = String(
        (0..<Int.random(in: 2...6, using: &random)).map { _ in
          letters.randomElement(using: &random)!
        })
      return (word, word.uppercased())
    }
  }()

  private static let table = pairs.map { "\($0)\t\($1)\n" }.joined()

  init() throws {
    runner = try CommandRunner()
    try runner.write(bytes: Self.trained.get().model, to: "m.nlpmodel")
    try runner.write(Self.table, to: "pairs.tsv")
  }

  private func translate(
    _ arguments: String..., input: String = ""
  ) throws -> CommandRunner.Result {
    try runner.run(["translate", "--model", "m.nlpmodel"] + arguments, input: input)
  }

  @Test("Training tells what it does, and leaves a model, its curve and no checkpoint")
  func training() throws {
    let (result, _, runner) = try Self.trained.get()
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.isEmpty)
    #expect(result.error.contains("pairs to train on, "))
    #expect(result.error.contains("epoch 8: loss "))
    #expect(result.error.contains("validation nats/subword "))
    #expect(!runner.exists("m.nlpmodel.checkpoint"))
    #expect(runner.exists("m.nlpmodel.curve.svg"))
    let info = try runner.run("model", "info", "m.nlpmodel")
    #expect(info.output.contains("translator"))
    let verified = try runner.run("model", "verify", "m.nlpmodel")
    #expect(verified.status == 0 && verified.output.contains("ok, translator"))
  }

  @Test("A stored corpus trains, and its test split scores")
  func storedCorpus() throws {
    #expect(
      try runner.run(
        "ingest", "pairs.db", "pairs.tsv", "--corpus", "p", "--columns", "text=1,target=2",
        "--split", "auto"
      ).status == 0)
    let info = try runner.run("corpus", "info", "pairs.db", "--corpus", "p", "--format", "jsonl")
    #expect(info.output.contains(#""targets":{"train":"#))
    let trained = try runner.run(
      ["train", "translator", "pairs.db", "--corpus", "p", "--output", "s.nlpmodel"] + Self.small)
    #expect(trained.status == 0, "\(trained.error)")
    let scored = try runner.run(
      "evaluate", "--model", "s.nlpmodel", "--database", "pairs.db", "--corpus", "p")
    #expect(scored.status == 0 && scored.output.contains("chrf"), "\(scored.error)")
    #expect(
      try runner.run("vocab", "build", "pairs.db", "--corpus", "p", "--subwords", "0").status == 0)
    let pieces = try runner.run("vocab", "subwords", "pairs.db", "--corpus", "p", "--text", "abA")
    #expect(pieces.lines.count == 4)
    let seen = try runner.run(
      "evaluate", "--model", "s.nlpmodel", "--database", "pairs.db", "--corpus", "p", "--split",
      "train")
    #expect(seen.error.contains("the model was trained on this split"))
    for wrong in [["pairs.db"], ["--corpus", "p"], ["pairs.db", "--corpus", "p", "--input", "x"]] {
      let result = try runner.run(["train", "translator", "--output", "w.nlpmodel"] + wrong)
      #expect(result.status == 64, "\(result.error)")
    }
  }

  @Test("JSON objects and two files line by line train to the same bytes as a table")
  func formsOfPairs() throws {
    let objects = Self.pairs.map { #"{"en":"\#($0)","de":"\#($1)"}"# + "\n" }.joined()
    try runner.write(objects, to: "pairs.jsonl")
    try runner.write(Self.pairs.map { $0.0 + "\n" }.joined(), to: "en.txt")
    try runner.write(Self.pairs.map { $0.1 + "\n" }.joined(), to: "de.txt")
    let forms = [
      [
        "--input", "pairs.jsonl", "--input-format", "jsonl", "--source-field", "en",
        "--target-field", "de",
      ], ["--source-file", "en.txt", "--target-file", "de.txt"],
    ]
    let expected = try runner.run(["translate", "--model", "m.nlpmodel", "en.txt"]).output
    for (index, form) in forms.enumerated() {
      let name = "\(index).nlpmodel"
      let result = try runner.run(
        ["train", "translator", "--output", name, "--quiet"] + form + Self.small)
      #expect(result.status == 0, "\(result.error)")
      #expect(try runner.run(["translate", "--model", name, "en.txt"]).output == expected)
    }
  }

  @Test("A page has a heat map for each sentence, and text becomes no markup")
  func page() throws {
    let result = try translate("--format", "html", input: "ab<c\n\ndef\n")
    #expect(result.status == 0)
    #expect(result.output.components(separatedBy: "<svg ").count == 3)
    #expect(result.output.contains("<p dir=\"auto\">ab&lt;c</p>"))
    #expect(!result.output.contains("ab<c") && result.output.hasSuffix("</html>\n"))
  }

  @Test("Compressed pairs are read")
  func compressed() throws {
    let result = try runner.shell(
      "gzip -k pairs.tsv && nlptool train translator --input pairs.tsv.gz --output z.nlpmodel "
        + Self.small.joined(separator: " "))
    #expect(result.status == 0, "\(result.error)")
    #expect(try runner.run("translate", "--model", "z.nlpmodel", "--text", "abc").status == 0)
  }

  @Test("Lines that are no pairs are told; two files of unequal lengths are refused")
  func badPairs() throws {
    try runner.write(Self.table + "no tab\n\tempty\n", to: "bad.tsv")
    let result = try runner.run(
      ["train", "translator", "--input", "bad.tsv", "--output", "b.nlpmodel"] + Self.small)
    #expect(result.status == 0)
    #expect(
      result.error.contains("2 lines have no pair and are passed over; the first: bad.tsv:401"))
    try runner.write("one\n", to: "one.txt")
    let unequal = try runner.run(
      "train", "translator", "--source-file", "pairs.tsv", "--target-file", "one.txt", "--output",
      "c.nlpmodel")
    #expect(unequal.status == 65)
    #expect(unequal.error.contains("pairs.tsv:2") && unequal.error.contains("have to pair up"))
    let nothing = try runner.run(
      "train", "translator", "--input", "one.txt", "--output", "c.nlpmodel")
    #expect(nothing.status == 65 && nothing.error.contains("one.txt:1: no tab"))
    let overwritten = try runner.run(
      "train", "translator", "--input", "pairs.tsv", "--output", "pairs.tsv")
    #expect(overwritten.status == 64)
    #expect(try runner.run("train", "translator", "--output", "c.nlpmodel").status == 64)
    #expect(
      try runner.run("train", "translator", "--input", "missing", "--output", "c.nlpmodel").status
        == 66)
  }

  @Test("A budget of time ends a training, whose model is written")
  func timeBudget() throws {
    let result = try runner.run(
      [
        "train", "translator", "--input", "pairs.tsv", "--output", "t.nlpmodel", "--time-budget",
        "1s",
      ] + Self.small.dropLast(4) + ["--epochs", "100000"])
    #expect(result.status == 0, "\(result.error)")
    #expect(runner.exists("t.nlpmodel"))
  }

  @Test("One line in, one line out, in order; what can't be used is told")
  func lines() throws {
    let long = String(repeating: "a b ", count: 10_000)
    let result = try translate(input: "abc\n\n漢字\n\(long)\ndef\n")
    #expect(result.status == 65)
    #expect(result.lines.count == 5)
    #expect(result.lines[1] == "" && result.lines[3] == "")
    #expect(!result.lines[0].isEmpty && !result.lines[4].isEmpty)
    #expect(result.error.contains("standard input:4: 40001 subwords, and at most 1000"))
    let strict = try translate("--strict", input: "abc\n\(long)\ndef\n")
    #expect(strict.status == 65 && strict.lines.count <= 1)
  }

  @Test("JSON objects keep their fields, and failures have their line")
  func objects() throws {
    let result = try translate(
      "--input-format", "jsonl", "--format", "jsonl", "--text-field", "en",
      input: #"{"id":7,"en":"abc","x":[1]}"# + "\n" + #"{"en":5}"# + "\n")
    #expect(result.status == 65)
    #expect(result.lines.count == 2)
    #expect(result.lines[0].hasPrefix(#"{"id":7,"en":"abc","x":[1],"translation":""#))
    #expect(result.lines[0].contains(#","score":-"#))
    #expect(result.lines[1].hasPrefix(#"{"error":""#) && result.lines[1].contains(#""line":2"#))
  }

  @Test("Several translations, attention weights, prefixes")
  func options() throws {
    let best = try translate("--n-best", "3", "--text", "abcd")
    #expect(best.status == 0)
    #expect(best.lines.count == 4 && best.lines[3].isEmpty)
    #expect(best.lines[0].hasPrefix("-") && best.lines[0].contains("\t"))
    let aligned = try translate("--alignments", "--text", "abcd", "--format", "jsonl")
    let object = try JSONObject(parsing: aligned.lines[0])
    let subwords = try #require(object["subwords"]?.array)
    let attention = try #require(object["attention"]?.array)
    #expect(attention.count == subwords.count + 1)
    #expect(object["source_subwords"]?.array?.count == 5)
    let pairs = try translate("--alignments", "--text", "abcd")
    #expect(pairs.lines[0].contains("\t"))
    #expect(try translate("--prefix", "HH", "--text", "abcd").output.hasPrefix("HH"))
    let greedy = try translate("--beam", "1", "--maximum-length", "2", "--text", "abcdef")
    #expect(try #require(greedy.lines.first).count <= 2)
    for wrong in [["--beam", "0"], ["--n-best", "9"], ["--length-penalty", "-1"]] {
      let result = try runner.run(["translate", "--model", "m.nlpmodel", "--text", "a"] + wrong)
      #expect(result.status == 64, "\(wrong)")
    }
  }

  @Test("Results do not depend on the number of threads")
  func threads() throws {
    try runner.write(Self.pairs.prefix(60).map { $0.0 + "\n" }.joined(), to: "en.txt")
    let one = try translate("--threads", "1", "en.txt")
    let three = try translate("--threads", "3", "en.txt")
    #expect(one.status == 0 && one.output == three.output)
  }

  @Test("A model of another kind, and a translator where another kind is wanted")
  func otherKinds() throws {
    let wrong = try runner.run("translate", "--model", "en-entities", "--text", "a")
    #expect(wrong.status == 65 && wrong.error.contains("translator"))
    let tagged = try runner.run("tag", "--model", "m.nlpmodel", "--text", "a")
    #expect(tagged.status == 65)
    #expect(try runner.run("translate", "--model", "missing", "--text", "a").status == 66)
    #expect(try runner.run("translate", "--text", "a").status == 64)
  }

  @Test("Scores on pairs, and on those that training left alone")
  func evaluation() throws {
    let all = try runner.run(
      "evaluate", "--model", "m.nlpmodel", "--input", "pairs.tsv", "--format", "jsonl")
    #expect(all.status == 0, "\(all.error)")
    #expect(all.lines[0].contains(#""task":"translation","metric":"bleu""#))
    #expect(all.output.contains(#""metric":"chrf""#))
    let left = try runner.run(
      "evaluate", "--model", "m.nlpmodel", "--input", "pairs.tsv", "--held-out", "--format",
      "jsonl")
    #expect(left.status == 0 && left.output != all.output)
    let none = try runner.run("evaluate", "--model", "m.nlpmodel")
    #expect(none.status == 64)
  }
}
