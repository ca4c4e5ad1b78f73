import TestSupport
import Testing

/// What `evaluate` says of predictions beyond the headline.
@Suite("nlptool evaluate: seen entities, runs, comma-separated files and pages")
struct EvaluateDetailTests {
  let runner: CommandRunner

  init() throws { runner = try CommandRunner() }

  private func value(_ metric: String, of label: String? = nil, _ lines: [String]) -> String? {
    let labelled = label.map { "\"label\":\"\($0)\"," } ?? ""
    let start = "\"metric\":\"\(metric)\",\(labelled)\"value\":"
    for line in lines {
      guard let found = line.firstRange(of: start) else { continue }
      return String(line[found.upperBound...].prefix { $0 != "," })
    }
    return nil
  }

  @Test("Entities that occur in training and those that do not are scored apart")
  func seenInColumns() throws {
    let files = try EvaluateCommandTests.files(runner)
    // Seen: Ada Lovelace as PER. Unseen: Turin as LOC (missed) and as ORG (found, wrong).
    let training = try runner.write("Ada B-PER\nLovelace I-PER\n\nTurin B-PER\n", to: "train.conll")
    let result = try runner.run(
      files + ["--task", "tagging", "--training", training, "--format", "jsonl"])
    #expect(result.status == 0)
    #expect(value("recall_seen", result.lines) == "1.0")
    #expect(value("precision_seen", result.lines) == "1.0")
    #expect(value("recall_unseen", result.lines) == "0.0")
    #expect(value("precision_unseen", result.lines) == "0.0")
    #expect(value("f1_length_2", result.lines) == "1.0")
    #expect(value("f1_length_1", result.lines) == "0.0")
  }

