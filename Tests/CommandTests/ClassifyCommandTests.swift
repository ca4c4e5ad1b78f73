import Foundation
import NLPToolkit
import TestSupport
import Testing

@Suite("nlptool train classifier, classify, sentiment")
struct ClassifyCommandTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try SampleClassifier.write(to: runner)
  }

  private func classify(_ arguments: String..., input: String = "") throws
    -> CommandRunner.Result
  {
    try runner.run(["classify", "--model", "m.nlpmodel"] + arguments, input: input)
  }

  @Test("An unknown option is told, though its value looks like a file")
  func unknownOption() throws {
    let runner = try CommandRunner()
    let result = try runner.run("sentiment", "--top", "2", "--text", "bad")
    #expect(result.status == 64)
    #expect(result.error.contains("Unknown option '--top'"))
    let both = try runner.run("sentiment", "--text", "bad", "a.txt")
    #expect(both.status == 64)
    #expect(both.error.contains("--text and files exclude each other"))
  }

  @Test("Each form of output")
  func forms() throws {
    let text = "what a good film"
    let plain = try classify("--text", text)
    #expect(plain.status == 0)
    #expect(plain.output.wholeMatch(of: /positive [01]\.[0-9]+  what a good film\n/) != nil)
    let cells = try classify("--text", text, "--format", "tsv").lines[0].split(separator: "\t")
    #expect(cells.count == 3 && cells[0] == "positive" && cells[2] == text)
    let object = try JSONObject(
      parsing: try classify("--text", text, "--format", "jsonl").lines[0])
    #expect(object.fields.map(\.name) == ["text", "label", "score", "scores"])
    #expect(object["label"]?.string == "positive")
    let scores = try JSONObject(parsing: try #require(object.fields.last?.raw))
    #expect(scores.fields.map(\.name) == ["positive", "negative"])
    #expect(scores["positive"]?.double == object["score"]?.double)
    let top = try JSONObject(
      parsing: try classify("--text", text, "--format", "jsonl", "--top", "1").lines[0])
    #expect(try JSONObject(parsing: try #require(top.fields.last?.raw)).fields.count == 1)
  }

  @Test("Sentiment has a score from -1 to 1")
  func sentiment() throws {
    func polarity(_ text: String) throws -> Double {
      let result = try runner.run(
        "sentiment", "--model", "m.nlpmodel", "--format", "jsonl", "--text", text)
      let object = try JSONObject(parsing: result.lines[0])
      #expect(object.fields.map(\.name) == ["text", "label", "score", "polarity"])
      return try #require(object["polarity"]?.double)
    }
    #expect(try polarity("what a good film") > 0.5)
    #expect(try polarity("what a bad film") < -0.5)
    let plain = try runner.run(
      "sentiment", "--model", "m.nlpmodel", "--text", "what a bad film")
    #expect(
      plain.output.wholeMatch(of: /negative [01]\.[0-9]+, -[01]\.[0-9]+  what a bad film\n/) != nil)
    try SampleTagger.write(to: runner, name: "tagger.nlpmodel")
    let wrong = try runner.run("sentiment", "--model", "tagger.nlpmodel", "--text", "x")
    #expect(wrong.status == 65)
  }

  @Test("A line in is a line out, in order; a line that can't be used is answered in its place")
  func lines() throws {
    let long = String(repeating: "a good film ", count: 90_000)
    var input = Array("what a bad film\n\n".utf8)
    input += [0xFF, 0xFE, 0x0A]
    input += Array((long + "\nwhat a good film").utf8)
    try runner.write(bytes: input, to: "in.txt")
    let result = try classify("--format", "jsonl", "in.txt")
    #expect(result.status == 65)
    #expect(result.lines.count == 5)
    let labels = try result.lines.map { try JSONObject(parsing: $0)["label"]?.string }
    #expect(labels[0] == "negative" && labels[3] == "positive" && labels[4] == "positive")
    let bad = try JSONObject(parsing: result.lines[2])
    #expect(bad.fields.map(\.name) == ["error", "line"] && bad["line"]?.integer == 3)
    let strict = try classify("--format", "jsonl", "--strict", "in.txt")
    #expect(strict.status == 65 && strict.lines.count < 5)
  }

  @Test("Fields of JSON lines pass through; lines that are no object are told, blank ones kept")
  func jsonLines() throws {
    let long = String(repeating: "a good film ", count: 90_000)
    let lines = [
      #"{"id":7,"body":"what a good film","z":1.50,"label":"old"}"#, "no JSON", #"{"body":3}"#, "",
      #"{"id":8}"#, #"["what a good film"]"#, #"{"body":"\#(long)"}"#, #"{"body":""}"#,
    ]
    let latin = Array(#"{"body":"caf"#.utf8) + [0xE9] + Array(#""}"#.utf8)
    try runner.write(
      bytes: Array(lines.joined(separator: "\n").utf8) + [0x0A] + latin + [0x0A], to: "in.jsonl")
    let result = try classify(
      "--input-format", "jsonl", "--text-field", "body", "--format", "jsonl", "in.jsonl")
    #expect(result.status == 65)
    #expect(result.lines.count == 9)
    #expect(
      result.lines[0].hasPrefix(
        #"{"id":7,"body":"what a good film","z":1.50,"label":"positive","score":"#))
    for line in [2, 3, 5, 6, 9] {
      let object = try JSONObject(parsing: result.lines[line - 1])
      #expect(object.fields.map(\.name) == ["error", "line"])
      #expect(object["error"]?.string?.isEmpty == false && object["line"]?.integer == line)
    }
    #expect(result.lines[3].isEmpty)
    #expect(try JSONObject(parsing: result.lines[6])["label"]?.string == "positive")
    #expect(try JSONObject(parsing: result.lines[7])["label"] != nil)
  }

  @Test("Below the threshold texts have the other label")
  func threshold() throws {
    let sure = try classify(
      "--text", "what a good film", "--threshold", "0.6", "--format", "tsv")
    #expect(sure.output.hasPrefix("positive\t"))
    let unsure = try classify(
      "--text", "what a good film", "--threshold", "1", "--other-label", "unsure",
      "--format", "tsv")
    #expect(unsure.output.hasPrefix("unsure\t"))
    #expect(try classify("--text", "x", "--threshold", "2").status == 64)
  }

  @Test("What spoke for the label: offsets in JSON, words in text, a page")
  func explanations() throws {
    let text = "😀 what a good film"
    for unit in OffsetUnit.allCases {
      let result = try classify(
        "--text", text, "--explain", "--format", "jsonl", "--offsets", unit.rawValue)
      let object = try JSONObject(parsing: result.lines[0])
      #expect(object.fields.map(\.name) == ["text", "label", "score", "scores", "explanation"])
      let words = try #require(object["explanation"]?.array)
      #expect(words.compactMap { $0["text"]?.string } == ["😀", "what", "a", "good", "film"])
      let values = words.compactMap { $0["value"]?.double }
      #expect(values.max() == values[3])
      let start = unit == .utf8 ? 5 : unit == .utf16 ? 3 : 2
      #expect(words[1]["start"]?.integer == start && words[1]["end"]?.integer == start + 4)
    }
    let plain = try classify("--text", text, "--explain")
    #expect(plain.lines.count == 2 && plain.lines[1].contains("good +"))
    let page = try classify("--format", "html", "--explain", input: "a <b> good film\n\nx\n").output
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    #expect(page.contains("&lt;b&gt;") || page.contains("&lt;"))
    #expect(page.contains(">good</i>"))
    #expect(try classify("--text", "x", "--explain", "--format", "tsv").status == 64)
  }

  @Test("Sentences one by one, besides the document")
  func sentences() throws {
    let text = "What a good film. What a bad play."
    let result = try runner.run(
      "sentiment", "--model", "m.nlpmodel", "--sentences", "--format", "jsonl", "--text", text)
    let sentences = try #require(try JSONObject(parsing: result.lines[0])["sentences"]?.array)
    #expect(sentences.compactMap { $0["label"]?.string } == ["positive", "negative"])
    #expect(sentences.compactMap { $0["start"]?.integer } == [0, 18])
    #expect(sentences.compactMap { $0["end"]?.integer } == [17, 34])
    let plain = try runner.run(
      "sentiment", "--model", "m.nlpmodel", "--sentences", "--text", text)
    #expect(plain.lines.count == 3 && plain.lines[2].hasSuffix("  What a bad play."))
  }

  @Test("A search within a budget of time")
  func tuning() throws {
    try runner.write(SampleClassifier.table, to: "films.csv")
    _ = try runner.run("ingest", "f.db", "films.csv", "--corpus", "f", "--quiet")
    let result = try runner.run(
      "train", "classifier", "f.db", "--corpus", "f", "--output", "f.nlpmodel", "--epochs", "2",
      "--hidden", "8", "--tune", "4s")
    #expect(result.status == 0, "\(result.error)")
    #expect(result.error.contains("trial 2: "))
    #expect(runner.exists("f.nlpmodel") && runner.exists("f.nlpmodel.curve.jsonl"))
    #expect(try runner.run("model", "verify", "f.nlpmodel").status == 0)
  }

  @Test("From a file of labelled texts to labels of new ones, and a score of the model")
  func training() throws {
    try runner.write(SampleClassifier.table, to: "films.csv")
    let ingest = try runner.run(
      "ingest", "films.db", "films.csv", "--corpus", "films", "--split", "auto", "--quiet")
    #expect(ingest.status == 0)
    let train = try runner.run(
      "train", "sentiment", "films.db", "--corpus", "films", "--output", "films.nlpmodel",
      "--epochs", "4", "--hidden", "8", "--learning-rate", "0.02", "--seed", "3")
    #expect(train.status == 0, "\(train.error)")
    #expect(runner.exists("films.nlpmodel.curve.svg"))
    #expect(train.error.contains("validation calibration error"))
    let result = try runner.run(
      "sentiment", "--model", "films.nlpmodel", "--text", "what a bad play", "--format", "tsv")
    #expect(result.output.hasPrefix("negative\t"))
    let score = try runner.run(
      "evaluate", "--model", "films.nlpmodel", "--database", "films.db", "--corpus", "films",
      "--format", "jsonl", "--fail-under", "accuracy=0.9")
    #expect(score.status == 0, "\(score.error)")
    let headline = try JSONObject(parsing: score.lines[0])
    #expect(headline["task"]?.string == "classification")
    #expect(headline["metric"]?.string == "accuracy")
  }

  @Test("Word vectors from plain text go into the model, and from there into others")
  func vectors() throws {
    let runner = try CommandRunner()
    try runner.write(SampleClassifier.table, to: "train.csv")
    try runner.write("good 1 0.5\nsplendid 1 0.5\nawful -1 0\nfilm 0 1\n", to: "words.txt")
    #expect(try trainBriefly(runner).status == 0)
    let train = ["train", "sentiment", "c.db", "--corpus", "c", "--epochs", "1", "--hidden", "8"]
    let result = try runner.run(
      train + ["-o", "v.nlpmodel", "--vectors", "words.txt", "--vector-count", "3"])
    #expect(result.status == 0, "\(result.error)")
    let known = try runner.run("vectors", "nearest", "good", "--vectors", "v.nlpmodel")
    #expect(known.output.contains("splendid") && !known.output.contains("film"))
    let other = try runner.run(train + ["-o", "w.nlpmodel", "--vectors", "v.nlpmodel"])
    #expect(other.status == 0, "\(other.error)")
    let ngrams = try runner.run(
      train + ["-o", "n.nlpmodel", "--vectors", "words.txt", "--architecture", "ngrams"])
    #expect(ngrams.status == 64 && ngrams.error.contains("--architecture"))
  }

  @Test("A classifier starts from another one, and learns from its labels of plain texts")
  func knowledgeFromElsewhere() throws {
    let runner = try CommandRunner()
    try SampleClassifier.write(to: runner, name: "base.nlpmodel")
    try runner.write(
      "text,label\na splendid opera,positive\na dreary opera,negative\n", to: "train.csv")
    try runner.write(
      "this was a good opera\nit is a really bad opera\nwhat a lovely book\n", to: "plain.txt")
    for (file, corpus) in [("train.csv", "c"), ("plain.txt", "plain")] {
      let result = try runner.run(
        "ingest", "c.db", file, "--corpus", corpus, "--split", "train", "--quiet")
      #expect(result.status == 0, "\(result.error)")
    }
    let train = ["train", "classifier", "c.db", "--corpus", "c", "--epochs", "4"]
    let tuned = try runner.run(train + ["--from", "base.nlpmodel", "-o", "tuned.nlpmodel"])
    #expect(tuned.status == 0, "\(tuned.error)")
    let found = try runner.run(
      "classify", "--model", "tuned.nlpmodel", "--format", "tsv", "--text", "a really awful song")
    #expect(found.output.hasPrefix("negative\t"))
    for contradiction in [
      ["--hidden", "8"], ["--dropout", "0.1"], ["--vectors", "base.nlpmodel"],
    ] {
      let refused = try runner.run(
        train + ["--from", "base.nlpmodel", "-o", "x.nlpmodel"] + contradiction)
      #expect(refused.status == 64 && refused.error.contains("leave out \(contradiction[0])"))
    }
    let label = [
      "classify", "--model", "base.nlpmodel", "--into", "c.db", "--corpus", "plain", "--split",
      "train", "--run", "teacher",
    ]
    let stored = try runner.run(label)
    #expect(stored.status == 0 && stored.error.contains("3 documents stored as run 'teacher'"))
    #expect(try runner.run(label + ["--explain"]).status == 64)
    // Without --split it is the test split.
    let empty = try runner.run(label.filter { $0 != "--split" && $0 != "train" } + ["--quiet"])
    #expect(empty.status == 65 && empty.error.contains("the test split is empty"), "\(empty.error)")
    let student = try runner.run(
      train + ["--silver", "teacher", "--minimum-probability", "0", "-o", "student.nlpmodel"])
    #expect(student.status == 0, "\(student.error)")
    #expect(student.error.contains("teacher: 3 silver documents"))
    let unsure = try runner.run(
      train + ["--silver", "teacher", "--minimum-probability", "1", "-o", "x.nlpmodel"])
    #expect(unsure.status == 65 && unsure.error.contains("run 'teacher': nothing to learn from"))
    let several = try runner.run(
      train + ["--silver", "teacher", "--labelling", "several", "-o", "x.nlpmodel"])
    #expect(several.status == 65 && several.error.contains("several labels"))
  }

  @Test("The speed is one line of JSON")
  func benchmark() throws {
    let result = try runner.run(
      "benchmark", "classify", "--hidden", "8", "--vocabulary", "100", "--runs", "1")
    let object = try JSONObject(parsing: try #require(result.lines.first))
    #expect(object["documents_per_second"]?.double ?? 0 > 0 && object["hidden"]?.integer == 8)
    #expect(result.lines.count == 1)
  }

  /// Trains on `train.csv`, and `validation.csv` if there is one, for an epoch.
  private func trainBriefly(_ runner: CommandRunner) throws -> CommandRunner.Result {
    for split in ["train", "validation"] where runner.exists("\(split).csv") {
      let result = try runner.run(
        "ingest", "c.db", "\(split).csv", "--corpus", "c", "--split", split, "--quiet")
      #expect(result.status == 0, "\(result.error)")
    }
    return try runner.run(
      "train", "classifier", "c.db", "--corpus", "c", "-o", "c.nlpmodel", "--epochs", "1",
      "--hidden", "8")
  }

  /// The labels that a model of these tests gives probabilities to.
  private func labels(_ runner: CommandRunner) throws -> [String] {
    let result = try runner.run(
      "classify", "--model", "c.nlpmodel", "--text", "a film", "--format", "jsonl")
    let scores = try #require(try JSONObject(parsing: result.lines[0]).fields.last)
    return try JSONObject(parsing: scores.raw).fields.map(\.name).sorted()
  }

  @Test("Validation documents with labels that training never saw are left out, with a warning")
  func unknownValidationLabels() throws {
    let runner = try CommandRunner()
    try runner.write(SampleClassifier.table, to: "train.csv")
    try runner.write(
      """
      text,label
      a lovely dish,positive
      a film of two hours,neutral
      a play of two hours,neutral
      who knows,unsure
      a dull song,negative

      """, to: "validation.csv")
    let result = try trainBriefly(runner)
    #expect(result.status == 0, "\(result.error)")
    #expect(
      result.error.contains(
        "warning: 3 validation documents left out: "
          + "no training document has the label neutral or 1 other\n"))
    #expect(try labels(runner) == ["negative", "positive"])
    // With no document left there is nothing to validate on.
    let other = try CommandRunner()
    try other.write(SampleClassifier.table, to: "train.csv")
    try other.write("text,label\nwho knows,unsure\n", to: "validation.csv")
    let none = try trainBriefly(other)
    #expect(none.status == 65 && none.error.contains("such as unsure"))
    #expect(!other.exists("c.nlpmodel"))
  }

  @Test("A label with a single document does not stop training", arguments: [false, true])
  func labelWithOneDocument(hasValidation: Bool) throws {
    let runner = try CommandRunner()
    try runner.write(SampleClassifier.table + "who knows,unsure\n", to: "train.csv")
    if hasValidation { try runner.write(SampleClassifier.table, to: "validation.csv") }
    let result = try trainBriefly(runner)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.error.contains("warning: the label unsure has 1 training document only\n"))
    #expect(!result.error.contains("left out"))
    #expect(try labels(runner) == ["negative", "positive", "unsure"])
  }

  @Test("A corpus without polarity trains no sentiments")
  func noPolarity() throws {
    try runner.write(
      SampleClassifier.table.replacingOccurrences(of: "positive", with: "sports"), to: "t.csv")
    _ = try runner.run("ingest", "t.db", "t.csv", "--corpus", "t", "--quiet")
    let result = try runner.run("train", "sentiment", "t.db", "--corpus", "t", "-o", "t.nlpmodel")
    #expect(result.status == 65)
    #expect(result.error.contains("no polarity"))
    #expect(!runner.exists("t.nlpmodel"))
  }
}
