import Glibc

/// Colour for people: on a terminal only, and never where `NO_COLOR` is set and not empty
/// (https://no-color.org) or the terminal is dumb.
///
/// Styled text has noncharacters of Unicode as marks, which ``Output`` turns into the sequences of
/// a terminal; a sequence that stands in a text is shown and not obeyed.
package struct Style: Sendable {
  package enum Attribute: UInt8, Sendable {
    case bold = 1
    case dim = 2
    case red = 3
    case green = 4
    case yellow = 5
    case blue = 6
    case magenta = 7
    case cyan = 8

    /// What a terminal calls it.
    fileprivate var code: String {
      switch self {
      case .bold: "1"
      case .dim: "2"
      case .red: "31"
      case .green: "32"
      case .yellow: "33"
      case .blue: "34"
      case .magenta: "35"
      case .cyan: "36"
      }
    }

    /// U+FDD0 and the number.
    fileprivate var mark: Character { Character(Unicode.Scalar(0xFDD0 + UInt32(rawValue))!) }
  }

  /// U+FDD0 in UTF-8; it ends a style.
  static let markBytes: [UInt8] = [0xEF, 0xB7, 0x90]
  private static let end = Character(Unicode.Scalar(0xFDD0)!)

  package var isColoured: Bool

  package init(isColoured: Bool) {
    self.isColoured = isColoured
  }

  /// The style for what is written to `output`.
  package init(for output: Output = .standard) {
    isColoured = output.isColoured
  }

  package func callAsFunction(_ text: String, _ attributes: Attribute...) -> String {
    guard isColoured, !attributes.isEmpty else { return text }
    return String(attributes.map(\.mark)) + text + String(Self.end)
  }

  /// The code of a terminal for a mark, by its last byte; `nil` if it is none.
  static func code(ofMark byte: UInt8) -> String? {
    if byte == markBytes[2] { return "0" }
    guard byte > markBytes[2] else { return nil }
    return Attribute(rawValue: byte - markBytes[2])?.code
  }
}

func environmentValue(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
