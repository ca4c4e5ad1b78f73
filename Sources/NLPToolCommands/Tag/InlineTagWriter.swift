import NLPToolkit

/// The text with entities as XML elements: `<PER>Ada Lovelace</PER>`.
///
/// A label that is no name in XML stands in an attribute: `<entity label="a/b">`.
struct InlineTagWriter: TagWriter {
  let output: Output

  func write(_ record: DocumentRecord) throws {
    var line = ""
    record.document.forEachStretch { text, span in
      if let span {
        if Self.isName(span.label) {
          line += "<\(span.label)>\(escapedMarkup(text))</\(span.label)>"
        } else {
          line += "<entity label=\"\(escapedMarkup(span.label))\">\(escapedMarkup(text))</entity>"
        }
      } else {
        line += escapedMarkup(text)
      }
    }
    try output.writeLine(line)
  }

  func writeBlank() throws { try output.writeLine("") }

  func write(_ failure: DocumentFailure) throws -> Bool {
    try output.writeLine("")
    return false
  }

  private static func isName(_ label: String) -> Bool {
    let letters = label.utf8.prefix { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x5F }
    return !letters.isEmpty && label.lowercased() != "entity"
      && label.utf8.dropFirst(letters.count).allSatisfy {
        ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || (0x30...0x39).contains($0)
          || $0 == 0x5F || $0 == 0x2D || $0 == 0x2E
      }
  }
}

/// Text for the inside of an element or of a quoted attribute.
func escapedMarkup(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 }) else {
    return text
  }
  var escaped = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
    case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
    case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
    case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
    default: escaped.append(scalar)
    }
  }
  return String(escaped)
}
