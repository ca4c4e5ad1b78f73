import TestSupport
import Testing

@Suite("Ingestion by the names that people write")
struct ForgivingIngestionTests {
  let runner: CommandRunner

  init() throws {
    runner = try CommandRunner()
    var table = "question,intent\n"
    for number in 0..<60 {
      table += "How far is it to place \(number)?,\(number % 3 == 0 ? "a" : "b")\n"
    }
    try runner.write(table, to: "q.csv")
  }

  private func ingest(_ arguments: String...) throws -> CommandRunner.Result {
    try runner.run(["ingest", "s.db", "q.csv", "--corpus", "c"] + arguments)
  }

  @Test("Columns by name are those of the first record")
  func columnNames() throws {
    let result = try ingest("--columns", "text=question,label=intent")
    #expect(result.status == 0, "\(result.error)")
    #expect(result.error.contains("60 added (CSV, text 1, label 2)"))
    for wrong in ["text=1,label=intent", "text", "token=word", "text=a,text=b"] {
      let result = try ingest("--columns", wrong)
      #expect(result.status == 64 && result.error.contains("--columns \(wrong): "), "\(wrong)")
      #expect(result.error.split(separator: "\n").count == 1)
    }
    let unknown = try runner.run(
      "ingest", "s.db", "q.csv", "--corpus", "d", "--columns", "text=questoin")
    #expect(unknown.status == 65 && unknown.error.contains("no column is called 'questoin'"))
  }

  @Test("So are those of a job")
  func jobColumnNames() throws {
    try runner.write(
      """
      corpus: c
      columns: {text: question, label: intent}
      sources:
        - path: q.csv
      """, to: "job.yaml")
    let result = try runner.run("ingest", "s.db", "--job", "job.yaml")
    #expect(result.error.contains("60 added (CSV, text 1, label 2)"), "\(result.error)")
    try runner.write(
      "corpus: c\ncolumns: {text: 1, label: intent}\nsources: [{path: q.csv}]\n", to: "bad.yaml")
    let bad = try runner.run("ingest", "s.db", "--job", "bad.yaml")
    #expect(bad.status == 65 && bad.error.contains("bad.yaml:2: "), "\(bad.error)")
  }

  @Test("--stratified divides each class when all documents are there")
  func stratified() throws {
    let result = try ingest(
      "--columns", "text=question,label=intent", "--split", "auto", "--stratified")
    #expect(result.status == 0, "\(result.error)")
    let counts = try runner.shell(
      """
      for s in train validation test; do
        nlptool corpus export s.db --corpus c --split $s --format csv | grep -c ',a'
      done
      """)
    #expect(counts.output == "16\n2\n2\n")
  }

  @Test("Other settings for a file that is there are told in words, with a command to paste")
  func otherSettings() throws {
    #expect(try ingest("--columns", "text=question").status == 0)
    let result = try ingest("--columns", "text=question,label=intent")
    #expect(result.status == 64)
    #expect(!result.error.contains("{"))
    #expect(result.error.contains("fields question,label,entities,id"))
    let command = try #require(result.error.firstRange(of: "nlptool corpus remove "))
    let line = String(result.error[command.lowerBound...])
    #expect(try runner.shell(line).status == 0, "\(line)")
    #expect(try ingest("--columns", "text=question,label=intent").status == 0)
  }

  @Test("A field that no record has is refused before anything is written, in large files, too")
  func unknownField() throws {
    var lines = ""
    for number in 0..<5000 { lines += "{\"text\":\"Line \(number).\",\"kind\":\"a\"}\n" }
    try runner.write(lines, to: "l.jsonl")
    let result = try runner.run(
      "ingest", "l.db", "l.jsonl", "--corpus", "c", "--label-field", "knid")
    #expect(result.status == 65 && result.error.contains("no record has a field 'knid'"))
    #expect(!runner.exists("l.db"))
    // A field that only the last records have is no mistake.
    try runner.write(lines + "{\"text\":\"End.\",\"kin\":\"b\"}\n", to: "m.jsonl")
    let late = try runner.run("ingest", "l.db", "m.jsonl", "--corpus", "c", "--label-field", "kin")
    #expect(late.status == 0, "\(late.error)")
  }

  @Test("Texts of two splits with the same words fail a corpus, similar ones do not")
  func sameWords() throws {
    let text = "the quick brown fox jumps over the lazy dog in the garden of the old house"
    try runner.write(text + "\n", to: "a.txt")
    try runner.write(
      "The quick brown fox jumps over the lazy dog, in the garden of the old house!\n", to: "b.txt")
    for (file, split) in [("a.txt", "train"), ("b.txt", "test")] {
      #expect(try runner.run("ingest", "v.db", file, "--corpus", "c", "--split", split).status == 0)
    }
    let result = try runner.run("corpus", "verify", "v.db", "--corpus", "c")
    #expect(result.status == 1)
    #expect(result.output.contains("same-words: document 2 of test"))
  }
}
