import Models
import PretrainedModels
import Testing

/// What the embedded model of many languages has to be: small, sourced, and right about plain
/// sentences.
struct EntitiesTests {
  @Test func isSmallAndSaysWhereItComesFrom() throws {
    let file = try PretrainedModel.entities.file()
    #expect(file.byteCount < 3_200_000)
    let card = try file.card()
    let languages = try #require(card.languages)
    #expect(languages.count == 25 && Set(card.corpora.map(\.name)) == Set(languages))
    #expect(card.labels == ["LOC", "MISC", "ORG", "PER"])
    for corpus in card.corpora {
      #expect(corpus.licence?.isEmpty == false && corpus.attribution?.isEmpty == false)
      #expect(!corpus.fingerprints.isEmpty)
    }
    #expect(card.notes.contains { $0.contains("CC BY-SA 4.0") })
  }

  @Test(arguments: [
    (
      "da", "Statsminister Mette Frederiksen besøgte København.",
      "PER Mette Frederiksen, LOC København"
    ),
    ("sv", "Astrid Lindgren föddes i Vimmerby.", "PER Astrid Lindgren, LOC Vimmerby"),
    ("nb", "Jens Stoltenberg kommer fra Oslo.", "PER Jens Stoltenberg, LOC Oslo"),
    ("hr", "Predsjednik Zoran Milanović posjetio je Zagreb.", "PER Zoran Milanović, LOC Zagreb"),
    ("sr", "Никола Тесла је рођен у Смиљану.", "PER Никола Тесла, LOC Смиљану"),
    ("ru", "Президент Владимир Путин прилетел в Москву.", "PER Владимир Путин, LOC Москву"),
    (
      "fi", "Presidentti Sauli Niinistö vieraili Helsingissä.",
      "PER Sauli Niinistö, LOC Helsingissä"
    ),
    ("ja", "安倍晋三は東京で生まれた。", "PER 安倍晋三, LOC 東京"),
    ("ko", "안철수 대표는 서울에서 기자회견을 열었다.", "PER 안철수, LOC 서울"),
    ("zh", "东京是日本的首都。", "LOC 东京, LOC 日本"),
  ])
  func names(language: String, text: String, expected: String) throws {
    let tagger = try SequenceTagger(PretrainedModel.entities.file())
    let found = tagger.entities(in: text, locale: language).map { span in
      let start = text.utf8.index(text.utf8.startIndex, offsetBy: span.range.lowerBound)
      let end = text.utf8.index(text.utf8.startIndex, offsetBy: span.range.upperBound)
      return "\(span.label) \(text[start..<end])"
    }
    #expect(found.joined(separator: ", ") == expected)
  }
}
