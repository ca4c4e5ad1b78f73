import Corpora
import Foundation
import TestSupport
import Testing
import Text
import TextInput

/// What an independent reading of a column file counts: lines, split at white space or tabs.
private struct IndependentCount: Equatable {
  var sentences = 0
  var tokens = 0
  var entities = 0

  init(sentences: Int, tokens: Int, entities: Int) {
    self.sentences = sentences
    self.tokens = tokens
    self.entities = entities
  }

  /// Sentences with an empty token are left out, as the reader rejects them.
  init(_ text: String, tokenColumn: Int, tagColumn: Int?, isTab: Bool) {
    var size = 0
    var starts = 0
    var previous = "O"
    var isBroken = false
    func finish() {
      if size > 0, !isBroken {
        sentences += 1
        tokens += size
        entities += starts
      }
      (size, starts, previous, isBroken) = (0, 0, "O", false)
    }
    for line in text.components(separatedBy: "\n") {
      if line.trimmingCharacters(in: .whitespaces).isEmpty {
        finish()
        continue
      }
      if line.hasPrefix("-DOCSTART-") { continue }
      if isTab, line.hasPrefix("# "), !line.contains("\t") { continue }
      let fields =
        isTab
        ? line.components(separatedBy: "\t")
        : line.components(separatedBy: " ").filter { !$0.isEmpty }
      if fields[tokenColumn].trimmingCharacters(in: .whitespaces).isEmpty { isBroken = true }
      let tag = fields[tagColumn ?? fields.count - 1]
      size += 1
      if tag.hasPrefix("B-") || (tag.hasPrefix("I-") && previous.dropFirst(2) != tag.dropFirst(2)) {
        starts += 1
      }
      previous = tag
    }
    finish()
  }
}

@Suite struct RealCorporaTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var path: String
    var token = 0
    var tag: Int?
    var isTab = true
    var testDescription: String { path }
  }

  static let cases: [Case] = [
    Case(path: "data/wnut17/wnut17train.conll"),
    Case(path: "data/wnut17/emerging.dev.conll"),
    Case(path: "data/wikigold/CONLL-format/data/wikigold.conll.txt", isTab: false),
    Case(path: "data/btc/CONLL-format/data/e.conll"),
    Case(path: "data/btc/CONLL-format/data/f.conll"),
    Case(path: "data/btc/CONLL-format/data/h.conll"),
    Case(path: "data/sec-filings/CONLL-format/data/train/FIN5.txt", isTab: false),
    Case(path: "data/sec-filings/CONLL-format/data/test/FIN3.txt", isTab: false),
    Case(path: "data/uner-en-ewt/en_ewt-ud-dev.iob2", token: 1, tag: 2),
    Case(path: "data/uner-zh-gsd/zh_gsd-ud-dev.iob2", token: 1, tag: 2),
    Case(path: "data/uner-pt-bosque/pt_bosque-ud-dev.iob2", token: 1, tag: 2),
    Case(path: "data/crossner/ai/dev.txt"),
    Case(path: "data/crossner/politics/train.txt"),
    Case(path: "data/wikiann/en/dev"),
  ]

  @Test(.enabled(if: SharedData.has("data/wnut17")), arguments: cases)
  func countsEqualThoseOfAnIndependentReading(of test: Case) throws {
    let url = try #require(SharedData.url(test.path))
    let folder = try TemporaryFolder()
    let summary = try ingest([url.path], into: folder)[0]
    let expected = IndependentCount(
      try String(contentsOf: url, encoding: .utf8), tokenColumn: test.token, tagColumn: test.tag,
      isTab: test.isTab)
    let counts = try #require(try openCorpus(folder).summary().counts[.train])
    #expect(
      IndependentCount(
        sentences: counts.sentences, tokens: counts.tokens, entities: counts.entities) == expected)
    #expect(counts.documents == counts.goldTokenDocuments)
    #expect(summary.added == counts.documents)
    #expect(expected.sentences > 100)
  }
}
