import Corpora
import Foundation
import TestSupport
import Testing
import Text
import TextInput

@Suite struct TreebankFormatTests {
  private func records(_ text: String) throws -> [InputRecord] {
    var settings = ReadingSettings()
    settings.format = .conllu
    let reader = try DocumentReaders.reader(
      of: MemoryStream(Array(text.utf8)), settings: settings)
    var records: [InputRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  private func row(_ number: String, _ form: String, _ misc: String = "_") -> String {
    "\(number)\t\(form)\t_\t_\t_\t_\t_\t_\t_\t\(misc)\n"
  }

  @Test func wordsSpacesAndMultiwordTokens() throws {
    let text =
      "# sent_id = s1\n# text = I don't, du Pont.\n" + row("1", "I")
      + row("2-3", "don't", "SpaceAfter=No")
      + row("2", "do") + row("3", "n't") + row("4", ",") + row("5-6", "du") + row("5", "de")
      + row("6", "le") + row("7", "Pont", "SpaceAfter=No") + row("7.1", "ghost") + row("8", ".")
      + "\n"
    let document = try #require(try records(text).first?.document)
    #expect(document.text == "I don't, du Pont." && document.identifier == "s1")
    #expect(
      document.tokens.map { document.slice($0.range) }
        == ["I", "do", "n't", ",", "du", "Pont", "."])
    #expect(document.sentences.count == 1 && document.hasGoldTokens)
  }

  /// Words that are not in the text stay with their token, with all that is said of them.
  @Test func wordsThatAreNotInTheText() throws {
    func row(_ number: String, _ form: String, _ columns: String, _ misc: String = "_") -> String {
      "\(number)\t\(form)\t\(columns)\t_\t_\t_\t\(misc)\n"
    }
    let text =
      "# text = au lac.\n" + row("1-2", "au", "_\t_\t_\t_") + row("1", "à", "à\tADP\t_\t_")
      + row("2", "le", "le\tDET\tD\tDefinite=Def")
      + row("3", "lac", "lac\tNOUN\tN\t_", "SpaceAfter=No")
      + row("4", ".", ".\tPUNCT\tP\t_") + "\n"
    let document = try #require(try records(text).first?.document)
    #expect(document.tokens.map { document.slice($0.range) } == ["au", "lac", "."])
    #expect(document.values(of: TokenLayer.words) == ["à le", "_", "_"])
    #expect(document.values(of: "upos") == ["ADP DET", "NOUN", "PUNCT"])
    #expect(document.values(of: "lemma") == ["à le", "lac", "."])
    // The first word has no part of speech of its language.
    #expect(document.values(of: "xpos") == [nil, "N", "P"])
    #expect(document.values(of: "feats") == ["_ Definite=Def", "_", "_"])
    // A value with a space is lost alone: where it ends could not be told.
    let spaced = text.replacingOccurrences(of: "le\tle\tDET", with: "le\tle tout\tDET")
    let apart = try #require(try records(spaced).first?.document)
    #expect(apart.values(of: "lemma") == [nil, "lac", "."])
    #expect(apart.values(of: "upos") == ["ADP DET", "NOUN", "PUNCT"])
    #expect(apart.values(of: TokenLayer.words) == ["à le", "_", "_"])
    let written = try TreebankWriter(marksDocuments: false).text(of: document)
    #expect(written == text.replacingOccurrences(of: "le\tDET\tD", with: "le\tDET\t_"))
    #expect(try records(written).compactMap(\.document) == [document])
  }

  @Test func spacesWithoutTheTextComment() throws {
    let text = row("1", "a", "SpaceAfter=No") + row("2", ",") + row("3", "b") + "\n" + row("1", "c")
    let documents = try records(text).compactMap(\.document)
    #expect(documents.map(\.text) == ["a, b", "c"])
  }

  @Test func spacesOfAllKindsAreKept() throws {
    let text =
      row("1-2", "vámonos", #"SpacesAfter=\s\s"#) + row("1", "vamos") + row("2", "nos")
      + row("3", "a", #"Gloss=to|SpacesAfter=\n"#) + row("4", "b", "SpaceAfter=No") + row("5", ".")
    let document = try #require(try records(text).first?.document)
    #expect(document.text == "vámonos  a\nb.")
    #expect(document.tokens.map { document.slice($0.range) } == ["vámonos", "a", "b", "."])
    let written = try TreebankWriter(marksDocuments: false).text(of: document)
    #expect(try records(written).compactMap(\.document) == [document])
  }

  @Test func documentsAreMarked() throws {
    let text =
      "# newdoc id = d1\n" + row("1", "a") + "\n" + row("1", "b") + "\n# newdoc\n" + row("1", "c")
    let documents = try records(text).compactMap(\.document)
    #expect(documents.map(\.text) == ["a\nb", "c"] && documents[0].identifier == "d1")
    #expect(documents[0].sentences.count == 2)
  }

  @Test(arguments: [
    ("1\ta\t_\n", "columns"), ("x\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", "number"),
    ("2\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", "word 2"), ("1\t\t_\t_\t_\t_\t_\t_\t_\t_\n", "empty"),
    ("1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", "missing"),
    ("3-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n", "order"),
  ])
  func brokenSentencesAreSetAside(_ text: String, _ reason: String) throws {
    let good = row("1", "good") + "\n"
    let found = try records(good + text + "\n" + good)
    #expect(found.compactMap(\.document).count == 2)
    let rejection = try #require(found.flatMap(\.rejections).first)
    #expect(rejection.reason.contains(reason) && rejection.line >= 3)
  }

  static let treebanks = [
    ("ud-en-ewt/en_ewt-ud-dev.conllu", 2001), ("ud-ja-gsd/ja_gsd-ud-dev.conllu", 507),
    ("ud-th-pud/th_pud-ud-test.conllu", 1000), ("ud-zh-pud/zh_pud-ud-test.conllu", 1000),
  ]

  /// What is read, written and read again is the same.
  @Test(.enabled(if: SharedData.has("data/ud-en-ewt")), arguments: treebanks)
  func treebanksComeBack(_ path: String, _ sentences: Int) throws {
    let url = try #require(SharedData.url("data/" + path))
    let reader = try DocumentReaders.reader(ofFile: url.path, settings: .init())
    var documents: [Document] = []
    while let record = try reader.next() {
      #expect(record.rejections.isEmpty)
      if let document = record.document { documents.append(document) }
    }
    #expect(documents.map(\.sentences.count).reduce(0, +) == sentences)
    let writer = TreebankWriter(marksDocuments: documents.contains { $0.sentences.count > 1 })
    let text = try documents.map { try writer.text(of: $0) }.joined()
    #expect(try records(text).compactMap(\.document) == documents)
  }
}
