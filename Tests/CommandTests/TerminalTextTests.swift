import NLPToolCommands
import Testing

@Suite("Texts on a terminal")
struct TerminalTextTests {
  private func shown(_ bytes: [UInt8]) -> [UInt8] {
    var shown: [UInt8] = []
    TerminalText.append(bytes, to: &shown)
    return shown
  }

  @Test(
    "A control character behind half of another character is shown, too",
    arguments: [
      [0xC2], [0xEF], [0xEF, 0xB7], [0xE2, 0x80], [0xF0, 0x9F],
    ] as [[UInt8]])
  func tornCharacters(start: [UInt8]) {
    for control in [0x07, 0x0D, 0x1B, 0x7F] as [UInt8] {
      let bytes = shown(start + [control] + Array("[2J".utf8))
      #expect(bytes.starts(with: start) && !bytes.contains(control))
      #expect(bytes.suffix(3) == Array("[2J".utf8)[...])
    }
    #expect(shown(start) == start)
    #expect(shown(start + Array("\u{9B}2J".utf8)) == start + Array("\u{FFFD}2J".utf8))
  }

  @Test("Other text stays as it is")
  func text() {
    for text in ["", "Ada é € \u{1F600} \u{FFFD} \u{FB1D}\t\n", "\u{C2}\u{EF}\u{A0}"] {
      #expect(shown(Array(text.utf8)) == Array(text.utf8))
    }
  }
}
