import TestSupport
import Testing
import Text

struct SubwordTests {
  private static let corpus = [
    "low low low low low lower lower newest newest newest newest newest newest",
    "widest widest widest", "Grüße aus Köln!", "Grüße, die Größe",
  ]

  private func table(size: Int = 300, _ texts: [String] = corpus) -> SubwordTable {
    var learner = SubwordLearner()
    for text in texts { learner.add(text) }
    return learner.table(size: size)
  }

  /// The example of Sennrich et al. 2016: the first pairs are e-s and es-t.
  @Test func joinsTheMostFrequentNeighboursFirst() {
    let words = table(size: 290, ["newest newest newest newest newest newest widest widest widest"])
      .words
    let joined = words.filter { $0.unicodeScalars.count > 1 }
    // Equally frequent pairs come in the order of their numbers; all of them are in all words.
    #expect(joined.prefix(2).allSatisfy { "est".contains($0) }, "\(joined)")
    #expect(joined.contains("est"))
    #expect(joined.contains(" newest"))
  }

  @Test func sizeCountsTheEndAndTheBytes() {
    #expect(table(size: 300).count <= 300)
    #expect(table(size: 300).count > 257)
    #expect(table(size: 270).count == 270)
  }

  @Test func charactersAlone() {
    let table = table(size: 0)
    #expect(table.words.allSatisfy { $0.unicodeScalars.count == 1 })
    #expect(table.encode("low").count == 4)
  }

  @Test func sameWhateverTheOrderOfTheTexts() {
    #expect(table() == table(Self.corpus.reversed()))
  }

  private func table(_ texts: [String]) -> SubwordTable { table(size: 300, texts) }

  @Test func wordsAtTheStartAndLaterAreTheSame() {
    let table = table()
    let (one, two) = (table.encode("newest"), table.encode("newest newest"))
    #expect(one + one == two)
  }

  @Test func unknownCharactersAreBytes() {
    let table = table()
    // A space, and the three bytes of the character.
    #expect(table.encode("中").suffix(3) == [229, 185, 174])
    #expect(table.decode([229]) == "\u{FFFD}")
    #expect(table.name(of: 229) == "<E4>")
  }

  /// Every text comes back byte by byte, also white space, combining marks and long runs.
  @Test(arguments: 0..<300)
  func roundTrip(seed: Int) {
    let table = table(size: seed % 2 == 0 ? 300 : 0)
    var random = SeededRandom(UInt64(seed))
    let scalars: [Unicode.Scalar] = Array(
      " \t\n\r\u{A0}\u{2003}abclowestdGrüßeKöln.,!?'\"-1234\u{301}\u{308}é中ไทยअ🎉\u{200D}\u{FEFF}\0"
        .unicodeScalars)
    var text = ""
    for _ in 0..<Int.random(in: 0...80, using: &random) {
      let scalar = scalars.randomElement(using: &random)!
      let count = Int.random(in: 0..<20, using: &random) == 0 ? 40 : 1
      for _ in 0..<count { text.unicodeScalars.append(scalar) }
    }
    let back = table.decode(table.encode(text))
    #expect(Array(back.utf8) == Array(text.utf8))
  }

  @Test(arguments: ["", " ", "  ", "\n", " a", "a ", "  a  b  ", "a\u{301}", "\u{E1}"])
  func roundTripOfShortTexts(text: String) {
    let table = table()
    #expect(Array(table.decode(table.encode(text)).utf8) == Array(text.utf8))
  }

  @Test func wordsThatAreNotDifferentMakeNoTable() {
    #expect(SubwordTable(words: ["a", "a"]) == nil)
    #expect(SubwordTable(words: [""]) == nil)
    // These are equal as strings, and different as bytes.
    #expect(SubwordTable(words: ["\u{E1}", "a\u{301}"]) != nil)
  }
}
