import Corpora
import Testing
import Text
import TextInput

/// A small generator of the linear congruential kind, so that a failure repeats.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) ^ (state << 31)
  }
}

@Suite struct SegmentationTests {
  /// Documents with every kind of token, gaps and lengths from 0 to beyond one byte of a number.
  private func randomDocument(_ numbers: inout SeededNumbers) -> Document {
    var document = Document(text: "")
    var length = 0
    for _ in 0..<Int.random(in: 0...4, using: &numbers) {
      let first = document.tokens.count
      length += Int.random(in: 0...300, using: &numbers)
      let start = length
      for _ in 0..<Int.random(in: 1...6, using: &numbers) {
        let lower = length + Int.random(in: 0...20, using: &numbers)
        length = lower + Int.random(in: 1...200, using: &numbers)
        document.tokens.append(
          Token(range: lower..<length, kind: Token.Kind.allCases.randomElement(using: &numbers)!))
      }
      document.sentences.append(
        Sentence(range: start..<length, tokens: first..<document.tokens.count))
    }
    document.text = String(repeating: "x", count: length)
    return document
  }

  @Test func whatIsStoredComesBack() throws {
    var numbers = SeededNumbers(state: 7)
    for _ in 0..<500 {
      let document = randomDocument(&numbers)
      let bytes = Segmentation.encode(document)
      let back = bytes.withUnsafeBytes {
        Segmentation.decode($0, textLength: document.text.utf8.count)
      }
      #expect(back?.tokens == document.tokens)
      #expect(back?.sentences == document.sentences)
    }
  }

  @Test func damagedBytesAreNeverAccessedBeyondTheText() throws {
    var numbers = SeededNumbers(state: 11)
    for _ in 0..<2000 {
      let document = randomDocument(&numbers)
      var bytes = Segmentation.encode(document)
      let place = Int.random(in: 0..<bytes.count, using: &numbers)
      if Bool.random(using: &numbers) {
        bytes[place] = UInt8.random(in: 0...255, using: &numbers)
      } else {
        bytes.removeLast(bytes.count - place)
      }
      let length = document.text.utf8.count
      guard let back = bytes.withUnsafeBytes({ Segmentation.decode($0, textLength: length) })
      else { continue }
      #expect(back.tokens.allSatisfy { $0.range.upperBound <= length })
      #expect(back.sentences.allSatisfy { $0.range.upperBound <= length })
      #expect(back.sentences.allSatisfy { $0.tokens.upperBound <= back.tokens.count })
    }
  }
}
