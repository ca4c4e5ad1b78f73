import Foundation
import TestSupport
import Testing
import Tokenization

/// The break tests of Unicode and ICU, which say between which characters a text breaks.
@Suite struct BreakTests {
  struct Case: Sendable {
    var text: String
    /// UTF-8 byte offsets.
    var boundaries: [Int]
    var line: Int
  }

  static func cases(_ file: String) throws -> [Case] {
    let url = GoldenFile.url(target: "TokenizationTests", file)
    let content = try String(contentsOf: url, encoding: .utf8)
    var cases: [Case] = []
    let lines = content.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let fields = line.prefix { $0 != "#" }.split { (character: Character) in
        character == " " || character == "\t"
      }
      if fields.isEmpty { continue }
      var text = ""
      var boundaries: [Int] = []
      for field in fields {
        if field == "÷" {
          boundaries.append(text.utf8.count)
        } else if field != "×" {
          let scalar = try #require(UInt32(field, radix: 16).flatMap(Unicode.Scalar.init))
          text.unicodeScalars.append(scalar)
        }
      }
      cases.append(Case(text: text, boundaries: boundaries, line: number + 1))
    }
    return cases
  }

  @Test(
    arguments: [
      // ICU takes the colon into words for Finnish and Swedish only, and the file takes it so.
      ("Word", TextUnit.word, "sv", 1823), ("Sentence", .sentence, "en", 502),
      ("Grapheme", .grapheme, "en", 756),
    ])
  func filesOfICU(_ name: String, _ unit: TextUnit, _ locale: String, _ count: Int) throws {
    let cases = try Self.cases("\(name)BreakTest.txt")
    #expect(cases.count == count)
    let segmenter = TextSegmenter(unit, locale: locale)
    for test in cases {
      let found = [0] + segmenter.segments(in: test.text).map(\.upperBound)
      #expect(found == test.boundaries, "\(name)BreakTest.txt:\(test.line)")
    }
  }
}
