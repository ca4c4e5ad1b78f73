import Models
import Testing
import Text

struct SentenceAugmentationTests {
  private let sentence = LabelledSentence(
    words: ["Ada", "visited", "Northern", "Chile", "."],
    spans: [TokenSpan(tokens: 0..<1, label: "PER"), TokenSpan(tokens: 2..<4, label: "LOC")])

  private func copies(
    seed: UInt64 = 1, _ change: (inout SentenceAugmentation) -> Void
  ) -> [LabelledSentence] {
    var augmentation = SentenceAugmentation()
    change(&augmentation)
    return augmentation.copies(of: [sentence], seed: seed)
  }

  @Test func nothingIsCopiedUnlessAsked() {
    #expect(copies { _ in }.isEmpty)
  }

  @Test func casesChangeAndSpansStay() {
    let copies = copies {
      $0.lowercase = 1
      $0.uppercase = 1
      $0.titlecase = 1
    }
    #expect(
      copies.map(\.words) == [
        ["ada", "visited", "northern", "chile", "."],
        ["ADA", "VISITED", "NORTHERN", "CHILE", "."],
        ["Ada", "Visited", "Northern", "Chile", "."],
      ])
    #expect(copies.allSatisfy { $0.spans == sentence.spans })
  }

  @Test func theFinalStopIsLeftOut() {
    #expect(
      copies { $0.withoutStop = 1 }.map(\.words) == [["Ada", "visited", "Northern", "Chile"]])
  }

  @Test func aTypoExchangesTwoLettersOfALongWord() throws {
    let words = try #require(copies { $0.typos = 1 }.first).words
    let changed = zip(words, sentence.words).filter { $0 != $1 }
    #expect(changed.count <= 1)
    for (typo, word) in changed {
      #expect(typo.sorted() == word.sorted() && typo.first == word.first)
    }
  }

  @Test func theSameSeedMakesTheSameCopies() {
    #expect(
      copies(seed: 3) {
        $0.typos = 1
        $0.lowercase = 0.5
      }
        == copies(seed: 3) {
          $0.typos = 1
          $0.lowercase = 0.5
        })
  }
}
