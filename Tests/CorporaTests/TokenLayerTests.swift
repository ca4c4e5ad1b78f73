import Corpora
import Foundation
import TestSupport
import Testing
import Text
import TextInput

/// Layers of tokens on their way through readers, the store and writers.
@Suite struct TokenLayerTests {
  private static let treebank = """
    # sent_id = s1
    # text = He can't, du Pont.
    1\tHe\the\tPRON\tPRP\tCase=Nom|Number=Sing\t_\t_\t_\t_
    2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
    2\tca\tcan\tAUX\tMD\tVerbForm=Fin\t_\t_\t_\t_
    3\tn't\tnot\tPART\tRB\t_\t_\t_\t_\t_
    4\t,\t,\tPUNCT\t,\t_\t_\t_\t_\t_
    5-6\tdu\t_\t_\t_\t_\t_\t_\t_\t_
    5\tde\tde\tADP\tIN\t_\t_\t_\t_\t_
    6\tle\tle\tDET\tDT\t_\t_\t_\t_\t_
    7\tPont\tPont\tPROPN\t_\tNumber=Sing\t_\t_\t_\tSpaceAfter=No
    8\t.\t_\tPUNCT\t.\t_\t_\t_\t_\t_

    # sent_id = s2
    # text = Yes
    1\tYes\t_\t_\t_\t_\t_\t_\t_\t_

    # sent_id = s3
    # text = Oh _
    1\tOh\toh\tINTJ\t_\t_\t_\t_\t_\t_
    2\t_\t_\tSYM\t_\t_\t_\t_\t_\t_

    """

  private let expected: [TokenLayer] = [
    TokenLayer(name: "lemma", values: ["he", "can", "not", ",", "de le", "Pont", nil]),
    TokenLayer(
      name: "upos", values: ["PRON", "AUX", "PART", "PUNCT", "ADP DET", "PROPN", "PUNCT"]),
    TokenLayer(name: "xpos", values: ["PRP", "MD", "RB", ",", "IN DT", nil, "."]),
    TokenLayer(
      name: "feats",
      values: ["Case=Nom|Number=Sing", "VerbForm=Fin", "_", "_", "_ _", "Number=Sing", "_"]),
    TokenLayer(name: "words", values: ["_", "_", "_", "_", "de le", "_", "_"]),
  ]

