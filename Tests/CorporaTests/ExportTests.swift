import Corpora
import Foundation
import TestSupport
import Testing
import Text
import TextInput

@Suite struct ExportTests {
  /// Writes all of the corpus of a store as a file.
  private func export(
    _ folder: TemporaryFolder, _ writer: (StoredCorpus) throws -> any DocumentWriter,
    to name: String
  ) throws -> String {
    let corpus = try openCorpus(folder)
    let writer = try writer(corpus)
    var text = ""
    try corpus.forEachDocument(in: .train) { text += try writer.text(of: $0) }
    return try folder.write(text, to: name)
  }

  private func columns(_ corpus: StoredCorpus) throws -> any DocumentWriter {
    ColumnWriter(marksDocuments: try corpus.maximumSentenceCount(in: .train) > 1)
  }

  private func documents(_ folder: TemporaryFolder, _ store: String) throws -> [Document] {
    try contents(folder, store: store).map(\.document)
  }

  @Test(
    .enabled(if: SharedData.has("data/wnut17")),
    arguments: [
      "wnut17/emerging.dev.conll", "wikigold/CONLL-format/data/wikigold.conll.txt",
      "btc/CONLL-format/data/e.conll", "sec-filings/CONLL-format/data/test/FIN3.txt",
      "uner-en-ewt/en_ewt-ud-dev.iob2", "uner-zh-gsd/zh_gsd-ud-dev.iob2", "crossner/music/dev.txt",
    ])
  func columnFilesComeBackTheSame(path: String) throws {
    let url = try #require(SharedData.url("data/" + path))
    let folder = try TemporaryFolder()
    try ingest([url.path], into: folder)
    var settings = ReadingSettings()
    settings.format = .conll
    let columns = try export(folder, columns, to: "export.conll")
    try ingest([columns], into: folder, store: "columns.sqlite", settings: settings)
    let lines = try export(folder, { _ in JSONLinesWriter() }, to: "export.jsonl")
    try ingest([lines], into: folder, store: "lines.sqlite")
    let before = try documents(folder, "store.sqlite")
    #expect(before.count > 1)
    #expect(try documents(folder, "columns.sqlite") == before)
    #expect(try documents(folder, "lines.sqlite") == before)
  }

  @Test(.enabled(if: SharedData.has("data/tinyshakespeare")))
  func plainTextComesBackTheSame() throws {
    let url = try #require(SharedData.url("data/us-speeches/inaugural"))
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    let folder = try TemporaryFolder()
    try ingest(names.suffix(3).map { url.path + "/" + $0 }, into: folder)
    let path = try export(folder, { _ in TextWriter() }, to: "export.txt")
    try ingest([path], into: folder, store: "again.sqlite")
    #expect(try documents(folder, "again.sqlite") == documents(folder, "store.sqlite"))
  }

