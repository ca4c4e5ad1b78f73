import NLPToolkit
import TestSupport
import Testing

@Suite("nlptool errors")
struct ErrorsCommandTests {
  let runner: CommandRunner

  init() throws { runner = try CommandRunner() }

  @Test("Classes in files: confusions first, then the surest mistakes")
  func classesInFiles() throws {
    let gold = try runner.write(
      #"{"text":"one","label":"a"}"# + "\n" + #"{"text":"two","label":"a"}"# + "\n"
        + #"{"text":"three","label":"b"}"# + "\n", to: "gold.jsonl")
    let predicted = try runner.write(
      #"{"text":"one","label":"b","scores":{"a":0.3,"b":0.7}}"# + "\n"
        + #"{"text":"two","label":"b","scores":{"a":0.1,"b":0.9}}"# + "\n"
        + #"{"text":"three","label":"b","scores":{"a":0.2,"b":0.8}}"# + "\n", to: "p.jsonl")
    let arguments = [
      "errors", "--gold", gold, "--predicted", predicted, "--task", "classification",
    ]
    let result = try runner.run(arguments + ["--format", "jsonl"])
    #expect(result.status == 0)
    #expect(
      result.lines == [
        #"{"type":"confusion","kind":"label","gold":"a","predicted":"b","count":2,"share":1.0}"#,
        #"{"type":"mistake","kind":"label","gold":"a","predicted":"b","score":0.9,"gold_score":0.1,"text":"two","location":"\#(predicted):2"}"#,
        #"{"type":"mistake","kind":"label","gold":"a","predicted":"b","score":0.7,"gold_score":0.3,"text":"one","location":"\#(predicted):1"}"#,
      ])
    let text = try runner.run(arguments + ["--limit", "1"])
    #expect(text.lines[0] == "2 of 3 texts with mistakes (0.6667): 2 mistakes")
    #expect(text.output.contains("a → b: 2"))
    #expect(text.output.contains("surest mistakes\n  0.90  a → b  two  "))
    #expect(!text.output.contains("0.70  a → b"))
    let page = try runner.run(arguments + ["--format", "html"])
    #expect(page.output.hasPrefix("<!doctype html>"))
    #expect(page.output.contains("<mark>a</mark> → <mark class=\"wrong\">b</mark>"))
  }

  @Test("Entities in files, with offsets in scalars")
  func entitiesInFiles() throws {
    let gold = try runner.write(
      #"{"text":"é Ada met Bob in Rome","entities":[{"start":2,"end":5,"label":"PER"},{"start":10,"end":13,"label":"PER"},{"start":17,"end":21,"label":"LOC"}]}"#,
      to: "gold.jsonl")
    let predicted = try runner.write(
      #"{"text":"é Ada met Bob in Rome","entities":[{"start":2,"end":5,"label":"LOC","score":0.8},{"start":10,"end":16,"label":"PER","score":0.9}]}"#,
      to: "p.jsonl")
    let arguments = ["errors", "--gold", gold, "--predicted", predicted, "--task", "tagging"]
    let result = try runner.run(arguments + ["--format", "jsonl", "--confusions", "0"])
    #expect(result.status == 0)
    let mistakes = try result.lines.map { try JSONObject(parsing: $0) }
    #expect(mistakes.map { $0["kind"]?.string } == ["border", "label", "missed"])
    #expect(mistakes.map { $0["score"]?.double } == [0.9, 0.8, nil])
    #expect(mistakes[0]["gold_end"]?.integer == 13)
    #expect(mistakes[0]["end"]?.integer == 16)
    #expect(mistakes[2]["gold_start"]?.integer == 17)
    let text = try runner.run(arguments)
    #expect(text.output.contains("{[Bob] in}"))
    #expect(text.output.contains("LOC missed: 1"))
    #expect(text.output.contains("PER with other borders: 1"))
  }

  @Test("A classifier on a split of a store")
  func classifier() throws {
    try SampleClassifier.write(to: runner)
    let table = try runner.write(
      "text,label\na good film,positive\na bad film,positive\nan awful play,negative\n", to: "t.csv"
    )
    let ingested = try runner.run(
      "ingest", "s.db", table, "--corpus", "reviews", "--split", "test")
    #expect(ingested.status == 0)
    let arguments = [
      "errors", "--model", "m.nlpmodel", "--database", "s.db", "--corpus", "reviews",
    ]
    let result = try runner.run(arguments)
    #expect(result.status == 0)
    #expect(result.lines[0] == "1 of 3 texts with mistakes (0.3333): 1 mistake")
    #expect(result.output.contains("positive → negative: 1"))
    #expect(result.output.contains("a bad film"))
    let empty = try runner.run(arguments + ["--split", "validation"])
    #expect(empty.status == 65)
    #expect(empty.error.contains("the validation split is empty"))
  }

  @Test("A tagger on a split of a store")
  func tagger() throws {
    try SampleTagger.write(to: runner)
    let file = try runner.write(
      #"{"text":"Bob met us in London .","entities":[{"start":0,"end":3,"label":"LOC"}]}"# + "\n",
      to: "t.jsonl")
    let labels = try SampleTagger.tagger.get().labels
    #expect(
      try runner.run("ingest", "s.db", file, "--corpus", "people", "--split", "test").status == 0)
    let result = try runner.run(
      "errors", "--model", "m.nlpmodel", "--database", "s.db", "--corpus", "people", "--format",
      "jsonl", "--confusions", "0")
    #expect(result.status == 0)
    let mistakes = try result.lines.map { try JSONObject(parsing: $0) }
    #expect(Set(mistakes.map { $0["kind"]?.string }) == ["label", "spurious"])
    #expect(mistakes.allSatisfy { labels.contains($0["predicted"]?.string ?? "") })
    #expect(mistakes.allSatisfy { ($0["score"]?.double ?? 0) > 0.5 })
  }

  @Test("Nothing to analyse, and what has no errors of this kind, is told")
  func refusals() throws {
    let nothing = try runner.run("errors")
    #expect(nothing.status == 64)
    #expect(nothing.error.contains("nothing to analyse"))
    let gold = try runner.write("a\n", to: "a.txt")
    let translation = try runner.run(
      "errors", "--gold", gold, "--predicted", gold, "--task", "translation")
    #expect(translation.status == 64)
    #expect(translation.error.contains("errors are told of tagging and classification"))
    #expect(try runner.run("errors", "--limit", "-1").status == 64)
  }
}
