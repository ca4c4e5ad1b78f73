/// Backslash escapes for what a line, or a field of it, cannot hold, as databases write them into
/// files: `\t`, `\n`, `\r`, `\v`, `\f` and `\\`, `\s` for a space, and a backslash in front of any
/// other mark of ASCII punctuation for that mark.
package enum LineEscapes {
  /// - Parameter spaces: whether spaces are escaped, too.
  package static func escape(_ text: some StringProtocol, spaces: Bool = false) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\t": escaped += "\\t"
      case "\n": escaped += "\\n"
      case "\r": escaped += "\\r"
      case "\u{B}": escaped += "\\v"
      case "\u{C}": escaped += "\\f"
      case "\\": escaped += "\\\\"
      case " " where spaces: escaped += "\\s"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// The text on one line of its own, with a space for each tab and line end, as brat writes the
  /// words of an entity.
  package static func flattened(_ text: some StringProtocol) -> String {
    var flattened = ""
    for scalar in text.unicodeScalars {
      flattened.unicodeScalars.append(["\n", "\r", "\t"].contains(scalar) ? " " : scalar)
    }
    return flattened
  }

  /// - Returns: `nil` for a backslash that starts none of the escapes.
  package static func unescape(_ text: some StringProtocol) -> String? {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return String(text) }
    var result = ""
    var scalars = text.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "\\" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      switch scalars.next() {
      case "t": result += "\t"
      case "n": result += "\n"
      case "r": result += "\r"
      case "v": result += "\u{B}"
      case "f": result += "\u{C}"
      case "s": result += " "
      case let mark?
      where mark.isASCII && mark.value > 0x20 && mark != "\u{7F}"
        && !mark.properties.isAlphabetic && !("0"..."9" ~= mark):
        result.unicodeScalars.append(mark)
      default: return nil
      }
    }
    return result
  }
}

extension RecordProblem {
  static let unknownEscape = RecordProblem(
    "an unknown escape; a backslash itself is written as \\\\")
}
