import Foundation
import TestSupport
import Testing

/// Whatever `nlptool ingest` reads, `nlptool evaluate` reads.
@Suite("Formats of nlptool evaluate")
struct EvaluateFormatTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  /// The value of the headline.
  private func score(
    _ task: String, _ gold: String, _ predicted: String, _ options: String...
  ) throws -> Double {
    let result = try runner.run(
      ["evaluate", "--task", task, "--gold", gold, "--predicted", predicted, "--format", "jsonl"]
        + options)
    #expect(result.status == 0, "\(result.error)")
    struct Line: Decodable { var value: Double }
    return try JSONDecoder().decode(Line.self, from: Data(#require(result.lines.first).utf8)).value
  }

  @Test(
    "Classes of every format",
    arguments: [
      ("gold.csv", "text;label\n\"one; two\";spam\nthree;ham\nfour;ham\n"),
      ("gold.csv", "sep=|\nlabel|text\nspam|one; two\nham|three\nham|four\n"),
      ("gold.csv", "Text , Label\none; two , spam\nthree , ham\nfour , ham\n"),
      ("gold.tsv", "label\ttext\nspam\tone; two\nham\tthree\nham\tfour\n"),
      ("gold.txt", "__label__spam one; two\n__label__ham three\n__label__ham four\n"),
      (
        "gold.json",
        #"[{"text":"one; two","label":"spam"},{"text":"three","label":"ham"},["four","ham"]]"#
      ),
      (
        "gold.jsonl",
        """
        {"text":"one; two","cats":{"spam":1,"ham":0}}
        {"text":"three","cats":{"spam":0,"ham":1}}
        {"text":"four","label":"ham"}
        """
      ),
      (
        "gold.jsonl",
        """
        {"data":{"text":"one; two"},"annotations":[{"result":[{"value":{"choices":["spam"]}}]}]}
        {"text":"three","options":[{"id":"ham"},{"id":"spam"}],"accept":["ham"],"answer":"accept"}
        {"text":"four","label":"ham"}
        """
      ),
    ])
  func classes(name: String, text: String) throws {
    let predicted = try runner.write(
      """
      {"text":"one; two","label":"spam"}
      {"text":"three","label":"spam"}
      {"text":"four","label":"ham"}
      """, to: "predicted.jsonl")
    let value = try score("classification", try runner.write(text, to: name), predicted)
    #expect(abs(value - 2 / 3) < 1e-9)
  }

  static let spans = """
    {"text":"Ada Lovelace visited Turin.","entities":[{"start":0,"end":12,"label":"PER"}]}
    """

  @Test(
    "Entities of every format",
    arguments: [
      (
        "gold.jsonl",
        #"{"text":"Ada Lovelace visited Turin.","entities":[[0,12,"PER"],[21,26,"LOC"]]}"#
      ),
      (
        "gold.jsonl",
        #"{"text":"Ada Lovelace visited Turin.","spans":[{"start":0,"end":12,"label":"PER"},{"start":21,"end":26,"label":"LOC"}]}"#
      ),
      (
        "gold.jsonl",
        #"{"text":"Ada Lovelace visited Turin.","label":[[0,12,"PER"],[21,26,"LOC"]]}"#
      ),
      (
        "gold.jsonl",
        #"{"tokens":["Ada","Lovelace","visited","Turin","."],"ner_tags":["B-PER","I-PER","O","B-LOC","O"]}"#
      ),
      (
        "gold.json",
        #"[["Ada Lovelace visited Turin.",{"entities":[[0,12,"PER"],[21,26,"LOC"]]}]]"#
      ),
      (
        "gold.csv",
        """
        text,entities
        Ada Lovelace visited Turin.,"[[0,12,""PER""],[21,26,""LOC""]]"
        """
      ),
      ("gold.conll", "Ada B-PER\nLovelace I-PER\nvisited O\nTurin B-LOC\n. O\n"),
      (
        "gold.tsv",
        """
        Sentence #\tWord\tTag
        1\tAda\tB-PER
        1\tLovelace\tI-PER
        1\tvisited\tO
        1\tTurin\tB-LOC
        1\t.\tO
        """
      ),
    ])
  func entities(name: String, text: String) throws {
    let predicted = try runner.write(Self.spans, to: "predicted.jsonl")
    let value = try score("tagging", try runner.write(text, to: name), predicted)
    #expect(abs(value - 2 / 3) < 1e-9)
  }

  @Test("Entities count where white space differs, in any unit of offsets")
  func whiteSpace() throws {
    let gold = try runner.write("🎉 O\nAda B-PER\nslept O\n. O\n", to: "gold.conll")
    let predicted = try runner.write(
      #"{"text":"🎉 Ada  slept.","entities":[{"start":3,"end":6,"label":"PER"}]}"#,
      to: "predicted.jsonl")
    #expect(try score("tagging", gold, predicted, "--offsets", "utf16") == 1)
  }

  @Test("Standoff files are gold for what was tagged")
  func standoff() throws {
    let folder = runner.folder.appending(path: "brat")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("Ada slept.\n".utf8).write(to: folder.appending(path: "a.txt"))
    try Data("T1\tPER 0 3\tAda\n".utf8).write(to: folder.appending(path: "a.ann"))
    let predicted = try runner.write(
      #"{"text":"Ada slept.","entities":[{"start":0,"end":3,"label":"PER"}]}"#,
      to: "predicted.jsonl")
    #expect(try score("tagging", folder.path, predicted) == 1)
  }

  @Test("Compressed files and UTF-16 are read, too")
  func encodings() throws {
    let text = "text,label\none,spam\ntwo,ham\n"
    let gold = runner.folder.appending(path: "gold.csv")
    try #require(text.data(using: .utf16)).write(to: gold)
    let predicted = try runner.write("spam\nham\n", to: "predicted.txt")
    #expect(try score("classification", gold.path, predicted) == 1)
    let packed = try runner.write(text, to: "packed.csv")
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-k", packed]
    try gzip.run()
    gzip.waitUntilExit()
    #expect(try score("classification", packed + ".gz", predicted) == 1)
  }

  @Test("What an annotator rejected is not gold, nor what was predicted for it")
  func rejected() throws {
    let gold = try runner.write(
      """
      {"text":"one","spans":[{"start":0,"end":3,"label":"A"}],"answer":"reject"}
      {"text":"two","spans":[{"start":0,"end":3,"label":"A"}],"answer":"accept"}
      """, to: "gold.jsonl")
    let predicted = try runner.write(
      """
      {"text":"one","entities":[]}
      {"text":"two","entities":[{"start":0,"end":3,"label":"A"}]}
      """, to: "predicted.jsonl")
    #expect(try score("tagging", gold, predicted) == 1)
  }
}
