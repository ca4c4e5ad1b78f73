import Foundation
import TestSupport
import Testing

@Suite("nlptool corpus and vocab in scripts")
struct CorpusScriptingTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
  }

  @Test("The unknown words of the other splits are counted with the folding of the vocabulary")
  func coverage() throws {
    try runner.write("Ada met 12 men\nmen met\n", to: "train.txt")
    try runner.write("ada saw 34 Men\n", to: "test.txt")
    for (file, split) in [("train.txt", "train"), ("test.txt", "test")] {
      let ingest = ["ingest", "c.sqlite", file, "--corpus", "x", "--split", split, "-q"]
      #expect(try runner.run(ingest).status == 0)
    }
    let build = ["vocab", "build", "c.sqlite", "--corpus", "x", "--format", "jsonl", "-q"]
    let exact = try runner.run(build)
    #expect(exact.output.hasPrefix(#"{"corpus":"x","size":5,"known":6,"unknown":0,"test":{"#))
    #expect(exact.output.contains(#""known":0,"all":4,"unknown_rate":1"#))
    #expect(try runner.run(build + ["--lowercase", "--fold-digits"]).status == 0)
    let coverage = ["vocab", "coverage", "c.sqlite", "--corpus", "x"]
    let folded = try runner.run(coverage)
    #expect(
      folded.lines == [
        "train: 0.0% of 6 words are unknown", "test: 25.0% of 4 words are unknown",
      ])
    #expect(try runner.run("vocab", "export", "c.sqlite", "--corpus", "x", "-o", "v").status == 0)
    let load = [
      "vocab", "import", "c.sqlite", "v", "--corpus", "x", "--lowercase", "--fold-digits",
    ]
    #expect(try runner.run(load).status == 0)
    #expect(try runner.run(coverage).output == folded.output)
    let lines = try runner.run(coverage + ["--format", "jsonl"])
    #expect(lines.lines.last == #"{"split":"test","known":3,"all":4,"unknown_rate":0.25}"#)
    let rare = build + ["--minimum-count", "2", "--maximum-size", "2"]
    #expect(try runner.run(rare).output.contains(#""size":3,"known":4,"unknown":2"#))
  }

  @Test("Nothing is left out of an export silently")
  func omissions() throws {
    let lines = [
      #"{"id":"1","text":"Ada met Bob.","label":"very good","#
        + #""entities":[{"start":0,"end":3,"label":"PER","text":"Ada"}]}"#,
      #"{"text":"two\nlines\t.","label":"good"}"#,
    ]
    try runner.write(lines.joined(separator: "\n") + "\n", to: "a.jsonl")
    #expect(try runner.run("ingest", "c.sqlite", "a.jsonl", "--corpus", "c", "-q").status == 0)
    func export(_ arguments: String...) throws -> CommandRunner.Result {
      try runner.run(["corpus", "export", "c.sqlite", "--corpus", "c", "--format"] + arguments)
    }
    for format in ["jsonl", "json", "csv"] {
      let result = try export(format, "--strict", "--output", "out." + format)
      #expect(result.status == 0 && result.error.isEmpty)
      let again = try runner.run(
        "ingest", format + ".sqlite", "out." + format, "--corpus", "c", "-q")
      #expect(again.status == 0)
      let found = try runner.run("corpus", "export", format + ".sqlite", "--corpus", "c")
      #expect(found.lines == lines)
    }
    let columns = try export("conll")
    #expect(columns.status == 0)
    #expect(
      columns.error == "warning: conll has no place for the classes of 2 documents, the line ends "
        + "and spaces of 1 document: not written; jsonl holds everything\n")
    let strict = try export("conll", "--strict")
    #expect(strict.status == 65 && strict.error.contains("document 1: conll has no place for its"))
    for format in ["text", "tsv", "fasttext"] {
      let plain = try export(format)
      #expect(plain.status == 65 && plain.error.contains("--escapes"))
      #expect(try export(format, "--escapes", "--output", "out." + format).status == 0)
      let again = try runner.run(
        "ingest", format + ".sqlite", "out." + format, "--corpus", "c", "--escapes",
        "--input-format", format, "-q")
      #expect(again.status == 0)
      let found = try runner.run("corpus", "export", format + ".sqlite", "--corpus", "c")
      #expect(found.output.contains(#""text":"two\nlines\t.""#))
      if format != "text" { #expect(found.output.contains(#""label":"very good""#)) }
      if format == "tsv" { #expect(found.lines == lines) }
    }
    let joined = try export("fasttext", "--label-spaces", "_")
    #expect(joined.lines.first == "__label__very_good Ada met Bob.")
    #expect(try export("fasttext", "--label-spaces", " ").status == 64)
    #expect(try export("csv", "--escapes").status == 64)
    let brat = try export("brat", "--output", "brat")
    #expect(brat.status == 0 && brat.error.contains("the names of 1 document, the classes of 2"))
  }

  @Test("What changes a store says what it did as a line of JSON, too")
  func changes() throws {
    try runner.write("a\nb\nc\nd\n", to: "a.txt")
    let ingest = ["ingest", "c.sqlite", "a.txt", "--corpus", "c", "--format", "jsonl", "-q"]
    #expect(try runner.run(ingest + ["--limit", "3"]).output.contains(#""added":3,"unchanged":0"#))
    #expect(try runner.run(ingest + ["--limit", "3"]).output.contains(#""added":0,"unchanged":3"#))
    #expect(try runner.run(ingest).output.contains(#""added":1,"unchanged":3"#))
    let split = try runner.run(
      "corpus", "split", "c.sqlite", "--corpus", "c", "--split", "test", "--format", "jsonl", "-q")
    #expect(split.output == #"{"corpus":"c","moved":4,"train":0,"validation":0,"test":4}"# + "\n")
    let index = try runner.run("corpus", "index", "c.sqlite", "--format", "jsonl")
    #expect(index.output == #"{"full_text":true}"# + "\n")
    let none = try runner.run("corpus", "remove", "c.sqlite", "--corpus", "c", "--run", "x")
    #expect(none.status == 66)
    let remove = try runner.run(
      "corpus", "remove", "c.sqlite", "--corpus", "c", "--format", "jsonl", "-q")
    #expect(remove.output == #"{"corpus":"c","documents":4}"# + "\n")
  }

  @Test("Documents of one name stay together")
  func groups() throws {
    let lines = (0..<300).map { #"{"id": "author \#($0 / 10)", "text": "text \#($0)"}"# }
    try runner.write(lines.joined(separator: "\n") + "\n", to: "a.jsonl")
    #expect(try runner.run("ingest", "c.sqlite", "a.jsonl", "--corpus", "c", "-q").status == 0)
    let split = ["corpus", "split", "c.sqlite", "--corpus", "c", "--test", "0.3", "-q"]
    #expect(try runner.run(split + ["--group", ""]).status == 0)
    var owners: [Substring: Set<String>] = [:]
    for name in ["train", "validation", "test"] {
      let export = try runner.run(
        "corpus", "export", "c.sqlite", "--corpus", "c", "--split", name)
      #expect(!export.lines.isEmpty)
      for line in export.lines {
        owners[line.split(separator: ",")[0], default: []].insert(name)
      }
    }
    #expect(owners.count == 30 && owners.values.allSatisfy { $0.count == 1 })
  }

  @Test("Records that were rejected are counted by reason")
  func reasons() throws {
    try runner.write("{\"text\":\"a\"}\n{\"txt\":1}\n{\"txt\":2}\n{\"text\":7}\n", to: "a.jsonl")
    let result = try runner.run(
      "ingest", "c.sqlite", "a.jsonl", "--corpus", "c", "--format", "jsonl")
    #expect(result.error.contains("rejected, by reason:\n  2  no field '…'; name"))
    #expect(
      result.output.contains(
        #""reasons":{"no field '…'; name the one of the text with --text-field":2,"#))
  }
}