  @Test("Entities of JSON lines are looked up in their text, with offsets in scalars")
  func seenInJSONLines() throws {
    let gold = try runner.write(
      #"{"text":"é Ada met Bob","entities":[{"start":2,"end":5,"label":"P"},{"start":10,"end":13,"label":"P"}]}"#,
      to: "gold.jsonl")
    let predicted = try runner.write(
      #"{"text":"é Ada met Bob","entities":[{"start":2,"end":5,"label":"P"}]}"#, to: "p.jsonl")
    let training = try runner.write(
      #"{"text":"Bob","entities":[{"start":0,"end":3,"label":"P"}]}"#, to: "train.jsonl")
    let arguments = [
      "evaluate", "--gold", gold, "--predicted", predicted, "--task", "tagging", "--training",
      training,
    ]
    let result = try runner.run(arguments + ["--format", "jsonl"])
    #expect(value("recall_seen", result.lines) == "0.0")
    #expect(value("recall_unseen", result.lines) == "1.0")
    let page = try runner.run(arguments + ["--format", "html"])
    #expect(page.output.contains("<mark class=\"wrong\">Bob<small>P</small></mark>"))
    let bare = try runner.write(
      #"{"entities":[{"start":0,"end":3,"label":"P"}]}"#, to: "bare.jsonl")
    let bareArguments = ["evaluate", "--gold", bare, "--predicted", bare, "--task", "tagging"]
    #expect(try runner.run(bareArguments + ["--format", "html"]).status == 0)
    #expect(try runner.run(bareArguments + ["--training", training]).status == 65)
    let bytes = try runner.run(arguments + ["--offsets", "utf8"])
    #expect(bytes.status == 0)
    let outside = try runner.write(
      #"{"text":"Bob","entities":[{"start":0,"end":9,"label":"P"}]}"#, to: "outside.jsonl")
    let wrong = try runner.run(
      "evaluate", "--gold", gold, "--predicted", predicted, "--task", "tagging", "--training",
      outside)
    #expect(wrong.status == 65)
    #expect(wrong.error.contains("outside.jsonl:1: entity 0..9 lies outside of its text"))
  }

  @Test("F-scores of another beta, and a matrix of shares")
  func betaAndShares() throws {
    // a: 2 of 3 found right, b: 1 of 1, found twice.
    let gold = try runner.write("a\na\na\nb\n", to: "gold.txt")
    let predicted = try runner.write("a\na\nb\nb\n", to: "predicted.txt")
    let arguments = [
      "evaluate", "--gold", gold, "--predicted", predicted, "--task", "classification", "--beta",
      "2",
    ]
    let result = try runner.run(arguments + ["--format", "jsonl"])
    // 5 · 2 / (2 + 4 · 3) and 5 · 1 / (2 + 4 · 1)
    #expect(value("f2", of: "a", result.lines) == "\(10.0 / 14)")
    #expect(value("f2", of: "b", result.lines) == "\(5.0 / 6)")
    #expect(value("f2_macro", result.lines) == "\((10.0 / 14 + 5.0 / 6) / 2)")
    for (by, row) in [("gold", "0.6667  0.3333"), ("predicted", "1.0000  0.5000")] {
      let text = try runner.run(arguments + ["--normalize", by])
      #expect(text.output.contains("a  \(row)"), "\(text.output)")
    }
    let page = try runner.run(arguments + ["--normalize", "all", "--format", "html"])
    #expect(page.output.contains(">25%</text>"))
    #expect(try runner.run(arguments + ["--fail-under", "f2:b=0.9"]).status == 1)
    #expect(
      try runner.run(
        "evaluate", "--gold", gold, "--predicted", predicted, "--task", "classification", "--beta",
        "0"
      ).status == 64)
    let tags = try EvaluateCommandTests.files(runner) + ["--task", "tagging"]
    let tagging = try runner.run(tags + ["--beta", "0.5", "--format", "jsonl"])
    #expect(value("f0.5", tagging.lines) == "0.5")
    let confusion = try runner.run(tags + ["--normalize", "gold"])
    #expect(confusion.output.contains("what was found instead in columns, share of the row"))
  }

  @Test("Mean and deviation over runs")
  func runs() throws {
    let gold = try runner.write("a\nb\na\nb\n", to: "gold.txt")
    let one = try runner.write("a\nb\na\nb\n", to: "one.txt")
    let other = try runner.write("a\na\nb\nb\n", to: "other.txt")
    let arguments = [
      "evaluate", "--gold", gold, "--predicted", one, "--task", "classification", "--runs", other,
    ]
    let result = try runner.run(arguments + ["--format", "jsonl"])
    let line = try #require(result.lines.first { $0.contains("\"accuracy_mean\"") })
    #expect(line.contains(#""value":0.75,"deviation":0.3535533905932738,"minimum":0.5,"#))
    #expect(line.contains(#""maximum":1.0,"runs":2,"signature":"accuracy|split:"#))
    #expect(line.contains("|runs:2|"))
    let text = try runner.run(arguments)
    #expect(text.output.contains("2 runs"))
  }

  @Test("Comma-separated files: quoted fields, over lines too; an open quote is named")
  func commas() throws {
    let gold = try runner.write(
      "text,label\n\"one, \"\"two\"\"\nthree\",\"a b\"\nx,c\n", to: "gold.csv")
    let predicted = try runner.write("a b\nc\n", to: "predicted.txt")
    let arguments = ["--predicted", predicted, "--task", "classification"]
    let result = try runner.run(["evaluate", "--gold", gold, "--format", "jsonl"] + arguments)
    #expect(result.status == 0)
    #expect(value("accuracy", result.lines) == "1.0")
    let open = try runner.write("text,label\n\"one,a\n", to: "open.csv")
    let failed = try runner.run(["evaluate", "--gold", open] + arguments)
    #expect(failed.status == 65)
    #expect(failed.error.contains("open.csv:2: a quote that is not closed"))
    let scored = try runner.write("label,score\na b,0.5\nc,nan\n", to: "scored.csv")
    let wrong = try runner.run(
      "evaluate", "--gold", gold, "--predicted", scored, "--task", "classification")
    #expect(wrong.status == 65)
    #expect(wrong.error.contains("scored.csv:3: the score 'nan' is not a number"))
  }

  @Test("Several labels with scores are ranked, too")
  func ranking() throws {
    let gold = try runner.write(
      "{\"label\":[\"a\",\"b\"]}\n{\"label\":[\"c\"]}\n", to: "gold.jsonl")
    let predicted = try runner.write(
      "{\"label\":[\"a\"],\"scores\":{\"a\":0.9,\"b\":0.2,\"c\":0.1}}\n"
        + "{\"label\":[],\"scores\":{\"a\":0.4,\"b\":0.1,\"c\":0.3}}\n", to: "p.jsonl")
    let result = try runner.run(
      "evaluate", "--gold", gold, "--predicted", predicted, "--task", "classification", "--format",
      "jsonl")
    #expect(value("ranking_average_precision", result.lines) == "0.75")
    #expect(value("ranking_loss", result.lines) == "0.25")
    #expect(value("coverage_error", result.lines) == "2.0")
  }

  @Test("A page with a training curve and the texts that were given the wrong class")
  func page() throws {
    let gold = try runner.write(
      "{\"text\":\"good <i>\",\"label\":\"pos\"}\n{\"text\":\"bad\",\"label\":\"neg\"}\n",
      to: "gold.jsonl")
    let predicted = try runner.write(
      "{\"label\":\"neg\",\"score\":0.75}\n{\"label\":\"neg\",\"score\":0.5}\n", to: "p.jsonl")
    let curve = try runner.write(
      "{\"epoch\":1,\"loss\":2.5,\"validationScore\":0.5}\n{\"epoch\":2,\"loss\":1.5}\n",
      to: "m.curve.jsonl")
    let arguments = [
      "evaluate", "--gold", gold, "--predicted", predicted, "--task", "classification",
    ]
    let page = try runner.run(arguments + ["--format", "html", "--curve", curve])
    #expect(page.status == 0)
    #expect(page.output.contains("training loss"))
    #expect(page.output.contains("<mark>pos</mark> → <mark class=\"wrong\">neg</mark>"))
    #expect(page.output.contains("good &lt;i&gt;"))
    let text = try runner.run(arguments + ["--curve", curve])
    #expect(text.status == 64)
    let broken = try runner.write("{\"epoch\":1}\n", to: "broken.jsonl")
    let failed = try runner.run(arguments + ["--format", "html", "--curve", broken])
    #expect(failed.status == 65)
  }

  @Test("The benchmark's F1 is that of evaluate")
  func benchmark() throws {
    let files = try EvaluateCommandTests.files(runner)
    let result = try runner.run(
      ["benchmark"] + files + ["--samples", "10", "--runs", "1", "--threads", "2"])
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.contains(#""sentences":2,"tokens":6,"f1":0.5,"#))
  }

  @Test("A score that is not a number is an error that names the line")
  func notANumber() throws {
    let gold = try runner.write("{\"label\":\"a\"}\n", to: "gold.jsonl")
    for score in ["NaN", "1e999", "-0.5", "\"x\""] {
      let predicted = try runner.write(
        "{\"label\":\"a\",\"scores\":{\"a\":\(score),\"b\":0.5}}\n", to: "p.jsonl")
      let result = try runner.run(
        "evaluate", "--gold", gold, "--predicted", predicted, "--task", "classification")
      #expect(result.status == 65, "\(score)")
      #expect(result.error.contains("p.jsonl:1"), "\(score): \(result.error)")
    }
  }
}
