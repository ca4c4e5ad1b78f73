import Foundation
import Models
import PretrainedModels
import Testing
import Text

/// What the embedded tagger of words has to be: small, sourced, and right about the plainest text.
@Suite(.enabled(if: PretrainedModel.all.contains { $0.name == "en-words" }, "needs en-words"))
struct EnglishWordsTests {
  private func tagger() throws -> TokenTagger {
    try TokenTagger(PretrainedModel.englishWords.file())
  }

  @Test func isSmallAndSaysWhereItComesFrom() throws {
    let file = try PretrainedModel.englishWords.file()
    #expect(file.byteCount < 1_600_000 && file.vectorSourceName == "en-entities")
    let card = try tagger().card
    #expect(card.name == "en-words" && !card.summary.isEmpty)
    #expect(card.corpora.map(\.licence) == ["CC BY-SA 4.0"])
    #expect(card.corpora.allSatisfy { $0.attribution?.isEmpty == false })
    #expect(card.notes.contains { $0.contains("CC BY-SA 4.0") })
  }

  @Test func plainSentences() throws {
    let document = try tagger().analyze("The children weren't reading Ada's letters.")
    #expect(
      document.values(of: "upos") == [
        "DET", "NOUN", "AUX", "PART", "VERB", "PROPN", "PART", "NOUN", "PUNCT",
      ])
    #expect(
      document.values(of: "lemma") == [
        "the", "child", "be", "not", "read", "Ada", "'s", "letter", ".",
      ])
    #expect(document.values(of: "feats")?.dropFirst().first == "Number=Plur")
  }

  @Test func theContextDecides() throws {
    let documents = try ["I saw the man with a saw.", "They can open the can."].map {
      try tagger().analyze($0)
    }
    #expect(documents[0].values(of: "upos")?[1] == "VERB")
    #expect(documents[0].values(of: "upos")?[6] == "NOUN")
    #expect(documents[0].values(of: "lemma")?[1] == "see")
    #expect(documents[1].values(of: "upos")?[1] == "AUX")
    #expect(documents[1].values(of: "upos")?[4] == "NOUN")
  }

  @Test func exportingGivesAFileThatStandsAlone() throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).nlpmodel"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try PretrainedModel.englishWords.file().copy(to: path)
    let text = "Nobody knows what the wind carries."
    #expect(try TokenTagger(contentsOf: path).analyze(text) == tagger().analyze(text))
  }
}
