import Testing
import Text
import Tokenization

@Suite("Characters as tokens")
struct CharacterDivisionTests {
  private let tokenizer = Tokenizer(
    Tokenizer.Configuration(locale: "und", dividesCharacters: true))

  private func words(_ text: String) -> [String] {
    let document = tokenizer.document(text)
    #expect(document.sentences.flatMap(\.tokens) == Array(document.tokens.indices))
    return document.tokens.map { document.slice($0.range) }
  }

  @Test("Han and kana are divided, other letters and digits are not")
  func divided() {
    #expect(words("東京へ行くNHKの2020年。") == ["東", "京", "へ", "行", "く", "NHK", "の", "2020", "年", "。"])
    #expect(words("Ada can't go.") == ["Ada", "can't", "go", "."])
    #expect(words("ガキ") == ["ガ", "キ"], "a voice mark stays with its kana")
    #expect(words("").isEmpty)
  }

  @Test("White space beside Hangul is a token")
  func hangul() {
    #expect(words("AC밀란 의 12 명") == ["AC", "밀", "란", " ", "의", " ", "12", " ", "명"])
    let document = tokenizer.document("서울 입니다")
    #expect(document.tokens.map(\.kind) == [.word, .word, .whitespace, .word, .word, .word])
    #expect(words("AC Milan") == ["AC", "Milan"])
  }

  @Test("The default divides words as before")
  func standard() {
    let tokenizer = Tokenizer(Tokenizer.Configuration(locale: "ko"))
    let document = tokenizer.document("서울 입니다")
    #expect(document.tokens.map { document.slice($0.range) } == ["서울", "입니다"])
  }

}