  @Test func schemesAgree() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "a\tB-X\nb\tI-X\nc\tB-X\nd\tO\ne\tB-Y\n\nf\tB-X\ng\tB-Y\n", to: "a.conll")
    try ingest([path], into: folder)
    let before = try documents(folder, "store.sqlite")
    #expect(before[0].entities == ["X:a b", "X:c", "Y:e"])
    for scheme in [TagScheme.bio, .iob1, .bioes, .bilou] {
      let name = scheme.rawValue
      let written = try export(
        folder, { _ in ColumnWriter(scheme: scheme, marksDocuments: false) }, to: name + ".conll")
      try ingest([written], into: folder, store: name)
      #expect(try documents(folder, name) == before)
    }
  }

  @Test func whatColumnsCannotHoldIsAnError() throws {
    let writer = ColumnWriter(marksDocuments: false)
    var document = Document(text: "Ada met Bob", tokens: [], hasGoldTokens: true)
    #expect(throws: UnwritableDocument.self) { try writer.text(of: document) }
    document.tokens = [Token(range: 0..<3), Token(range: 4..<7), Token(range: 8..<11)]
    document.sentences = [Sentence(range: 0..<11, tokens: 0..<3)]
    #expect(try writer.text(of: document) == "Ada\tO\nmet\tO\nBob\tO\n\n")
    for ranges in [[0..<2], [1..<3], [0..<4], [0..<7, 4..<11], [3..<4]] {
      document.spans = ranges.map { Span(range: $0, label: "X") }
      #expect(throws: UnwritableDocument.self) { try writer.text(of: document) }
    }
    document.spans = []
    document.sentences = [
      Sentence(range: 0..<7, tokens: 0..<2), Sentence(range: 8..<11, tokens: 2..<3),
    ]
    #expect(throws: UnwritableDocument.self) { try writer.text(of: document) }
    let marked = ColumnWriter(marksDocuments: true)
    #expect(try marked.text(of: document).hasPrefix("-DOCSTART-\tO\n\nAda\tO\nmet\tO\n\nBob"))
    document.spans = [Span(range: 4..<11, label: "X")]
    #expect(throws: UnwritableDocument.self) { try marked.text(of: document) }
  }

  @Test func vocabulariesComeBackTheSame() throws {
    let folder = try TemporaryFolder()
    let text = "{\"text\":\"b a a \\\\ c\"}\n{\"text\":\"a b B\"}\n"
    try ingest([try folder.write(text, to: "a.jsonl")], into: folder)
    let test = try folder.write("{\"text\":\"only in the test split\"}\n", to: "b.jsonl")
    try ingest([test], into: folder, split: .given(.test))
    let corpus = try CorpusStore(path: folder.path("store.sqlite"), mode: .readWriteCreate)
      .corpus(named: "c")
    #expect(throws: CorporaError.self) { try corpus.vocabulary() }
    let vocabulary = try corpus.countVocabulary()
    #expect(vocabulary.words == ["", "a", "b", "B", "\\", "c"])
    #expect(vocabulary.counts == [0, 3, 2, 1, 1, 1])
    try corpus.store(vocabulary)
    try corpus.store(vocabulary)
    #expect(try corpus.vocabulary() == vocabulary)
    var lines = ""
    for (word, count) in zip(vocabulary.words, vocabulary.counts) {
      lines += VocabularyText.line(word, count: count) + "\n"
    }
    #expect(try VocabularyText.read(MemoryStream(Array(lines.utf8))) == vocabulary)
    #expect(lines.contains("\\\\\t1\n"))
    for bad in ["", "a\n", "a\tx\n", "a\t-1\n", "a\t1\na\t2\n", "a\t1\n\t2\n", "\\x\t1\n"] {
      #expect(throws: TextInputError.self) {
        try VocabularyText.read(MemoryStream(Array(bad.utf8)))
      }
    }
    var settings = VocabularySettings()
    settings.lowercases = true
    settings.minimumCount = 2
    settings.maximumSize = 1
    let small = try corpus.countVocabulary(settings)
    #expect(small.words == ["", "a"] || small.words == ["", "b"])
    #expect(small.counts.reduce(0, +) == 8)
  }

  @Test func removingAndDividing() throws {
    let folder = try TemporaryFolder()
    let a = try folder.write("one\ntwo\nthree\n", to: "a.txt")
    let b = try folder.write("four\n\0\n", to: "b.txt")
    try ingest([a, b], into: folder)
    let store = try CorpusStore(path: folder.path("store.sqlite"), mode: .readWriteCreate)
    let corpus = try store.corpus(named: "c")
    #expect(try corpus.removeSource("nothing") == nil)
    #expect(try corpus.removeSource(b) == 1)
    #expect(try corpus.rejectedRecords().isEmpty)
    try ingest([b], into: folder, split: .given(.test))
    #expect(try contents(folder).map(\.split) == [.train, .train, .train, .test])
    let moved = try corpus.divide(.given(.validation)) { $0 == .train }
    #expect(moved == 3)
    #expect(try corpus.documentCount(in: .validation) == 3)
    #expect(try store.removeCorpus(named: "c") == 4)
    #expect(try store.corpora().isEmpty)
    #expect(throws: CorporaError.self) { try store.removeCorpus(named: "c") }
  }
}
