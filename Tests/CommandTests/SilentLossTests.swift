import Foundation
import NLPToolkit
import TestSupport
import Testing

@Suite("Nothing is lost or doubled without a word")
struct SilentLossTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  private func utf16(_ text: String, mark: Bool) -> [UInt8] {
    ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap {
      [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)]
    }
  }

  @Test("UTF-16 is read as ingestion reads it: by its mark, and refused without one")
  func utf16AtInference() throws {
    try SampleClassifier.write(to: runner)
    let text = "what a good film\nwhat a dull play\n"
    try runner.write(text, to: "plain.txt")
    try runner.write(bytes: utf16(text, mark: true), to: "marked.txt")
    try runner.write(bytes: utf16(text, mark: false), to: "bare.txt")
    let commands = [
      ["sentiment", "--model", "m.nlpmodel"], ["classify", "--model", "m.nlpmodel"],
      ["classify", "--model", "m.nlpmodel", "--whole-file"], ["tag"], ["tokenize"], ["score"],
      ["tokenize", "--whole-file"],
    ]
    for command in commands {
      let plain = try runner.run(command + ["plain.txt"])
      #expect(plain.status == 0)
      let marked = try runner.run(command + ["marked.txt"])
      #expect(marked.status == 0 && marked.output == plain.output, "\(command)")
      let bare = try runner.run(command + ["bare.txt"])
      #expect(bare.status == 65 && bare.error.contains("a NUL"), "\(command)")
    }
    try runner.write(#"{"text":"a\u0000b"}"# + "\n", to: "nul.jsonl")
    for command in commands.prefix(2) {
      let result = try runner.run(command + ["--input-format", "jsonl", "nul.jsonl"])
      #expect(result.status == 65)
    }
    let repaired = try runner.run("tokenize", "--repair", "bare.txt")
    #expect(repaired.status == 0 && repaired.error.contains("replaced by U+FFFD"))
  }

  @Test(
    "What is no text is told before anything is written, with what reads it",
    arguments: [
      (Array("RIFF\u{24}\0\0\0WAVEfmt \n".utf8), "--input-format wav"),
      (Array("MThd\0\0\0\u{6}\0\0\0\u{1}\n".utf8), "--input-format midi"),
      (Array("SQLite format 3\0\n".utf8), "a database"), (Array("%PDF-1.4\na\n".utf8), "a PDF"),
      (Array("PK\u{3}\u{4}\nabc\n".utf8), "an archive"),
      (Array("a\0\0\0b\0\0\0\n\0\0\0".utf8), "--encoding"),
    ])
  func binaryFiles(bytes: [UInt8], hint: String) throws {
    try runner.write(bytes: bytes, to: "a.txt")
    let result = try runner.run("ingest", "s.db", "a.txt", "--corpus", "c")
    #expect(result.status == 65 && result.error.contains(hint), "\(result.error)")
    #expect(!runner.exists("s.db"))
    // In a folder of classes, too.
    try runner.write(bytes: bytes, to: "classes/one/a.txt")
    let folder = try runner.run("ingest", "s.db", "classes", "--corpus", "c")
    #expect(folder.status == 65 && folder.error.contains(hint), "\(folder.error)")
    try runner.write("We love WAVE\n", to: "b.txt")
    #expect(try runner.run("ingest", "s.db", "b.txt", "--corpus", "c").status == 0)
  }

  @Test("One input of several that cannot be used does not cost the others")
  func unusableInputs() throws {
    try runner.write("one\n", to: "1.txt")
    try runner.write("text,label\n", to: "2.csv")
    try runner.write("three\n", to: "3.txt")
    let ingest = ["ingest", "s.db", "1.txt", "2.csv", "3.txt", "--corpus", "c"]
    let result = try runner.run(ingest)
    #expect(result.status == 65)
    #expect(result.error.contains("warning: 2.csv: nothing usable"))
    #expect(result.error.hasSuffix("nlptool: 1 input can't be used\n"))
    let exported = try runner.run(
      "corpus", "export", "s.db", "--corpus", "c", "--format", "text")
    #expect(exported.lines == ["one", "three"])
    let strict = try runner.run(ingest.dropLast() + ["d", "--strict"])
    #expect(strict.status == 65 && !strict.error.contains("warning"))
  }

  @Test("A store needs a file")
  func storesWithoutFiles() throws {
    try runner.write("one\n", to: "a.txt")
    let unnamed = try runner.run("ingest", "", "a.txt", "--corpus", "c")
    #expect(unnamed.status == 73 && unnamed.error.contains("name a file"), "\(unnamed.error)")
    #expect(try runner.run("ingest", ":memory:", "a.txt", "--corpus", "c").status == 0)
    #expect(try runner.run("corpus", "list", ":memory:").lines.count == 2)
    let export = try runner.run("corpus", "export", ":memory:", "--corpus", "c", "--output", "")
    #expect(export.status == 64, "\(export.error)")
  }

  /// Sixty labelled texts, and one more.
  private func writeTexts(last: String) throws {
    let words = [("neg", ["awful", "sad", "poor"]), ("pos", ["fine", "good", "great"])]
    var table = "text,label\n"
    for number in 0..<60 {
      let (label, adjectives) = words[number % 2]
      table += "\(adjectives[number % 3]) \(adjectives[number / 3 % 3]) item \(number),\(label)\n"
    }
    try runner.write(table + last + "\n", to: "in.csv")
    #expect(try runner.run("ingest", "c.sqlite", "in.csv", "--corpus", "c", "-q").status == 0)
  }

  private func train(_ more: String...) throws -> CommandRunner.Result {
    try runner.run(
      [
        "train", "classifier", "c.sqlite", "--corpus", "c", "--output", "c.nlpmodel", "--epochs",
        "1",
      ]
        + more)
  }

  @Test("One blank label does not turn a classifier into one of several labels without a word")
  func blankLabel() throws {
    try writeTexts(last: "odd thing,")
    let several = try train()
    #expect(several.status == 0)
    #expect(several.error.contains("1 of 61 documents has no label and none has several"))
    #expect(several.error.contains("--labelling single"))
    // The score is that of the label, also where another label has a greater one.
    for text in ["zzz", "fine good item", "awful", "item", "sad great"] {
      let result = try runner.run(
        "classify", "--model", "c.nlpmodel", "--format", "jsonl", "--text", text)
      let object = try JSONObject(parsing: result.lines[0])
      let label = try #require(object["label"]?.string)
      let scores = try #require(object["scores"])
      if label != "other" { #expect(object["score"] == scores[label], "\(text)") }
      let row = try runner.run(
        "classify", "--model", "c.nlpmodel", "--format", "tsv", "--text", text)
      let cells = row.lines[0].split(separator: "\t")
      #expect(Double(cells[1]) == object["score"]?.double)
    }
    let single = try train("--labelling", "single")
    #expect(single.status == 0 && single.error.contains("1 document left out: no label"))
    let result = try runner.run(
      "classify", "--model", "c.nlpmodel", "--format", "jsonl", "--text", "zzz")
    let scores = try #require(try JSONObject(parsing: result.lines[0])["scores"])
    let sum = ["neg", "pos"].reduce(0) { $0 + (scores[$1]?.double ?? 0) }
    #expect(abs(sum - 1) < 1e-3)
  }

  @Test("A text with two classes is told by training and by verify")
  func contradictingLabels() throws {
    try writeTexts(last: "fine fine item 9,neg")
    let trained = try train()
    #expect(trained.error.contains("has the text of another with other labels"))
    let verified = try runner.run("corpus", "verify", "c.sqlite", "--corpus", "c")
    #expect(verified.status == 1 && verified.output.contains("contradicting-labels: document 61"))
  }

  @Test("A model that knows none of the labels of a corpus is told")
  func otherLabels() throws {
    try SampleClassifier.write(to: runner)
    try runner.write("text,label\na good film,praise\na bad film,blame\n", to: "in.csv")
    let ingest = ["ingest", "c.sqlite", "in.csv", "--corpus", "c", "--split", "test", "-q"]
    #expect(try runner.run(ingest).status == 0)
    let result = try runner.run(
      "evaluate", "--model", "m.nlpmodel", "--database", "c.sqlite", "--corpus", "c")
    #expect(result.status == 0)
    #expect(result.error.contains("the test split has none of the labels of the model"))
  }

  @Test("Bare tags and those of BMES are read")
  func tagsWithoutLabels() throws {
    let rows = ["O O", "O O", "O B", "B I", "I I", "I I", "O O", "", "B B", "I I", "O O"]
    try runner.write(rows.map { $0.isEmpty ? "\n" : "x \($0)\n" }.joined(), to: "both.conll")
    let lenient = try runner.run(
      "evaluate", "--gold", "both.conll", "--task", "tagging", "--format", "jsonl")
    #expect(lenient.status == 0 && lenient.lines[0].contains(#""metric":"f1","value":0.5"#))
    try runner.write("x B-A B-A\nx M-A I-A\nx E-A E-A\n", to: "bmes.conll")
    let bmes = try runner.run(
      "evaluate", "--gold", "bmes.conll", "--task", "tagging", "--format", "jsonl")
    #expect(bmes.lines[0].contains(#""value":1"#))
    #expect(bmes.error.contains("M- tags are read as I-"))
  }

  @Test("Tables are classified as they are ingested")
  func tables() throws {
    try SampleClassifier.write(to: runner)
    try runner.write(
      "id; text\n1; \"what a good\nfilm\"\n2; a dull play; too much\n\n3; an awful song\n",
      to: "in.csv")
    let result = try runner.run(
      "classify", "--model", "m.nlpmodel", "--input-format", "csv", "--format", "jsonl", "in.csv")
    #expect(result.status == 65 && result.lines.count == 3)
    let first = try JSONObject(parsing: result.lines[0])
    #expect(first["id"]?.string == "1" && first["text"]?.string == "what a good\nfilm")
    #expect(first["label"]?.string == "positive")
    #expect(try JSONObject(parsing: result.lines[1])["line"]?.integer == 4)
    #expect(try JSONObject(parsing: result.lines[2])["label"]?.string == "negative")
    try runner.write("a,b\n1,2\n", to: "other.csv")
    let other = try runner.run(
      "classify", "--model", "m.nlpmodel", "--input-format", "csv", "other.csv")
    #expect(other.status == 65 && other.error.contains("no column is called 'text'"))
  }

  @Test("A header with spaces is a header when files are compared, too")
  func headersOfEvaluation() throws {
    try runner.write("text, label\na, x\nb, y\n", to: "gold.csv")
    try runner.write("text,label\na,x\nb,y\n", to: "predicted.csv")
    let result = try runner.run(
      "evaluate", "--gold", "gold.csv", "--predicted", "predicted.csv", "--task",
      "classification", "--format", "jsonl")
    #expect(result.status == 0 && result.lines[0].contains(#""metric":"accuracy","value":1"#))
    #expect(result.output.contains(#""items":2"#) || !result.output.contains(#""items":3"#))
  }

  @Test("What was not accepted is not scored")
  func rejectedAnswers() throws {
    let gold =
      #"{"text":"a","label":"x","answer":"reject"}"# + "\n"
      + #"{"text":"b","label":"y","answer":"accept"}"# + "\n"
    try runner.write(gold, to: "gold.jsonl")
    try runner.write(
      #"{"text":"a","label":"z"}"# + "\n" + #"{"text":"b","label":"y"}"# + "\n",
      to: "predicted.jsonl")
    let result = try runner.run(
      "evaluate", "--gold", "gold.jsonl", "--predicted", "predicted.jsonl", "--task",
      "classification", "--format", "jsonl")
    #expect(result.status == 0 && result.lines[0].contains(#""metric":"accuracy","value":1"#))
  }

  @Test("Stars with decimals carry a polarity")
  func decimalStars() throws {
    try runner.write("text,label\ngood a,5.0\ngood b,4.5\nbad a,1.0\nbad b,1.0\n", to: "in.csv")
    #expect(try runner.run("ingest", "c.sqlite", "in.csv", "--corpus", "c", "-q").status == 0)
    let result = try runner.run(
      "train", "sentiment", "c.sqlite", "--corpus", "c", "--output", "s.nlpmodel", "--epochs", "1")
    #expect(result.status == 0)
  }
}
