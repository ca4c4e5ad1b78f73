import Corpora
import GRDB
import Foundation
import Synchronization
import Testing
import Text
import Tokenization
import TextInput

/// All of a corpus, for comparison: documents in order with their splits.
func contents(_ folder: TemporaryFolder, store: String = "store.sqlite") throws -> [StoredDocument]
{
  let corpus = try openCorpus(folder, store: store)
  var rows: [StoredDocument] = []
  for split in Split.allCases { try corpus.forEachRow(in: split) { rows.append($0) } }
  return rows.sorted { $0.id < $1.id }
}

@Suite struct IngestionTests {
  private func lines(_ range: Range<Int>) -> String {
    range.map { "Document number \($0) of this file. It has two sentences.\n" }.joined()
  }

  @Test func textIsTokenizedAndComesBack() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("Ada met Bob. They talked.\n\n  caf\u{E9} \n", to: "a.txt")
    let summary = try ingest([path], into: folder)[0]
    #expect(summary.added == 2 && summary.rejected == 0)
    let rows = try contents(folder)
    #expect(rows.map(\.document.text) == ["Ada met Bob. They talked.", "  caf\u{E9} "])
    #expect(rows.map(\.line) == [1, 3])
    let tokenizer = Tokenizer()
    #expect(rows.map(\.document) == rows.map { tokenizer.document($0.document.text) })
    #expect(rows[0].document.sentences.count == 2)
  }

  @Test func aSecondRunAddsNothing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(lines(0..<50) + "\u{FFFF}\n" + lines(0..<50), to: "a.txt")
    let first = try ingest([path], into: folder, transactionSize: 7)[0]
    #expect(first.added == 101)
    let before = try contents(folder)
    let second = try ingest([path], into: folder)[0]
    #expect(second.added == 0 && second.unchanged == 101)
    // The same bytes with another time stamp.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
    let third = try ingest([path], into: folder)[0]
    #expect(third.added == 0 && third.unchanged == 101)
    #expect(try contents(folder) == before)
  }

  @Test func linesAddedToAFileAreAdded() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(lines(0..<20), to: "a.txt")
    try ingest([path], into: folder)
    try folder.write(lines(0..<30), to: "a.txt")
    let summary = try ingest([path], into: folder)[0]
    #expect(summary.added == 10 && summary.unchanged == 20)
    #expect(try contents(folder).map(\.line) == Array(1...30))
  }

  @Test func aRewrittenFileIsCompared() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(lines(0..<10) + lines(3..<5), to: "a.txt")
    try ingest([path], into: folder)
    try folder.write(lines(3..<6) + lines(3..<4) + lines(90..<92) + lines(90..<91), to: "a.txt")
    let summary = try ingest([path], into: folder, transactionSize: 2)[0]
    #expect(summary.added == 3 && summary.unchanged == 4)
    #expect(try contents(folder).count == 15)
  }

  @Test func anUnfinishedLastLineIsNotTakenTwice() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("one\ntwo", to: "a.txt")
    try ingest([path], into: folder)
    try folder.write("one\ntwo and more\nthree\n", to: "a.txt")
    let summary = try ingest([path], into: folder)[0]
    #expect(summary.added == 2 && summary.unchanged == 1)
    #expect(
      try contents(folder).map(\.document.text) == ["one", "two", "two and more", "three"])
  }

  @Test func aDocumentOfTheSameNameIsReplaced() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "{\"id\":1,\"text\":\"old\",\"label\":\"a\"}\n{\"id\":2,\"text\":\"kept\"}\n", to: "a.jsonl")
    try ingest([path], into: folder)
    let id = try contents(folder)[0].id
    try folder.write(
      "{\"id\":1,\"text\":\"new\",\"label\":\"b\"}\n{\"id\":2,\"text\":\"kept\"}\n", to: "a.jsonl")
    let summary = try ingest([path], into: folder)[0]
    #expect(summary.replaced == 1 && summary.unchanged == 1 && summary.added == 0)
    let rows = try contents(folder)
    #expect(rows.map(\.document.text) == ["new", "kept"] && rows[0].id == id)
    #expect(rows[0].document.labels == ["b"])
  }

  /// A large transaction takes all that is there; a small one ends where it is told to.
  @Test(arguments: [1, 2, 7, 1000])
  func aTransactionHasSoManyDocuments(size: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(lines(0..<50), to: "a.txt")
    try ingest([path], into: folder, transactionSize: size)
    #expect(try contents(folder).count == 50)
    let revision = try DatabaseQueue(path: folder.path("store.sqlite")).read {
      try Int.fetchOne($0, sql: "SELECT revision FROM source")
    }
    #expect(try #require(revision) >= 50 / size)
  }

  @Test func theFullTextIndexIsKeptUpToDate() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      #"{"id":"1","text":"an old river"}"# + "\n" + #"{"id":"2","text":"a hill"}"# + "\n",
      to: "a.jsonl")
    try ingest([path], into: folder)
    let store = try CorpusStore(path: folder.path("store.sqlite"), mode: .readWriteCreate)
    try store.buildFullTextIndex()
    try folder.write(
      #"{"id":"1","text":"a new river"}"# + "\n" + #"{"id":"3","text":"the river bed"}"# + "\n",
      to: "a.jsonl")
    let summary = try ingest([path], into: folder, transactionSize: 1)[0]
    #expect(summary.replaced == 1 && summary.added == 1)
    func found(_ word: String) throws -> [Int] {
      try DatabaseQueue(path: folder.path("store.sqlite")).read { db in
        try Int.fetchAll(
          db, sql: "SELECT rowid FROM document_text WHERE document_text MATCH ? ORDER BY 1",
          arguments: [word])
      }
    }
    #expect(try found("river") == [1, 3] && found("old").isEmpty && found("new") == [1])
    try DatabaseQueue(path: folder.path("store.sqlite")).write { db in
      // Throws where the index and the texts differ.
      try db.execute(
        sql: "INSERT INTO document_text (document_text, rank) VALUES ('integrity-check', 1)")
    }
    _ = try store.removeCorpus(named: "c")
    #expect(try found("river").isEmpty)
  }

  @Test(arguments: 0..<8)
  func aRunThatWasStoppedGoesOn(stop: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      lines(0..<40) + "\0bad\n" + lines(40..<60) + "\0bad\n", to: "a.txt")
    try ingest([path], into: folder, store: "whole.sqlite", transactionSize: 5)

    let calls = Atomic<Int>(0)
    var request = IngestionRequest(corpus: "c", tokenize: { Tokenizer().annotate(&$0) })
    request.transactionSize = 5
    // Two questions a record.
    let ingestion = try Ingestion(
      into: folder.path("store.sqlite"), request,
      isCancelled: { calls.add(1, ordering: .relaxed).newValue > stop * 17 })
    let stopped = try ingestion.run([.file(path: path)])[0]
    #expect(stopped.isInterrupted)
    let resumed = try ingest([path], into: folder, transactionSize: 5)[0]
    #expect(resumed.unchanged == stopped.added)
    #expect(resumed.added + stopped.added == 60)
    #expect(try contents(folder) == contents(folder, store: "whole.sqlite"))
    #expect(
      try openCorpus(folder).rejectedRecords()
        == openCorpus(folder, store: "whole.sqlite").rejectedRecords())
  }

  @Test(arguments: 0..<5)
  func twoRunsAtOnceDoubleNothing(round: Int) async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(lines(0..<300) + "\0bad\n" + lines(250..<400), to: "a.txt")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<2 {
        group.addTask { try ingest([path], into: folder, transactionSize: 11) }
      }
      try await group.waitForAll()
    }
    let rows = try contents(folder)
    #expect(rows.map(\.line) == Array(1...300) + Array(302...451))
    #expect(try openCorpus(folder).rejectedRecords().count == 1)
  }

  @Test func anIndexLosesNoWords() throws {
    let folder = try TemporaryFolder()
    let texts = [
      "iPhone\u{3092}\u{8CB7}\u{3063}\u{305F}", "\u{6211}\u{7528}Python\u{5199}",
      "I use Python daily",
      "un caf\u{E9} noir", "un cafe\u{301} noir", "UN CAFE\u{301}", "a cafe", "12\u{212B} wide",
    ]
    let path = try folder.write(texts.joined(separator: "\n") + "\n", to: "a.txt")
    // Two tokens of a word that has no space in it.
    let words = try folder.write("# text = cannot go\ncan O\nnot O\ngo O\n\n", to: "a.conll")
    func found(_ query: String, matchesCase: Bool = false) throws -> [Int] {
      var search = CorpusSearch()
      search.query = query
      search.matchesCase = matchesCase
      var rows: [Int] = []
      _ = try openCorpus(folder).search(search) {
        rows.append($0.row.id)
        return true
      }
      return rows
    }
    func check() throws {
      #expect(try found("Python") == [2, 3] && found("iphone") == [1])
      #expect(try found("caf\u{E9}") == [4, 5, 6] && found("cafe\u{301}") == [4, 5, 6])
      #expect(try found("cafe") == [7] && found("CAF\u{C9}", matchesCase: true) == [6])
      #expect(try found("not") == [9] && found("cannot") == [9])
      #expect(try found("daily") == [3])
    }
    try ingest([path, words], into: folder)
    try check()
    let store = try CorpusStore(path: folder.path("store.sqlite"), mode: .readWriteCreate)
    try store.buildFullTextIndex()
    try check()
    _ = try store.removeCorpus(named: "c")
    try ingest([path, words], into: folder)
    try check()
    #expect(try store.removeFullTextIndex())
    try check()
  }

  @Test func recordsThatCannotBeUsedAreSetAside() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([UInt8]("good\n".utf8) + [0xC3, 0x28, 0x0A, 0x61, 0x00], to: "a")
    let summary = try ingest([path], into: folder)[0]
    #expect(summary.added == 1 && summary.rejected == 2)
    let rejected = try openCorpus(folder).rejectedRecords()
    #expect(rejected.map(\.line) == [2, 3])
    #expect(rejected[0].reason.hasPrefix("not well-formed UTF-8"))
    #expect(rejected[1].reason == "a NUL byte at byte 2")
  }

  @Test func aStrictRunIsAllOrNothing() throws {
    let folder = try TemporaryFolder()
    let good = try folder.write(lines(0..<30), to: "good.txt")
    let bad = try folder.write(lines(30..<60) + "\0\n", to: "bad.txt")
    #expect(
      throws: TextInputError.malformedRecord(
        .init(file: bad, line: 31), reason: "a NUL byte at byte 1")
    ) { try ingest([good, bad], into: folder, isStrict: true, transactionSize: 4) }
    #expect(!FileManager.default.fileExists(atPath: folder.path("store.sqlite")))
    try ingest([good], into: folder, isStrict: true)
    let before = try contents(folder)
    #expect(throws: TextInputError.self) { try ingest([bad], into: folder, isStrict: true) }
    #expect(try contents(folder) == before)
    #expect(try openCorpus(folder).summary().rejected == 0)
  }

  @Test(arguments: ["", "\n\n", " \t\n", "\0\n\0\n", "{\"text\":1}\n{}\n"])
  func aFileWithNothingUsableLeavesNoStore(text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "a")
    #expect {
      try ingest([path], into: folder)
    } throws: { error in
      guard case .nothingUsable? = error as? TextInputError else { return false }
      return !"\(error)".contains("\n")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("store.sqlite")))
  }

  @Test func otherSettingsForAKnownFileAreAnError() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(lines(0..<3), to: "a.txt")
    try ingest([path], into: folder)
    #expect(throws: CorporaError.self) { try ingest([path], into: folder, split: .given(.test)) }
    var settings = ReadingSettings()
    settings.documents = .paragraph
    #expect(throws: CorporaError.self) { try ingest([path], into: folder, settings: settings) }
  }

  @Test func splitsByHashDependOnTheTextAlone() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(lines(0..<1000), to: "a.txt")
    try ingest([path], into: folder, split: .automatic(seed: 1))
    let rows = try contents(folder)
    for row in rows {
      var hash = StableHash(seed: 1)
      hash.combine(row.document.text)
      let expected: Split =
        hash.value % 10 == 0 ? .test : hash.value % 10 == 1 ? .validation : .train
      #expect(row.split == expected)
    }
    #expect((60...140).contains(rows.count { $0.split == .test }))
    #expect((60...140).contains(rows.count { $0.split == .validation }))
  }

  @Test func aStoredCorpusIsThatOfMemory() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "Ada\tB-PER\nmet\tO\n\nParis\tB-LOC\n\nnobody\tO\n", to: "a.conll")
    try ingest([path], into: folder)
    let corpus = try openCorpus(folder)
    let documents = try corpus.documents(in: .train)
    #expect(documents.map(\.text) == ["Ada met", "Paris", "nobody"])
    let memory = InMemoryCorpus(name: "c", documents: [.train: documents])
    for split in Split.allCases {
      #expect(try corpus.fingerprint(of: split) == memory.fingerprint(of: split))
    }
    #expect(try corpus.fingerprint(of: .train) != corpus.fingerprint(of: .test))
    #expect(try corpus.entityCounts() == ["PER": 1, "LOC": 1])
  }
}
