import Models
import TestSupport
import Testing
import Text

struct InputProjectionCacheTests {
  /// Whatever was forgotten in between, the rows of a batch's words are theirs.
  @Test func rowsAreThoseOfTheirWords() {
    var random = SeededRandom(3)
    let words = InputProjectionCache(widths: [2, 3], capacity: 40) { Float($0)! }
    var addedCount = 0
    var useCount = 0
    for _ in 0..<200 {
      // Small indices are more frequent than large ones.
      let sentences = (0..<4).map { _ in
        (0..<10).map { _ in
          String(Int(10 * random.normals(1)[0].magnitude * random.normals(1)[0].magnitude))
        }
      }
      let indices = words.indices(of: sentences.map(sentence)) { rows, values in
        addedCount += rows.count
        for (row, value) in zip(rows, values) {
          for matrix in words.projections { matrix[row, 0] = value }
        }
      }
      for (word, index) in zip(sentences.joined(), indices) {
        useCount += 1
        for matrix in words.projections { #expect(matrix[Int(index), 0] == Float(word)!) }
      }
    }
    #expect(addedCount < useCount / 2)
    #expect(addedCount > 80, "some were forgotten")
  }

  @Test func spellingsOfEqualStringsDiffer() {
    let words = InputProjectionCache(widths: [1], capacity: 8) { $0 }
    let indices = words.indices(of: [sentence(["é", "e\u{301}", "é"])]) { rows, _ in
      #expect(rows == 0..<2)
    }
    #expect(indices == [0, 1, 0])
  }

  private func sentence(_ words: [String]) -> TokenizedSentence {
    var tokens: [Token] = []
    var text = ""
    for word in words {
      let start = text.utf8.count
      text += word
      tokens.append(Token(range: start..<text.utf8.count))
    }
    return TokenizedSentence(text: text, tokens: tokens[...])
  }
}
