import NLPToolkit
import TestSupport
import Testing

@Suite("nlptool language", .enabled(if: !PretrainedModel.all.isEmpty))
struct LanguageCommandTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  @Test("Each line has its language, and a line without letters has none")
  func lines() throws {
    try runner.write(
      "Where is the nearest railway station?\nWie geht es dir heute?\nΠού είναι ο σταθμός;\n1234\n\n",
      to: "in.txt")
    let result = try runner.run("language", "in.txt")
    #expect(result.status == 0)
    #expect(result.lines.map { $0.prefix { $0 != "\t" } } == ["en", "de", "el", "und", "und"])
    let rows = try runner.run("language", "--format", "jsonl", "--top", "2", "in.txt").lines
    let object = try JSONObject(parsing: rows[1])
    #expect(object["language"] == .string("de") && object["text"] != nil)
    guard case .object(let hypotheses)? = object["hypotheses"] else {
      Issue.record("no hypotheses: \(rows[1])")
      return
    }
    #expect(hypotheses.count == 2 && hypotheses[0].name == "de")
    #expect(object["score"] == hypotheses[0].value)
  }

  @Test("Only candidates are answered, and hints and thresholds count")
  func candidates() throws {
    let among = try runner.run("language", "--among", "fr, es", "--text", "Wie geht es dir?")
    #expect(
      among.output.hasPrefix("fr") || among.output.hasPrefix("es") || among.output.hasPrefix("und"))
    let sure = try runner.run("language", "--minimum-probability", "1", "--text", "no")
    #expect(sure.output.hasPrefix("und"))
    let hinted = try runner.run("language", "--hint", "it=1e9", "--text", "no")
    #expect(hinted.output.hasPrefix("it"))
  }

  @Test("Parts of a text in two languages are told apart")
  func spans() throws {
    let text = "She said that she would come tomorrow. Er blieb noch lange im Garten sitzen."
    let result = try runner.run("language", "--spans", "--text", text)
    #expect(result.lines.map { $0.prefix(2) } == ["en", "de"])
    #expect(result.lines.last?.hasSuffix("Er blieb noch lange im Garten sitzen.") == true)
  }

  @Test("Tables are read by the column of the text")
  func tables() throws {
    try runner.write("id,text\n1,\"Wie geht es dir, mein Freund?\"\n", to: "in.csv")
    let result = try runner.run("language", "--input-format", "csv", "in.csv")
    #expect(result.status == 0 && result.lines.map { $0.prefix(2) } == ["de"])
  }

  @Test(
    "What cannot be used is told in one line",
    arguments: [
      (["--among", "xx"], 64), (["--hint", "de"], 64), (["--hint", "de=-1"], 64),
      (["--top", "0"], 64),
      (["--minimum-probability", "2"], 64), (["--model", "en-entities"], 65),
    ] as [([String], Int32)])
  func failures(arguments: [String], status: Int32) throws {
    let result = try runner.run(["language", "--text", "Hello there"] + arguments)
    #expect(result.status == status, "\(result.error)")
    #expect(
      result.error.hasPrefix("nlptool: ") || result.error.hasPrefix("Error: "), "\(result.error)")
    #expect(result.output.isEmpty)
  }

  @Test("A recognizer is trained from a corpus and scored on it")
  func training() throws {
    var table = ""
    for index in 0..<40 {
      table += "en\tthe garden is behind the house number \(index % 7) and they were there\n"
      table += "de\tder Garten ist hinter dem Haus Nummer \(index % 5) und sie waren dort\n"
    }
    try runner.write(table, to: "in.tsv")
    let ingest = try runner.run(
      "ingest", "c.sqlite", "in.tsv", "--corpus", "c", "--columns", "label=1,text=2", "--split",
      "train")
    #expect(ingest.status == 0, "\(ingest.error)")
    let train = try runner.run(
      "train", "language-recognizer", "c.sqlite", "--corpus", "c", "--buckets", "4096", "--output",
      "l.nlpmodel")
    #expect(train.status == 0, "\(train.error)")
    let answer = try runner.run("language", "--model", "l.nlpmodel", "--text", "hinter dem Garten")
    #expect(answer.output.hasPrefix("de"))
    let score = try runner.run(
      "evaluate", "--model", "l.nlpmodel", "--database", "c.sqlite", "--corpus", "c", "--split",
      "train")
    #expect(score.status == 0 && score.output.contains("accuracy 1.0000"), "\(score.output)")
    #expect(try runner.run("model", "verify", "l.nlpmodel").status == 0)
    let refused = try runner.run(
      "train", "language-recognizer", "c.sqlite", "--corpus", "c", "--dimension", "17", "--output",
      "m.nlpmodel")
    #expect(refused.status == 64 && refused.error.contains("multiple of 16"))
  }
}
