import Foundation
import TestSupport
import Testing

@Suite("nlptool ingest --job")
struct IngestionJobTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  /// The folder of the jobs of this package.
  private static let jobs = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("corpora/jobs")

  static let names =
    (try? FileManager.default.contentsOfDirectory(atPath: jobs.path))?
    .filter { $0.hasSuffix(".yaml") }.sorted() ?? []

  @Test("A job says all that there is to say")
  func job() throws {
    try runner.write("text\tclass\n", to: "data/empty.txt")
    try runner.write("good day\t1\nbad day\t0\nno day\t9\n", to: "data/train-1.tsv")
    try runner.write("fine\t1\n", to: "data/train-2.tsv")
    try runner.write("awful\t0\n", to: "data/dev.tsv")
    try runner.write(
      """
      corpus: days
      description: Days
      licence: CC0, our own
      language: en
      format: tsv
      columns: {text: 1, label: 2}
      labels: {"0": negative, "1": positive, "9": ""}
      sources:
        - path: train-*.tsv
        - path: dev.tsv
          split: validation
          sha256: "e6326e7e2ccbc5eeafd8d3a9a1e9fb9b54a8c9c13b3a8a7f0a1d1a2f9d3b9b1c"
      """, to: "bad-sum.yaml")
    let wrong = try runner.run("ingest", "c.sqlite", "--job", "bad-sum.yaml", "--data", "data")
    #expect(wrong.status == 65 && wrong.error.contains("sha256") && !runner.exists("c.sqlite"))
    let job = try runner.read("bad-sum.yaml").split(separator: "\n").dropLast()
      .joined(separator: "\n")
    try runner.write(job, to: "days.yaml")
    let dry = try runner.run(
      "ingest", "c.sqlite", "--job", "days.yaml", "--data", "data", "--dry-run")
    #expect(dry.status == 0 && !runner.exists("c.sqlite") && dry.error.contains("could be read"))
    let result = try runner.run("ingest", "c.sqlite", "--job", "days.yaml", "--data", "data")
    #expect(result.status == 0 && result.error.contains("licence: CC0"))
    #expect(result.error.contains("total"))
    let export = try runner.run("corpus", "export", "c.sqlite", "--corpus", "days")
    #expect(
      export.lines == [
        #"{"text":"good day","label":"positive"}"#, #"{"text":"bad day","label":"negative"}"#,
        #"{"text":"no day"}"#, #"{"text":"fine","label":"positive"}"#,
        #"{"text":"awful","label":"negative"}"#,
      ])
    let again = try runner.run(
      "ingest", "c.sqlite", "--job", "days.yaml", "--data", "data", "--json")
    #expect(again.status == 0 && again.lines.count == 3)
    #expect(again.lines.allSatisfy { $0.contains(#""added":0"#) })
  }

  @Test("Splits in stated proportions, by class and by group")
  func proportions() throws {
    var lines = ""
    for index in 0..<400 {
      let label = index % 4 == 0 ? "rare" : "common"
      lines +=
        #"{"id": "author\#(index / 10)/\#(index)", "text": "text \#(index)", "label": "\#(label)"}"#
        + "\n"
    }
    try runner.write(lines, to: "a.jsonl")
    try runner.write(
      "corpus: s\nsplit: {validation: 0.2, test: 0.1, stratified: true}\nsources:\n  - path: a.jsonl\n",
      to: "s.yaml")
    #expect(try runner.run("ingest", "c.sqlite", "--job", "s.yaml").status == 0)
    func count(_ corpus: String, _ split: String, _ part: String) throws -> Int {
      try runner.run("corpus", "export", "c.sqlite", "--corpus", corpus, "--split", split).lines
        .count { $0.contains(part) }
    }
    #expect(try count("s", "test", "rare") == 10 && count("s", "test", "common") == 30)
    #expect(try count("s", "validation", "rare") == 20 && count("s", "validation", "common") == 60)
    try runner.write(
      "corpus: g\nsplit: {validation: 0.2, test: 0.2, group: \"/\"}\nsources:\n  - path: a.jsonl\n",
      to: "g.yaml")
    #expect(try runner.run("ingest", "c.sqlite", "--job", "g.yaml").status == 0)
    var sizes: [Int] = []
    for split in ["train", "validation", "test"] {
      for author in 0..<40 { sizes.append(try count("g", split, "\"author\(author)/")) }
    }
    #expect(sizes.allSatisfy { $0 == 0 || $0 == 10 } && sizes.reduce(0, +) == 400)
    #expect(sizes[40..<80].contains(10) && sizes[80...].contains(10))
  }

  @Test(
    "A mistake is told with its line",
    arguments: [
      ("corpus: a\nsuorces: []\n", 2, "suorces"), ("corpus: a\nsources:\n  - pth: x\n", 3, "pth"),
      ("corpus: a\n", 1, "no sources"), ("sources:\n  - path: x\n", 1, "name of the corpus"),
      ("corpus: a\nsources: []\n", 2, "empty"), ("corpus: a\nsources: x\n", 2, "list"),
      ("corpus: a\nformat: cvs\nsources:\n  - path: x\n", 2, "cvs"),
      ("corpus: a\nsources:\n  - path: x\n    split: half\n", 4, "half"),
      ("corpus: a\nsources:\n  - path: x\n    split: {test: 2}\n", 4, "parts"),
      ("corpus: a\nsources:\n  - path: x\n    sha256: abc\n", 4, "64"),
      ("corpus: a\nsources:\n  - path: x\n    url: x\n", 4, "address"),
      ("corpus: a\ncolumns: {word: 1}\nsources:\n  - path: x\n", 2, "columns"),
      ("corpus: a\nscheme: XYZ\nsources:\n  - path: x\n", 2, "XYZ"),
      ("corpus: a\nsources:\n  - {}\n", 3, "path"), ("- a\n", 1, "mapping"),
      ("corpus: a\nlabels: 3\nsources:\n  - path: x\n", 2, "mapping"),
      ("corpus: [\n", 2, "YAML"),
      ("corpus: a\nencoding: x-none\nsources:\n  - path: x\n", 2, "encoding"),
      ("corpus: a\nescapes: 3\nsources:\n  - path: x\n", 2, "true or false"),
      ("corpus: a\ncorpus: b\n", 1, "twice"),
      ("corpus: a\nsplit: {test: x}\nsources:\n  - path: x\n", 2, "number"),
      ("corpus: a\nsplit: {stratified: true, group: /}\nsources:\n  - path: x\n", 2, "not by both"),
    ] as [(String, Int, String)])
  func mistakes(_ text: String, _ line: Int, _ part: String) throws {
    try runner.write(text, to: "j.yaml")
    let result = try runner.run("ingest", "c.sqlite", "--job", "j.yaml")
    #expect(result.status == 65 && result.error.hasPrefix("nlptool: j.yaml:\(line): "))
    #expect(result.error.contains(part) && result.error.split(separator: "\n").count == 1)
    #expect(!runner.exists("c.sqlite"))
  }

  @Test("What is missing is told, or passed over where that is asked for")
  func missing() throws {
    try runner.write("one\n", to: "a.txt")
    try runner.write("corpus: a\nsources:\n  - path: a.txt\n  - path: b.txt\n", to: "j.yaml")
    let result = try runner.run("ingest", "c.sqlite", "--job", "j.yaml")
    #expect(result.status == 66 && result.error.contains("j.yaml:4") && !runner.exists("c.sqlite"))
    #expect(try runner.run("ingest", "c.sqlite", "--job", "j.yaml", "--skip-missing").status == 0)
    try runner.write(
      "corpus: b\nsources:\n  - path: fetched.txt\n    url: file://\(runner.path("a.txt"))\n",
      to: "u.yaml")
    let fetched = try runner.run("ingest", "c.sqlite", "--job", "u.yaml", "--file-urls")
    #expect(fetched.status == 0 && runner.exists("fetched.txt"))
    #expect(try runner.run("ingest", "c.sqlite", "--job", "none.yaml").status == 66)
    #expect(try runner.run("ingest", "--job", "j.yaml").status == 64)
    #expect(try runner.run("ingest", "c.sqlite", "a.txt", "--job", "j.yaml").status == 64)
  }

  @Test("There is a job for each of the corpora that people start with")
  func all() {
    #expect(Self.names.count >= 20)
    for name in [
      "wnut17", "conll2002-es", "conll2003", "uner-en-ewt", "germeval14", "wikiann-en", "ag-news",
      "trec6", "dbpedia", "20newsgroups", "imdb", "sst2", "mr", "banking77", "clinc150",
      "ud-en-ewt",
      "tiny-shakespeare", "ptb-characters",
    ] {
      #expect(Self.names.contains(name + ".yaml"), "\(name)")
    }
  }

  /// What is there of each corpus goes in without a complaint, and again without a change; the rest
  /// of its sources is passed over. Of large files the first documents do.
  @Test(
    "The jobs run on the real corpora", .enabled(if: SharedData.has("data")),
    .timeLimit(.minutes(5)), arguments: names)
  func realCorpora(_ name: String) throws {
    let data = try #require(SharedData.url("data"))
    let isLarge = ["imdb", "wikiann", "ud-en"].contains { name.hasPrefix($0) }
    let ingest =
      [
        "ingest", "c.sqlite", "--job", Self.jobs.appendingPathComponent(name).path, "--data",
        data.path, "--skip-missing", "--offline", "--format", "jsonl",
      ] + (isLarge ? ["--limit", "1000"] : [])
    let result = try runner.run(ingest)
    if result.status == 66 {
      #expect(result.error.contains("none of its sources is there"))
      return
    }
    #expect(result.status == 0, "\(result.error.suffix(500))")
    #expect(!result.lines.isEmpty)
    for line in result.lines {
      #expect(!line.contains(#""added":0,"#), "\(line)")
      #expect(line.contains(#""rejected":0"#), "\(line)")
    }
    #expect(result.error.contains("licence: "))
    let again = try runner.run(ingest)
    #expect(again.status == 0 && again.lines.count == result.lines.count)
    for line in again.lines { #expect(line.contains(#""added":0,"#), "\(line)") }
    let list = try runner.run("corpus", "list", "c.sqlite", "--format", "jsonl")
    #expect(list.lines.count == 1 && list.output.contains(#""rejected":0"#))
    let corpus = String(name.dropLast(".yaml".count))
    let verify = try runner.run(
      "corpus", "verify", "c.sqlite", "--corpus", corpus, "--limit", "1", "--format", "jsonl")
    #expect(!verify.output.contains("damage") && [0, 1].contains(verify.status))
  }

  @Test("A source is divided by class, and those of given splits stay")
  func stratifiedSource() throws {
    let lines = (0..<100).map {
      #"{"text": "t \#($0)", "label": "\#($0 % 10 == 0 ? "rare" : "common")"}"#
    }
    try runner.write(lines.joined(separator: "\n"), to: "a.jsonl")
    try runner.write(#"{"text": "given", "label": "common"}"#, to: "b.jsonl")
    try runner.write(
      """
      corpus: s
      sources:
        - path: a.jsonl
          split: {validation: 0.2, test: 0, stratified: true}
        - path: b.jsonl
          split: test
      """, to: "s.yaml")
    for _ in 0..<2 {
      #expect(try runner.run("ingest", "c.sqlite", "--job", "s.yaml").status == 0)
      let info = try runner.run("corpus", "info", "c.sqlite", "--corpus", "s", "--format", "jsonl")
      #expect(
        info.output.contains(
          #""train":{"common":72,"rare":8},"validation":{"common":18,"rare":2},"test":{"common":1}"#
        ))
    }
  }

  @Test("What is fetched has to have its sum, and nothing is fetched offline")
  func fetchedSums() throws {
    try runner.write("one\n", to: "a.txt")
    let job = """
      corpus: b
      sources:
        - path: fetched.txt
          url: file://\(runner.path("a.txt"))
          sha256: "\(String(repeating: "0", count: 64))"
      """
    try runner.write(job, to: "u.yaml")
    let offline = try runner.run("ingest", "c.sqlite", "--job", "u.yaml", "--offline")
    #expect(offline.status == 66 && offline.error.contains("u.yaml:3"))
    let wrong = try runner.run("ingest", "c.sqlite", "--job", "u.yaml", "-q", "--file-urls")
    #expect(wrong.status == 65 && wrong.error.contains("sha256"))
    #expect(!runner.exists("fetched.txt") && !runner.exists("fetched.txt.part"))
    #expect(!runner.exists("c.sqlite"))
    // Of "one" and a line feed.
    let sum = "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"
    try runner.write(job.replacing(String(repeating: "0", count: 64), with: sum), to: "v.yaml")
    #expect(
      try runner.run("ingest", "c.sqlite", "--job", "v.yaml", "-q", "--file-urls").status == 0)
  }
}
