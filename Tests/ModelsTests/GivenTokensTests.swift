import Models
import Neural
import Testing
import Text
import Tokenization

/// What a tagger of characters makes of words that were given.
@Suite("Taggers that read characters")
struct GivenTokensTests {
  /// Learns by heart that 東京 is a place and 山田 a person.
  private func tagger() throws -> SequenceTagger {
    let texts = [("東京へ行く", "東京", "LOC"), ("山田が来た", "山田", "PER"), ("本を読む", "", "")]
    var recipe = TaggerRecipe()
    recipe.tokenizer = Tokenizer.Configuration(locale: "ja", dividesCharacters: true)
    recipe.tagger.hidden = 12
    recipe.tagger.wordSize = 12
    recipe.tagger.characterSize = 0
    recipe.tagger.attributeSize = 0
    recipe.tagger.dropout = 0
    recipe.tagger.wordDropout = 0
    recipe.training.epochs = 30
    recipe.training.learningRate = 0.02
    recipe.batchSize = 4
    var documents: [Document] = []
    for _ in 0..<10 {
      for (text, name, label) in texts {
        var document = Document(text: text)
        if !name.isEmpty { document.spans = [Span(range: 0..<name.utf8.count, label: label)] }
        documents.append(document)
      }
    }
    let corpus = InMemoryCorpus(
      name: "names", documents: [.train: documents, .validation: Array(documents.prefix(3))])
    let trainer = try TaggerTrainer(corpus, recipe: recipe)
    _ = try trainer.run(pool: .serial)
    return trainer.tagger(name: "names", languages: ["ja", "zh"])
  }

  @Test("Names are found in raw text and in given words, whose tokens stay")
  func words() throws {
    let tagger = try tagger()
    #expect(tagger.card.languages == ["ja", "zh"])
    #expect(tagger.entities(in: "山田が来た").map(\.label) == ["PER"])
    #expect(tagger.entities(in: "東京へ行く", locale: "zh").map(\.range) == [0..<6])
    // The first word has the name and a particle.
    var document = Document(text: "東京へ 行く")
    document.tokens = [Token(range: 0..<9), Token(range: 10..<16)]
    document.sentences = [Sentence(range: 0..<16, tokens: 0..<2)]
    document.hasGoldTokens = true
    var documents = [document]
    tagger.annotate(&documents)
    #expect(documents[0].tokens == document.tokens && documents[0].sentences == document.sentences)
    #expect(documents[0].spans.map(\.range) == [0..<9])
    #expect(documents[0].spans.map(\.label) == ["LOC"])
  }
}
