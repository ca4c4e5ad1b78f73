import Testing
import Text
import Tokenization

@Suite struct MultiwordTokenTests {
  private func words(_ text: String, locale: String = "en", style: Tokenizer.Style = .treebank)
    -> [String]
  {
    let tokenizer = Tokenizer(.init(locale: locale, style: style))
    let document = tokenizer.document(text)
    return tokenizer.multiwordTokens(of: document).map { range in
      document.tokens[range].map { document.slice($0.range) }.joined(separator: "|")
    }
  }

  @Test func contractions() {
    #expect(
      words("I don't think it's Ada's; we'll see. You cannot. He’d gone, they've 'em.") == [
        "do|n't", "it|'s", "Ada|'s", "we|'ll", "can|not", "He|’d", "they|'ve",
      ])
    #expect(words("Gonna go, dont wanna.") == ["Gon|na", "do|nt", "wan|na"])
    #expect(words("DON'T") == ["DO|N'T"])
    #expect(words("She wouldn't've.").count == 1)
  }

  @Test func whatTouchesIsNotAlwaysOneWord() {
    #expect(words("5pm, (yes)! well-known and/or 'quoted' $5 a.m. No.1 e-mail").isEmpty)
    #expect(words("do n't it 's").isEmpty)
    #expect(words("").isEmpty)
    #expect(words("2012's").count <= 1)
  }

  @Test func anApostropheIsAPartWhereItIsAParticle() {
    let tokenizer = Tokenizer()
    var document = tokenizer.document("the parents' house")
    #expect(tokenizer.multiwordTokens(of: document).isEmpty)
    document.set(TokenLayer(name: "upos", values: ["DET", "NOUN", "PART", "NOUN"]))
    #expect(tokenizer.multiwordTokens(of: document) == [1..<3])
    document.set(TokenLayer(name: "upos", values: ["DET", "NOUN", "PUNCT", "NOUN"]))
    #expect(tokenizer.multiwordTokens(of: document).isEmpty)
  }

  @Test func otherLanguagesAndStylesHaveNone() {
    #expect(words("l'homme don't", locale: "fr").isEmpty)
    #expect(words("I don't", style: .unicode).isEmpty)
  }
}
