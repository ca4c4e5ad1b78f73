/// Text on its way to a terminal, which shows control characters rather than obeys them.
///
/// Texts, labels and names come from strangers: an escape sequence in them could set the title of
/// the window, hide lines or type commands. U+001B becomes `␛`, its picture, and so on; line feeds
/// and tabs stay. What ``Style`` asks for by marks of its own becomes the sequence for it.
package enum TerminalText {
  /// Appends text as a terminal is to get it.
  package static func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    var iterator = text.makeIterator()
    var next = iterator.next()
    while let byte = next {
      next = iterator.next()
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\t"):
        bytes.append(byte)
      case 0..<0x20:
        appendPicture(byte, &bytes)
      case 0x7F:
        appendPicture(0x21, &bytes)
      // What goes on behind the first byte of a character may be none of it, but a control
      // character.
      case 0xC2 where next.map { (0x80..<0xA0).contains($0) } == true:
        bytes += "\u{FFFD}".utf8
        next = iterator.next()
      case Style.markBytes[0] where next == Style.markBytes[1]:
        next = iterator.next()
        if let code = next.flatMap(Style.code(ofMark:)) {
          bytes += "\u{1B}[\(code)m".utf8
          next = iterator.next()
        } else {
          bytes += Style.markBytes[..<2]
        }
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
}
