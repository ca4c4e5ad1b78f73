import Glibc

/// Colour for people: on a terminal only, and never where `NO_COLOR` is set and not empty
/// (https://no-color.org) or the terminal is dumb.
package struct Style: Sendable {
  package enum Attribute: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case magenta = "35"
    case cyan = "36"
  }

  package var isColoured: Bool

  package init(isColoured: Bool) {
    self.isColoured = isColoured
  }

  /// The style for what is written to `output`.
  package init(for output: Output = .standard) {
    isColoured =
      output.isTerminal && (environmentValue("NO_COLOR") ?? "").isEmpty
      && environmentValue("TERM") != "dumb"
  }

  package func callAsFunction(_ text: String, _ attributes: Attribute...) -> String {
    guard isColoured, !attributes.isEmpty else { return text }
    return "\u{1B}[\(attributes.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
  }
}

func environmentValue(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
