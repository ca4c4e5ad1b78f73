/// Text on its way to a terminal, which shows control characters rather than obeys them.
///
/// Texts, labels and names come from strangers: an escape sequence in them could set the title of the
/// window, hide lines or type commands. U+001B becomes `␛`, its picture, and so on; line feeds and tabs
/// stay. What ``Style`` asks for by marks of its own becomes the sequence for it.
enum TerminalText {
  /// Appends text as a terminal is to get it.
  static func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    var iterator = text.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\t"):
        bytes.append(byte)
      case 0..<0x20:
        appendPicture(byte, &bytes)
      case 0x7F:
        appendPicture(0x21, &bytes)
      case 0xC2:
        appendPair(byte, iterator.next(), &bytes)
      case 0xEF:
        appendTriple(byte, iterator.next(), iterator.next(), &bytes)
      default:
        bytes.append(byte)
      }
    }
  }

  /// The text as a terminal is to get it.
  static func shown(_ text: String) -> String {
    var bytes: [UInt8] = []
    append(text.utf8, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// U+2400 and the number of the control character; U+2421 for delete.
  private static func appendPicture(_ number: UInt8, _ bytes: inout [UInt8]) {
    bytes += [0xE2, 0x90, 0x80 + number]
  }

  /// U+0080 to U+009F are control characters without pictures.
  private static func appendPair(_ first: UInt8, _ second: UInt8?, _ bytes: inout [UInt8]) {
    if let second, (0x80..<0xA0).contains(second) {
      bytes += "\u{FFFD}".utf8
    } else {
      bytes.append(first)
      if let second { bytes.append(second) }
    }
  }

  private static func appendTriple(
    _ first: UInt8, _ second: UInt8?, _ third: UInt8?, _ bytes: inout [UInt8]
  ) {
    if second == Style.markBytes[1], let third, let code = Style.code(ofMark: third) {
      bytes += "\u{1B}[\(code)m".utf8
    } else {
      bytes.append(first)
      for byte in [second, third] { if let byte { bytes.append(byte) } }
    }
  }
}
