import Text
import Testing

@Suite("Offsets in other units")
struct OffsetConverterTests {
  /// One, two, three and four bytes, a combining mark and a sequence joined by U+200D.
  static let text = "aé漢😀e\u{301}👩\u{200D}🚀 end"

  @Test("Every scalar's offset is what the standard library counts", arguments: OffsetUnit.allCases)
  func forward(unit: OffsetUnit) {
    var converter = OffsetConverter(Self.text, to: unit)
    let scalars = Self.text.unicodeScalars
    for index in scalars.indices + [scalars.endIndex] {
      let bytes = scalars[..<index].reduce(0) { $0 + UTF8.width($1) }
      let expected =
        switch unit {
        case .utf8: bytes
        case .utf16: scalars[..<index].reduce(0) { $0 + UTF16.width($1) }
        case .scalar: scalars[..<index].count
        }
      #expect(converter.convert(bytes) == expected)
    }
  }

  @Test("The order in which one asks does not matter", arguments: OffsetUnit.allCases)
  func anyOrder(unit: OffsetUnit) {
    let count = Self.text.utf8.count
    var forward = OffsetConverter(Self.text, to: unit)
    let expected = (0...count).map { forward.convert($0) }
    var jumping = OffsetConverter(Self.text, to: unit)
    for step in 0...count {
      let offset = step * 7 % (count + 1)
      #expect(jumping.convert(offset) == expected[offset])
    }
  }

  @Test("Ranges, and text that is ASCII")
  func ranges() {
    var converter = OffsetConverter("x 😀 y", to: .utf16)
    #expect(converter.convert(2..<6) == 2..<4)
    #expect(converter.convert(0..<1) == 0..<1)
    var ascii = OffsetConverter("plain", to: .scalar)
    #expect(ascii.convert(1..<5) == 1..<5)
  }
}
