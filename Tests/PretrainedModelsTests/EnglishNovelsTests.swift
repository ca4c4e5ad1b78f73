import Models
import PretrainedModels
import Testing

/// The embedded language model of English prose.
struct EnglishNovelsTests {
  private let model: CharacterLanguageModel

  init() throws { model = try CharacterLanguageModel(PretrainedModel.englishNovels.file()) }

  @Test func saysWhereItComesFrom() {
    #expect(model.card.corpora.map(\.name) == ["english-novels"])
    #expect(
      model.card.corpora.allSatisfy { $0.licence == "public domain" && $0.attribution != nil })
    #expect(model.card.metrics.contains { $0.name == "validation bits per character" })
  }

  @Test func holdsEnglishForMoreProbable() throws {
    let sentences = [
      "She looked at him for a moment, and then she smiled.",
      "There was nothing to be done but to wait for the morning.",
    ]
    for sentence in sentences {
      let bits = try #require(model.score(sentence).bitsPerCharacter)
      #expect(bits < 2)
      let words = sentence.split(separator: " ").reversed().joined(separator: " ")
      #expect(try #require(model.score(words).bitsPerCharacter) > bits + 0.3)
      let letters = String(sentence.reversed())
      #expect(try #require(model.score(letters).bitsPerCharacter) > bits + 2)
    }
  }

  @Test func writesWords() {
    var request = GenerationRequest(prompt: "He ", length: 800)
    request.sampling.temperature = 0.6
    request.count = 2
    for text in model.generate(request) {
      let words = text.lowercased().split { !$0.isLetter }
      let common: Set = [
        "the", "and", "to", "of", "a", "i", "he", "she", "it", "in", "was", "that", "you", "his",
        "her", "had", "with", "as", "for", "at", "not", "be", "but", "on", "him", "is", "have",
      ]
      #expect(words.count > 100)
      #expect(words.count { common.contains(String($0)) } > words.count / 4)
    }
  }
}
