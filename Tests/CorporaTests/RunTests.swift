import Corpora
import GRDB
import Testing
import Text
import TextInput

@Suite struct RunTests {
  private func store(_ folder: TemporaryFolder) throws -> StoredCorpus {
    let path = try folder.write(
      """
      {"text":"Ada met Bob.","entities":[[0,3,"PER"],[8,11,"PER"]],"label":"a"}
      {"text":"In Rome","entities":[[3,7,"LOC"]],"label":"b"}
      {"text":"Not seen by the run","entities":[[0,3,"PER"]]}

      """, to: "a.jsonl")
    try ingest([path], into: folder)
    return try CorpusStore(path: folder.path("store.sqlite"), mode: .readWriteCreate)
      .corpus(named: "c")
  }

  private func rows(_ folder: TemporaryFolder, _ sql: String) throws -> [String] {
    try DatabaseQueue(path: folder.path("store.sqlite")).read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { "\($0)" }.joined(separator: " ")
      }
    }
  }

  @Test func predictionsOfARunAreACorpusOfTheDocumentsItHasSeen() throws {
    let folder = try TemporaryFolder()
    let corpus = try store(folder)
    let run = try CorpusRun(named: "first", of: corpus, model: "m")
    let found = [Span(range: 4..<7, label: "LOC", score: 0.75)]
    try run.add(document: 1, spans: found)
    try run.add(document: 2)
    try run.flush()
    let store = try CorpusStore(path: folder.path("store.sqlite"), mode: .readOnly)
    let documents = try Split.allCases.flatMap {
      try store.predictions(ofRun: "first").documents(in: $0)
    }
    #expect(documents.map(\.text) == ["Ada met Bob.", "In Rome"])
    #expect(documents.map(\.spans) == [found, []])
    #expect(throws: CorporaError.self) { try store.predictions(ofRun: "other") }
  }

  @Test func viewsCompareARunWithGold() throws {
    let folder = try TemporaryFolder()
    let corpus = try store(folder)
    let before = try contents(folder)
    let run = try CorpusRun(named: "first", of: corpus, model: "m")
    try run.add(
      document: 1,
      spans: [Span(range: 0..<3, label: "PER", score: 0.9), Span(range: 4..<7, label: "LOC")],
      labels: [("a", 0.7)])
    try run.add(document: 2, labels: [("a", nil)])
    try run.record([("f1", 0.5, "s"), ("f1:PER", 0.25, "s")])
    try run.record([("f1", nil, "s")])
    try run.flush()
    #expect(
      try rows(folder, "SELECT document, words FROM missed_entity WHERE run = 'first' ORDER BY 1")
        == ["1 \"Bob\"", "2 \"Rome\""])
    #expect(
      try rows(folder, "SELECT document, label, words FROM spurious_entity") == [
        "1 \"LOC\" \"met\""
      ])
    #expect(
      try rows(folder, "SELECT document, gold, predicted FROM compared_class ORDER BY 1")
        == ["1 \"a\" \"a\"", "2 \"b\" \"a\""])
    let scores = try corpus.runScores()
    #expect(scores.map(\.metric) == ["f1", "f1:PER"] && scores.map(\.value) == [nil, 0.25])
    #expect(try rows(folder, "SELECT value FROM run_score WHERE run = 'first'").count == 2)
    #expect(try contents(folder) == before)

    // The same run again replaces what it said.
    let again = try CorpusRun(named: "first", of: corpus, model: "m")
    try again.add(document: 1)
    try again.flush()
    #expect(try rows(folder, "SELECT count(*) FROM spurious_entity") == ["0"])
    #expect(try corpus.runs().map(\.documents) == [2])
    for name in ["", "gold", "first"] {
      #expect(throws: CorporaError.self) {
        try CorpusRun(named: name, of: corpus, model: "other")
      }
    }
    #expect(try corpus.removeRun(named: "first"))
    #expect(try !corpus.removeRun(named: "first"))
    #expect(
      try rows(folder, "SELECT count(*) FROM annotation WHERE layer <> 'gold'") == ["0"])
    #expect(try contents(folder) == before)
  }

  @Test func nearDuplicatesBetweenSplitsAreFound() throws {
    let folder = try TemporaryFolder()
    let words = (0..<60).map { "word\($0 * 7919 % 997)" }
    let text = words.joined(separator: " ")
    var changed = words
    changed[30] = "another"
    let train = [text, (100..<160).map { "other\($0)" }.joined(separator: " ")]
    let test = [
      changed.joined(separator: " "), (200..<260).map { "new\($0)" }.joined(separator: " "),
    ]
    try ingest([try folder.write(train.joined(separator: "\n"), to: "train.txt")], into: folder)
    try ingest(
      [try folder.write(test.joined(separator: "\n"), to: "test.txt")], into: folder,
      split: .given(.test))
    var findings: [CorpusFinding] = []
    try openCorpus(folder).verify { findings.append($0) }
    #expect(findings.map(\.kind) == [.nearDuplicate])
    #expect(
      findings.first?.document == 3 && findings.first?.text.contains("document 1 of train") == true)
    #expect(findings.first?.kind.isError == false)
  }
}
