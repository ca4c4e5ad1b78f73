import NLPToolkit
import TestSupport
import Testing

@Suite("nlptool cross-validate and learning-curve")
struct TrialCommandTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    let table = try runner.write(SampleClassifier.table, to: "reviews.csv")
    let result = try runner.run(
      "ingest", "s.db", table, "--corpus", "reviews", "--split", "train")
    #expect(result.status == 0, "\(result.error)")
  }

  private let small = [
    "s.db", "--corpus", "reviews", "--architecture", "ngrams", "--epochs", "3", "--threads", "1",
  ]

  private func objects(_ result: CommandRunner.Result, _ type: String) throws -> [JSONObject] {
    try result.lines.map { try JSONObject(parsing: $0) }.filter { $0["type"]?.string == type }
  }

  @Test("Each document is tested on once for each seed; the mean is that of the trainings")
  func folds() throws {
    let arguments =
      ["cross-validate", "classifier"] + small + ["--folds", "3", "--seeds", "2"]
    let result = try runner.run(arguments + ["--format", "jsonl"])
    #expect(result.status == 0, "\(result.error)")
    let trials = try objects(result, "trial")
    #expect(trials.compactMap { $0["fold"]?.integer } == [1, 1, 2, 2, 3, 3])
    #expect(trials.compactMap { $0["seed"]?.integer } == [1, 2, 1, 2, 1, 2])
    #expect(trials.reduce(0) { $0 + ($1["items"]?.integer ?? 0) } == 2 * 120)
    #expect(trials.allSatisfy { $0["training_documents"]?.integer == 80 })
    let values = trials.compactMap { $0["value"]?.double }
    let summary = try #require(
      try objects(result, "summary").first { $0["metric"]?.string == "accuracy_mean" })
    let mean = values.reduce(0, +) / Double(values.count)
    #expect(abs(try #require(summary["value"]?.double) - mean) < 1e-12)
    #expect(summary["runs"]?.integer == 6)
    // The same again, on another number of threads.
    let again = try runner.run(arguments + ["--threads", "2", "--format", "jsonl"])
    #expect(try objects(again, "trial").compactMap { $0["value"]?.double } == values)
    let text = try runner.run(arguments)
    #expect(text.output.hasPrefix("reviews, 3 folds, 2 seeds\n"))
    #expect(text.output.contains("6 trainings"))
  }

  @Test("Two settings are trained on the same folds and compared")
  func comparison() throws {
    let result = try runner.run(
      ["cross-validate", "classifier"] + small
        + ["--folds", "4", "--compare", "--architecture ngrams --epochs 3", "--format", "jsonl"])
    #expect(result.status == 0, "\(result.error)")
    let comparison = try #require(try objects(result, "comparison").first)
    // The same setting twice: no difference at all.
    #expect(comparison["value"]?.double == 0)
    #expect(comparison["p_value"]?.double == 1)
    #expect(comparison["item_p_value"]?.double == 1)
    #expect(comparison["pairs"]?.integer == 4)
    let worse = try runner.run(
      ["cross-validate", "classifier"] + small
        + [
          "--folds", "4", "--compare",
          "--architecture ngrams --epochs 1 --class-weights positive=1000",
        ])
    #expect(
      worse.lines[0].hasPrefix("the given setting is better than --architecture ngrams --epochs 1"),
      "\(worse.output)")
    #expect(worse.output.contains("corrected resampled t-test"))
    let wrong = try runner.run(
      ["cross-validate", "classifier"] + small + ["--compare", "--no-such-option 1"])
    #expect(wrong.status == 64)
    #expect(wrong.error.contains("--no-such-option"))
  }

  @Test("The corpus's own splits, with several seeds")
  func ownSplits() throws {
    let missing = try runner.run(
      ["cross-validate", "classifier"] + small + ["--own-splits", "--seeds", "2"])
    #expect(missing.status == 65)
    #expect(missing.error.contains("its test split is empty"))
    let table = try runner.write(
      "text,label\na good song,positive\nan awful song,negative\n", to: "test.csv")
    #expect(
      try runner.run("ingest", "s.db", table, "--corpus", "reviews", "--split", "test").status == 0)
    let result = try runner.run(
      ["cross-validate", "classifier"] + small
        + ["--own-splits", "--seeds", "2", "--format", "jsonl"])
    #expect(result.status == 0, "\(result.error)")
    let trials = try objects(result, "trial")
    #expect(trials.count == 2)
    #expect(trials.allSatisfy { $0["fold"]?.string == nil && $0["items"]?.integer == 2 })
  }

  @Test("A learning curve has a row for each size, and a figure")
  func curve() throws {
    let arguments =
      ["learning-curve", "classifier"] + small + ["--folds", "2", "--sizes", "25%,0.5,100%"]
    let result = try runner.run(arguments + ["--format", "jsonl"])
    #expect(result.status == 0, "\(result.error)")
    let rows = try objects(result, "summary")
    #expect(rows.compactMap { $0["share"]?.double } == [0.25, 0.5, 1])
    #expect(rows.compactMap { $0["training_documents"]?.double } == [15, 30, 60])
    let text = try runner.run(arguments)
    #expect(text.output.contains("\n25%"))
    let figure = try runner.run(arguments + ["--format", "svg"])
    #expect(figure.output.hasPrefix("<svg"))
    #expect(figure.output.contains("xmlns"))
    #expect(figure.output.matches(of: /<circle/).count == 6)
    let page = try runner.run(arguments + ["--format", "html"])
    #expect(page.output.contains("<polyline class=\"lc-line\""))
    #expect(try runner.run(arguments + ["--sizes", "150%"]).status == 64)
  }

  @Test("A tagger")
  func tagger() throws {
    let lines = (0..<12).map { index in
      let name = ["Ada", "Bob", "Eve", "Joe"][index % 4]
      return "\(name)\tB-PER\nsaw\tO\ntown\(index)\tO\n"
    }
    let file = try runner.write(lines.joined(separator: "\n"), to: "people.conll")
    #expect(
      try runner.run("ingest", "s.db", file, "--corpus", "people", "--split", "train").status == 0)
    let result = try runner.run(
      "cross-validate", "tagger", "s.db", "--corpus", "people", "--folds", "2", "--epochs", "2",
      "--hidden", "4", "--gold-tokens", "--format", "jsonl")
    #expect(result.status == 0, "\(result.error)")
    let trials = try objects(result, "trial")
    #expect(trials.count == 2)
    #expect(trials.allSatisfy { $0["metric"]?.string == "f1" })
  }

  @Test("Unbalanced labels are told, with what helps")
  func balance() throws {
    var table = "text,label\n"
    for index in 0..<60 {
      table += "message number \(index) about things,\(index % 12 == 0 ? "spam" : "ham")\n"
    }
    let file = try runner.write(table, to: "mail.csv")
    #expect(
      try runner.run("ingest", "s.db", file, "--corpus", "mail", "--split", "train").status == 0)
    let arguments = [
      "train", "classifier", "s.db", "--corpus", "mail", "--architecture", "ngrams", "--epochs",
      "1", "--output", "mail.nlpmodel",
    ]
    let result = try runner.run(arguments)
    #expect(result.status == 0)
    #expect(result.error.contains("unbalanced labels: ham has 9"))
    #expect(result.error.contains("--class-weights balanced or --oversampling 0.5"))
    let advised = try runner.run(
      arguments + [
        "--metric", "macro-f1", "--class-weights", "balanced", "--oversampling", "0.5",
      ])
    #expect(advised.error.contains("unbalanced labels"))
    #expect(!advised.error.contains("--class-weights"))
    let even = try runner.run(
      "train", "classifier", "s.db", "--corpus", "reviews", "--architecture", "ngrams",
      "--epochs", "1", "--output", "reviews.nlpmodel")
    #expect(!even.error.contains("unbalanced"))
  }
}
