import Foundation
import TestSupport
import Testing

@Suite("nlptool ingest, corpus and vocab")
struct CorpusCommandTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  private let people = "Ada\tB-PER\nmet\tO\nBob\tB-PER\n\nIn\tO\nParis\tB-LOC\n"

  @Test("From a file to a listing and back to a file")
  func roundTrip() throws {
    try runner.write(people, to: "people.conll")
    let first = try runner.run("ingest", "c.sqlite", "people.conll", "--corpus", "people")
    #expect(first.status == 0 && first.output.isEmpty)
    #expect(first.error.contains("2 added"))
    let second = try runner.run("ingest", "c.sqlite", "people.conll", "--corpus", "people")
    #expect(second.status == 0 && second.error.contains("0 added, 2 unchanged"))
    let list = try runner.run("corpus", "list", "c.sqlite")
    #expect(list.lines.count == 2 && list.lines[1].hasPrefix("people "))
    let export = try runner.run(
      "corpus", "export", "c.sqlite", "--corpus", "people", "--format", "conll")
    #expect(export.output == people + "\n")
    let show = try runner.run("corpus", "show", "c.sqlite", "--corpus", "people", "--limit", "1")
    #expect(show.lines == ["#1 train", "[Ada]PER met [Bob]PER"])
    let info = try runner.run(
      "corpus", "info", "c.sqlite", "--corpus", "people", "--format", "jsonl")
    #expect(info.lines.count == 1 && info.output.contains(#""entities":3"#))
    #expect(info.output.contains(#""train":{"least":2,"25%":2,"half":"#))
    let types = try runner.run(
      "corpus", "info", "c.sqlite", "--corpus", "people", "--types", "--format", "jsonl")
    #expect(types.output.contains(#""types":{"train":5,"validation":0,"test":0}"#))
  }

  @Test("Standard input, and a vocabulary that goes out and in again")
  func vocabulary() throws {
    let result = try runner.shell(
      """
      printf 'a b a\\nb c\\n' | nlptool ingest c.sqlite --corpus x --quiet &&
      nlptool vocab build c.sqlite --corpus x --quiet &&
      nlptool vocab export c.sqlite --corpus x -o first.vocab &&
      nlptool vocab import c.sqlite first.vocab --corpus x --quiet &&
      nlptool vocab export c.sqlite --corpus x
      """)
    #expect(result.output == "\t0\t0\na\t2\t1\nb\t2\t2\nc\t1\t1\n")
    #expect(try runner.read("first.vocab") == result.output)
    let show = try runner.run("vocab", "show", "c.sqlite", "--corpus", "x", "--limit", "2")
    #expect(show.lines == ["0\t(unknown)\t0\t0", "1\ta\t2\t1"])
  }

  @Test(
    "Bad input ends with its status, one line, and no store",
    arguments: [
      ("empty.conll", "", [], 65), ("scheme.conll", "Ada X-PER\nmet O\n", [], 65),
      ("torn.conll", "Ada\tB-PER\nmet\n", ["--strict"], 65),
      ("torn-only.conll", "Ada\tB-PER\nmet\n", [], 65), ("broken.jsonl", "{\"text\":\n", [], 65),
      ("a.txt", "word\n", ["--columns", "token=x"], 64),
      ("a.txt", "word\n", ["--scheme", "x"], 64),
      ("a.txt", "word\n", ["--split", "half"], 64),
    ] as [(String, String, [String], Int32)])
  func badInput(name: String, text: String, options: [String], status: Int32) throws {
    try runner.write(text, to: name)
    let result = try runner.run(["ingest", "c.sqlite", name, "--corpus", "x"] + options)
    #expect(result.status == status)
    #expect(result.output.isEmpty)
    #expect(result.error.hasPrefix("nlptool: "))
    if status == 65 { #expect(result.error.split(separator: "\n").count == 1) }
    #expect(!runner.exists("c.sqlite"))
  }

  @Test("What is no input or no store has a status of its own")
  func missing() throws {
    try runner.write("some words\n", to: "a.txt")
    #expect(try runner.run("ingest", "c.sqlite", "none.txt", "--corpus", "x").status == 66)
    // A folder without folders of classes in it.
    #expect(try runner.run("ingest", "c.sqlite", ".", "--corpus", "x").status == 65)
    #expect(!runner.exists("c.sqlite"))
    #expect(try runner.run("ingest", "a.txt", "a.txt", "--corpus", "x").status == 64)
    #expect(try runner.read("a.txt") == "some words\n")
    #expect(try runner.run("ingest", "no/folder/c.sqlite", "a.txt", "--corpus", "x").status == 73)
    #expect(try runner.run("corpus", "list", "c.sqlite").status == 66)
    #expect(try runner.run("ingest", "c.sqlite", "a.txt", "--corpus", "x").status == 0)
    #expect(try runner.run("corpus", "info", "c.sqlite", "--corpus", "y").status == 66)
    #expect(try runner.run("vocab", "show", "c.sqlite", "--corpus", "x").status == 66)
  }

  @Test("Rejected records are counted, named and kept")
  func rejected() throws {
    try runner.write(bytes: [UInt8]("fine\n".utf8) + [0xFF, 0x0A] + "fine, too".utf8, to: "a.txt")
    let result = try runner.run("ingest", "c.sqlite", "a.txt", "--corpus", "x")
    #expect(result.status == 0)
    #expect(result.error.contains("2 added, 1 rejected"))
    #expect(result.error.contains("a.txt:2: not well-formed UTF-8"))
    let info = try runner.run("corpus", "info", "c.sqlite", "--corpus", "x", "--rejected")
    #expect(info.lines.count == 1 && info.output.contains("a.txt:2: not well-formed UTF-8"))
  }

  @Test("A job that is killed again and again loses and doubles nothing")
  func killed() throws {
    let line = "This is document number N of a file. It has a second sentence, too."
    let text = (0..<20_000).map { line.replacing("N", with: "\($0 % 15_000)") + "\n" }.joined()
    try runner.write(text, to: "a.txt")
    #expect(try runner.run("ingest", "whole.sqlite", "a.txt", "--corpus", "x").status == 0)
    let result = try runner.shell(
      """
      nlptool corpus export whole.sqlite --corpus x --format jsonl > whole.jsonl
      kills=0
      for delay in 0.01 0.05 0.08 0.1 0.12 0.15 0.2 0.25 0.3 0.4 0.5; do
        nlptool ingest c.sqlite a.txt --corpus x --quiet & job=$!
        sleep $delay
        kill -9 $job 2>/dev/null && kills=$((kills + 1))
        wait $job 2>/dev/null
      done
      nlptool ingest c.sqlite a.txt --corpus x --quiet || exit 1
      nlptool corpus export c.sqlite --corpus x --format jsonl | cmp - whole.jsonl || exit 2
      echo $kills
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect((Int(result.lines.last ?? "") ?? 0) >= 1)
  }

  @Test("Ctrl-C keeps what was done and prints the line that goes on")
  func interrupted() throws {
    let result = try runner.shell(
      """
      mkfifo pipe
      yes 'A line that comes again and again.' > pipe & feeder=$!
      nlptool ingest c.sqlite --corpus x < pipe & job=$!
      until nlptool corpus list c.sqlite 2>/dev/null | grep -q '^x '; do sleep 0.1; done
      kill -INT $job
      wait $job
      echo $?
      kill $feeder 2>/dev/null
      nlptool corpus list c.sqlite | tail -1
      """)
    #expect(result.lines.first == "130")
    #expect(result.error.contains("nlptool ingest c.sqlite --corpus x"))
    #expect(result.lines.last?.hasPrefix("x ") == true)
  }

  private func makeSearchable() throws {
    let lines = [
      #"{"id":"1","text":"The Bank of Ulm is by the bank.","entities":[[4,15,"ORG"]],"label":"money"}"#,
      #"{"id":"2","text":"Ada sat on a BANK in 1843.","entities":[[0,3,"PER"]],"label":"people"}"#,
      #"{"id":"3","text":"Bankers met in 1901.","label":"money"}"#,
    ]
    try runner.write(lines.joined(separator: "\n") + "\n", to: "a.jsonl")
    #expect(try runner.run("ingest", "s.sqlite", "a.jsonl", "--corpus", "s", "-q").status == 0)
  }

  @Test("Search shows words, patterns and labels in their context", arguments: [false, true])
  func search(_ hasIndex: Bool) throws {
    try makeSearchable()
    if hasIndex { #expect(try runner.run("corpus", "index", "s.sqlite").status == 0) }
    func search(_ arguments: String...) throws -> CommandRunner.Result {
      try runner.run(["corpus", "search", "s.sqlite", "--corpus", "s"] + arguments)
    }
    let words = try search("--query", "bank", "--context", "8")
    #expect(
      words.lines == [
        "#1 train      The [Bank] of Ulm ", "#1 train   by the [bank].",
        "#2 train  at on a [BANK] in 1843",
      ])
    #expect(try search("--query", "bank", "--match-case").lines.count == 1)
    #expect(try search("--query", "Bank of Ulm").lines.count == 1)
    #expect(try search("--query", "bank", "--label", "ORG").lines.count == 1)
    #expect(try search("--label", "PER").lines.first?.contains("[Ada] sat") == true)
    #expect(try search("--regex", #"\b1[89]\d\d\b"#).lines.count == 2)
    #expect(try search("--regex", "bank", "--class", "people").lines.count == 1)
    #expect(try search("--class", "money").lines.count == 2)
    #expect(try search("--query", "nothing").status == 1)
    #expect(try search("--regex", "(").status == 64)
    #expect(try search().status == 64)
    let object = try search("--query", "ulm", "--format", "jsonl")
    #expect(object.output.contains(#""document":1,"split":"train","id":"1","start":12,"end":15"#))
    // What is added later is found, too.
    try runner.write(#"{"id":"4","text":"A new bank."}"# + "\n", to: "b.jsonl")
    #expect(try runner.run("ingest", "s.sqlite", "b.jsonl", "--corpus", "s", "-q").status == 0)
    #expect(try search("--query", "bank").lines.count == 4)
    #expect(try runner.run("corpus", "remove", "s.sqlite", "--corpus", "s").status == 0)
    #expect(try search("--query", "bank").status == 66)
  }

  @Test("A pattern that would take for ever is given up")
  func slowPattern() throws {
    try runner.write(String(repeating: "a", count: 5000) + "\nab\n", to: "a.txt")
    #expect(try runner.run("ingest", "s.sqlite", "a.txt", "--corpus", "s", "-q").status == 0)
    let result = try runner.run(
      "corpus", "search", "s.sqlite", "--corpus", "s", "--regex", "(a+)+b")
    #expect(result.status == 0 && result.lines.count == 1 && result.error.contains("given up"))
  }

  @Test("Predictions stand beside gold, and views tell what was missed")
  func runs() throws {
    let lines = [
      #"{"id":"1","text":"Ada Lovelace met Charles Babbage in London.","entities":[[0,12,"PER"]]}"#,
      #"{"id":"2","text":"xyzzy plugh","entities":[[0,5,"PER"]]}"#,
    ]
    try runner.write(lines.joined(separator: "\n") + "\n", to: "a.jsonl")
    let ingest = try runner.run(
      "ingest", "r.sqlite", "a.jsonl", "--corpus", "r", "--split", "test", "-q")
    #expect(ingest.status == 0)
    let tag = [
      "tag", "--into", "r.sqlite", "--corpus", "r", "--split", "test", "--run", "first",
    ]
    for _ in 0..<2 {
      let result = try runner.run(tag)
      #expect(result.status == 0 && result.error.contains("2 documents stored as run 'first'"))
    }
    #expect(try runner.run(tag.dropLast() + ["gold"]).status == 64)
    #expect(try runner.run("tag", "--into", "r.sqlite", "--run", "x").status == 64)
    #expect(try runner.run(["tag", "--into", "none.sqlite"] + tag.dropFirst(3)).status == 66)
    // Gold is untouched.
    let export = try runner.run("corpus", "export", "r.sqlite", "--corpus", "r")
    #expect(export.lines.count == 2 && export.output.contains(#""label":"PER","text":"xyzzy""#))
  }

  @Test("An evaluation stores what was predicted and how it scored")
  func storedEvaluation() throws {
    try SampleClassifier.write(to: runner, name: "c.nlpmodel")
    try SampleTagger.write(to: runner, name: "t.nlpmodel")
    let lines = [
      #"{"id":"1","text":"Bob met us in Rome .","label":"negative","entities":[[0,3,"PER"]]}"#,
      #"{"id":"2","text":"what a lovely film","label":"positive"}"#,
    ]
    try runner.write(lines.joined(separator: "\n") + "\n", to: "a.jsonl")
    let ingest = try runner.run(
      "ingest", "e.sqlite", "a.jsonl", "--corpus", "e", "--split", "test", "-q")
    #expect(ingest.status == 0)
    for (model, run) in [("t.nlpmodel", "tags"), ("c.nlpmodel", "classes")] {
      let evaluate = ["evaluate", "--model", model, "--corpus", "e", "--format", "jsonl", "-q"]
      let plain = try runner.run(evaluate + ["--database", "e.sqlite"])
      #expect(plain.status == 0, "\(plain.error)")
      for _ in 0..<2 {
        let stored = try runner.run(evaluate + ["--into", "e.sqlite", "--run", run])
        #expect(stored.status == 0 && stored.output == plain.output, "\(stored.error)")
      }
      let info = try runner.run("corpus", "info", "e.sqlite", "--corpus", "e")
      let header = info.lines.firstIndex { $0.hasPrefix("run \(run): 2 documents, model ") }
      let index = try #require(header)
      #expect(info.lines[(index + 1)...].contains { $0.hasPrefix("  precision") })
    }
    let info = try runner.run("corpus", "info", "e.sqlite", "--corpus", "e", "--format", "jsonl")
    #expect(info.output.contains(#""scores":[{"metric":"accuracy","value":"#))
    let evaluate = ["evaluate", "--model", "t.nlpmodel", "--into", "e.sqlite"]
    #expect(try runner.run(evaluate + ["--run", "x"]).status == 64)
    #expect(try runner.run(evaluate + ["--corpus", "e"]).status == 64)
    let two = evaluate + ["--corpus", "e", "--run", "x", "--database", "o.sqlite"]
    #expect(try runner.run(two).status == 64)
    // A run is of one model.
    let other = try runner.run(evaluate + ["--corpus", "e", "--run", "classes"])
    #expect(other.status == 64 && other.error.contains("there is a run 'classes' already"))
  }

  @Test("Vocabularies of characters and folded digits, and vectors for their words")
  func vectors() throws {
    try runner.write("In 1843 Ada met ada\nAda 1901 and\n", to: "a.txt")
    #expect(try runner.run("ingest", "v.sqlite", "a.txt", "--corpus", "v", "-q").status == 0)
    let build = ["vocab", "build", "v.sqlite", "--corpus", "v", "-q"]
    #expect(try runner.run(build + ["--characters", "--maximum-size", "2"]).status == 0)
    let show = ["vocab", "show", "v.sqlite", "--corpus", "v", "--format", "jsonl"]
    #expect(try runner.run(show).lines.count == 3)
    #expect(try runner.run(build + ["--fold-digits"]).status == 0)
    let words = try runner.run(show).lines
    #expect(words.contains { $0.contains(#""word":"0000","count":2,"documents":2"#) })
    #expect(words.contains { $0.contains(#""word":"Ada","count":2,"documents":2"#) })
    try runner.write("ada 0.5 -1\nmet 2 3e-1\nother 1 1\n", to: "glove.txt")
    let glove = try runner.run("vocab", "vectors", "v.sqlite", "glove.txt", "--corpus", "v")
    #expect(glove.status == 0 && glove.error.contains("3 of 6 words have a vector of 2 numbers"))
    try runner.write("ada 0.5 x\n", to: "bad.txt")
    let bad = try runner.run("vocab", "vectors", "v.sqlite", "bad.txt", "--corpus", "v")
    #expect(bad.status == 65 && bad.error.split(separator: "\n").count == 1)
  }
}
