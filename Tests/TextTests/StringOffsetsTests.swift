import Testing
import Text

@Suite("Indices of strings beside offsets")
struct StringOffsetsTests {
  private let text = "Zoë 👩‍🚀 übt."

  @Test("Every range of scalars goes to indices and back")
  func roundTrip() throws {
    let bounds = Array(text.unicodeScalars.indices) + [text.endIndex]
    for (number, lower) in bounds.enumerated() {
      for upper in bounds[number...] {
        let offsets = text.utf8Offsets(of: lower..<upper)
        #expect(text.range(utf8: offsets) == lower..<upper)
        let range = try #require(Span(range: offsets, label: "X").range(in: text))
        #expect(String(text.unicodeScalars[range]) == text.slice(utf8: offsets))
        #expect(Token(range: offsets).range(in: text) == range)
      }
    }
  }

  @Test("Offsets outside of the text or inside of a character have no indices")
  func misfits() {
    // The second byte of ë.
    #expect(text.range(utf8: 0..<3) == nil)
    #expect(text.range(utf8: 3..<4) == nil)
    #expect(text.range(utf8: 0..<1000) == nil)
    #expect(text.range(utf8: -1..<1) == nil)
    #expect(Span(range: 5..<9, label: "X").range(in: "abc") == nil)
    #expect("".range(utf8: 0..<0) == "".startIndex..<"".endIndex)
  }
}