  @Test func theColumnsOfATreebankAreKept() throws {
    let folder = try TemporaryFolder()
    try ingest([folder.write(Self.treebank, to: "a.conllu")], into: folder)
    let documents = try openCorpus(folder).documents(in: .train)
    try #require(documents.count == 3)
    #expect(documents[0].layers == expected)
    #expect(documents[1].layers.isEmpty)
    #expect(documents[2].values(of: "lemma") == ["oh", "_"])
    #expect(documents[2].values(of: "feats") == ["_", "_"] && documents[2].layers.count == 3)

    for (name, writer) in [
      ("b.conllu", TreebankWriter(marksDocuments: false) as any DocumentWriter),
      ("b.jsonl", JSONLinesWriter()),
    ] {
      #expect(writer.omitted(from: documents[0]).isEmpty)
      let other = try TemporaryFolder()
      try ingest(
        [other.write(documents.map { try writer.text(of: $0) }.joined(), to: name)], into: other)
      #expect(try openCorpus(other).documents(in: .train) == documents)
      #expect(
        try openCorpus(other).fingerprint(of: .train) == openCorpus(folder).fingerprint(of: .train))
    }
  }

  @Test func whatChangesInALayerChangesTheFingerprint() throws {
    let folders = try [Self.treebank, Self.treebank.replacing("PRON", with: "NOUN")].map { text in
      let folder = try TemporaryFolder()
      try ingest([folder.write(text, to: "a.conllu")], into: folder)
      return folder
    }
    let fingerprints = try folders.map { try openCorpus($0).fingerprint(of: .train) }
    #expect(fingerprints[0] != fingerprints[1])
  }

  @Test func aFileThatHasChangedReplacesTheLayers() throws {
    let folder = try TemporaryFolder()
    try ingest([folder.write(Self.treebank, to: "a.conllu")], into: folder)
    try ingest(
      [folder.write(Self.treebank.replacing("INTJ", with: "NOUN"), to: "a.conllu")], into: folder)
    let documents = try openCorpus(folder).documents(in: .train)
    #expect(documents.count == 3)
    #expect(documents.last?.values(of: "upos") == ["NOUN", "SYM"])
  }

  @Test func listsOfWordsHaveColumns() throws {
    let folder = try TemporaryFolder()
    let row = #"{"tokens": ["The", "dogs"], "upos": ["DET", "NOUN"], "lemma": ["the", null]}"#
    try ingest([folder.write(row + "\n", to: "a.jsonl")], into: folder)
    let document = try #require(try openCorpus(folder).documents(in: .train).first)
    #expect(document.text == "The dogs")
    #expect(document.values(of: "upos") == ["DET", "NOUN"])
    #expect(document.values(of: "lemma") == ["the", nil])
  }

  @Test(arguments: [
    #""layers": {"upos": ["A"]}"#, #""layers": {"upos": [1, 2]}"#, #""layers": {"upos": 1}"#,
    #""layers": {"upos": ["a\nb", null]}"#, #""layers": {"": ["a", "b"]}"#,
  ])
  func layersThatDoNotFit(_ layers: String) throws {
    let folder = try TemporaryFolder()
    let row = #"{"text": "a b", "tokens": [[0, 1], [2, 3]], "sentences": [2], "#
    let good = row + #""layers": {"color": ["x", null]}}"#
    let summary = try ingest(
      [folder.write("\(good)\n\(row)\(layers)}\n", to: "a.jsonl")], into: folder)
    #expect(summary.first?.rejected == 1)
    let documents = try openCorpus(folder).documents(in: .train)
    #expect(documents.map { $0.values(of: "color") } == [["x", nil]])
  }

  /// What `nlptool analyze` writes can be ingested again.
  @Test func sentencesWithTheirTokens() throws {
    let folder = try TemporaryFolder()
    let token = #"{"start": 0, "end": 4, "text": "Élan", "upos": "NOUN", "score": 0.5}"#
    let row =
      #"{"text": "Élan du", "sentences": [{"start": 0, "end": 7, "tokens": [\#(token), "#
      + #"{"start": 5, "end": 7, "text": "du", "upos": "ADP DET", "words": "de le"}]}]}"#
    let plain = #"{"text": "a b", "sentences": [{"tokens": [{"start": 0, "end": 1}]}]}"#
    let wrong = row.replacing(#""end": 4"#, with: #""end": 9"#)
    let summary = try ingest(
      [folder.write([row, plain, wrong].joined(separator: "\n"), to: "a.jsonl")], into: folder)
    #expect(summary.first?.rejected == 1)
    let documents = try openCorpus(folder).documents(in: .train)
    #expect(documents.map(\.hasGoldTokens) == [true, false])
    #expect(documents[0].tokens.map(\.range) == [0..<5, 6..<8])
    #expect(documents[0].layers.map(\.name).sorted() == ["upos", TokenLayer.words])
    #expect(documents[0].values(of: "upos") == ["NOUN", "ADP DET"])
    #expect(documents[0].values(of: TokenLayer.words) == [nil, "de le"])
  }

  @Test func tokensWithLayersAreOneSentenceWithoutSentences() throws {
    let folder = try TemporaryFolder()
    let row = #"{"text": "a b", "tokens": [[0, 1], [2, 3]], "layers": {"upos": ["X", null]}}"#
    try ingest([folder.write(row + "\n", to: "a.jsonl")], into: folder)
    let document = try #require(try openCorpus(folder).documents(in: .train).first)
    #expect(document.values(of: "upos") == ["X", nil] && document.sentences.count == 1)
  }
}
