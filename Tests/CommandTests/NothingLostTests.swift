import Foundation
import TestSupport
import Testing

/// Nothing that a command reads is written over, whatever name or link leads to it.
@Suite("Nothing lost")
struct NothingLostTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    try runner.write("Ada\tB-PER\nmet\tO\nBob\tB-PER\n\nBob\tB-PER\nwent\tO\n", to: "p.conll")
    try runner.write(String(repeating: "It rains in the morning.\n", count: 20), to: "n.txt")
    #expect(try runner.run("ingest", "s.db", "p.conll", "--corpus", "c").status == 0)
    #expect(try runner.run("vocab", "build", "s.db", "--corpus", "c").status == 0)
    try SampleTagger.write(to: runner)
    try runner.write("batchSize: 4\n", to: "r.yaml")
    for (kind, suffix) in [("-s", "link"), ("", "hard")] {
      for name in ["s.db", "n.txt", "m.nlpmodel", "r.yaml"] {
        #expect(try runner.shell("ln \(kind) \(name) \(suffix)-\(name)").status == 0)
      }
    }
  }

  private static let languageModel = "train language-model --epochs 1 --hidden 4 -q"
  private static let tagger = "train tagger s.db --corpus c --epochs 1 --hidden 4 -q"

  @Test(
    "An output that is also an input is refused before anything is done",
    arguments: [
      ("corpus export s.db --corpus c --output", "s.db"),
      ("vocab export s.db --corpus c --output", "s.db"), ("\(tagger) --output", "s.db"),
      ("train tagger hard-s.db --corpus c --epochs 1 --hidden 4 -q --output", "s.db"),
      ("\(languageModel) --input n.txt --validation 0.3 --output", "n.txt"),
      ("train vectors --input n.txt --minimum-count 1 -q --output", "n.txt"),
      ("\(tagger) --card n.txt --output", "n.txt"),
      ("\(tagger) --config r.yaml --output", "r.yaml"),
      ("\(tagger) --language-model m.nlpmodel --output", "m.nlpmodel"),
      ("model quantize m.nlpmodel --output", "m.nlpmodel"),
      ("model export m.nlpmodel --output", "m.nlpmodel"),
      ("model export m.nlpmodel --vocabulary --output", "m.nlpmodel"),
      ("ingest s.db --corpus d", "s.db"),
    ])
  func outputsThatAreInputs(command: String, file: String) throws {
    let before = try runner.bytes(file)
    for name in [file, "./\(file)", "link-\(file)", "hard-\(file)"] {
      let result = try runner.shell("nlptool \(command) \(name)")
      #expect(result.status == 64, "\(command) \(name): \(result.error)")
      #expect(result.error.split(separator: "\n").count == 1)
      #expect(try runner.bytes(file) == before)
    }
  }

  @Test("What stands beside a model is no input either")
  func companions() throws {
    for suffix in [".checkpoint", ".curve.jsonl", ".curve.svg"] {
      try runner.write(String(repeating: "It snows.\n", count: 30), to: "o\(suffix)")
      let result = try runner.shell(
        "nlptool \(Self.languageModel) --input o\(suffix) --validation 0.3 --output o")
      #expect(result.status == 64)
      #expect(try runner.read("o\(suffix)").hasPrefix("It snows."))
    }
  }

  @Test("Standard output that goes into an input is refused")
  func appendedToInput() throws {
    let before = try runner.bytes("n.txt")
    let store = try runner.bytes("s.db")
    #expect(try runner.shell("nlptool tokenize n.txt >> n.txt").status == 64)
    #expect(try runner.shell("nlptool tag --model m.nlpmodel n.txt >> link-n.txt").status == 64)
    #expect(try runner.shell("nlptool corpus export s.db --corpus c >> s.db").status == 64)
    #expect(try runner.shell("nlptool corpus show s.db --corpus c >> s.db").status == 64)
    #expect(try runner.bytes("n.txt") == before)
    #expect(try runner.bytes("s.db") == store)
  }

  @Test(
    "Nothing but a model is replaced by a model, and no store or model by a text",
    arguments: [
      ("corpus export s.db --corpus c --output", "other.db"),
      ("vocab export s.db --corpus c --output", "other.db"),
      ("corpus export s.db --corpus c --output", "m.nlpmodel"),
      ("\(tagger) --output", "other.db"), ("\(tagger) --output", "n.txt"),
      ("model quantize m.nlpmodel --output", "other.db"),
      ("model export m.nlpmodel --output", "n.txt"),
    ])
  func otherKinds(command: String, file: String) throws {
    #expect(try runner.run("ingest", "other.db", "p.conll", "--corpus", "c").status == 0)
    let before = try runner.bytes(file)
    let result = try runner.shell("nlptool \(command) \(file)")
    #expect(result.status == 73, "\(command) \(file): \(result.error)")
    #expect(try runner.bytes(file) == before)
  }

  @Test("A file is replaced whole or not at all, through a link, and with its rights")
  func replacedWhole() throws {
    try runner.write("old\n", to: "out.jsonl")
    #expect(try runner.shell("chmod 600 out.jsonl && ln -s out.jsonl o.link").status == 0)
    let refused = try runner.run(
      "corpus", "export", "s.db", "--corpus", "c", "--format", "csv", "--strict", "--output",
      "o.link")
    #expect(refused.status == 65 || refused.status == 0)
    if refused.status == 65 { #expect(try runner.read("out.jsonl") == "old\n") }
    #expect(
      try runner.run("corpus", "export", "s.db", "--corpus", "c", "--output", "o.link").status == 0)
    #expect(try runner.read("out.jsonl").contains("Ada met Bob"))
    let listing = try runner.shell("stat -c %a out.jsonl; readlink o.link; ls -A | grep -c partial")
    #expect(listing.lines == ["600", "out.jsonl", "0"])
  }

  @Test("Two trainings do not write one output")
  func twoTrainings() throws {
    let first = Self.languageModel.replacing("--epochs 1", with: "--epochs 100000")
    let result = try runner.shell(
      """
      nlptool \(first) --input n.txt --validation 0.3 --output o.nlpmodel & pid=$!
      for i in $(seq 200); do [ -e .o.nlpmodel.nlptool-lock ] && break; sleep 0.05; done
      nlptool \(Self.languageModel) --input n.txt --validation 0.3 --output o.nlpmodel
      echo "second $?"; kill -INT $pid; wait $pid; echo "first $?"
      ls -A | grep -c nlptool-lock
      """)
    #expect(result.lines == ["second 73", "first 130", "0"], "\(result.error)")
    #expect(result.error.contains("another training"))
  }
}
