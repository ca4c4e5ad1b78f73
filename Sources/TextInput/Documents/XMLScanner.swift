/// Finds tags and text in XML, without document types: as much as exchange formats of texts need.
///
/// It never fails: what is no tag is text, and a reader that misses an element says so.
struct XMLScanner {
  struct Tag {
    var name: String
    /// Whether it opens an element; `</a>` does not.
    var isStart: Bool
    /// Whether it is an element of its own: `<a/>`.
    var isEmpty: Bool
    private let attributes: [String: String]

    init(name: String, isStart: Bool, isEmpty: Bool, attributes: [String: String] = [:]) {
      self.name = name
      self.isStart = isStart
      self.isEmpty = isEmpty
      self.attributes = attributes
    }

    subscript(name: String) -> String? { attributes[name] }
  }

  let bytes: [UInt8]
  /// Behind what was read.
  private(set) var offset = 0
  private var countedOffset = 0
  private var countedLines = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The line of the offset, from 1.
  var line: Int {
    mutating get {
      countedLines += bytes[countedOffset..<offset].count { $0 == 0x0A }
      countedOffset = offset
      return countedLines + 1
    }
  }

  /// The next tag; comments, instructions and document types are passed over, and so is text.
  mutating func nextTag() -> Tag? {
    while let start = bytes[offset...].firstIndex(of: UInt8(ascii: "<")) {
      offset = start
      if skip("<!--", through: "-->") || skip("<?", through: "?>")
        || skip("<![CDATA[", through: "]]>") || skipDocumentType()
      {
        continue
      }
      if let tag = readTag() { return tag }
      offset = start + 1
    }
    offset = bytes.count
    return nil
  }

  /// The text up to the next tag, with its references resolved.
  mutating func text() -> String {
    var text: [UInt8] = []
    while offset < bytes.count {
      if starts("<![CDATA[") {
        let start = offset + 9
        guard skip("<![CDATA[", through: "]]>") else { break }
        text += bytes[start..<max(start, offset - 3)]
      } else if skip("<!--", through: "-->") || skip("<?", through: "?>") {
        continue
      } else if bytes[offset] == UInt8(ascii: "<") {
        break
      } else {
        let end = bytes[offset...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        text += Self.resolved(bytes[offset..<end])
        offset = end
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func starts(_ mark: StaticString) -> Bool {
    mark.withUTF8Buffer { bytes[offset...].starts(with: $0) }
  }

  /// Passes over what starts with a mark, up to and with its end, or to the end of the file.
  private mutating func skip(_ mark: StaticString, through end: StaticString) -> Bool {
    guard starts(mark) else { return false }
    offset += mark.utf8CodeUnitCount
    while offset < bytes.count, !starts(end) { offset += 1 }
    offset = min(bytes.count, offset + end.utf8CodeUnitCount)
    return true
  }

  private mutating func skipDocumentType() -> Bool {
    guard starts("<!DOCTYPE") else { return false }
    var depth = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "[") { depth += 1 }
      if byte == UInt8(ascii: "]") { depth -= 1 }
      if byte == UInt8(ascii: ">"), depth <= 0 { break }
    }
    return true
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    [0x20, 0x09, 0x0A, 0x0D].contains(byte)
  }

  /// The tag at the offset, or `nil` if there is none.
  private mutating func readTag() -> Tag? {
    offset += 1
    guard offset < bytes.count else { return nil }
    let isStart = bytes[offset] != UInt8(ascii: "/")
    if !isStart { offset += 1 }
    let name = readName()
    if name.isEmpty { return nil }
    var attributes: [String: String] = [:]
    while true {
      skipSpace()
      guard offset < bytes.count else { return nil }
      if bytes[offset] == UInt8(ascii: ">") {
        offset += 1
        return Tag(name: name, isStart: isStart, isEmpty: false, attributes: attributes)
      }
      if starts("/>") {
        offset += 2
        return Tag(name: name, isStart: isStart, isEmpty: true, attributes: attributes)
      }
      let attribute = readName()
      skipSpace()
      guard !attribute.isEmpty, offset < bytes.count, bytes[offset] == UInt8(ascii: "=") else {
        return nil
      }
      offset += 1
      skipSpace()
      guard offset < bytes.count, [0x22, 0x27].contains(bytes[offset]),
        let end = bytes[(offset + 1)...].firstIndex(of: bytes[offset])
      else { return nil }
      attributes[attribute] = String(
        decoding: Self.resolved(bytes[(offset + 1)..<end]), as: UTF8.self)
      offset = end + 1
    }
  }

  private mutating func skipSpace() {
    while offset < bytes.count, Self.isSpace(bytes[offset]) { offset += 1 }
  }

  private mutating func readName() -> String {
    let start = offset
    while offset < bytes.count, !Self.isSpace(bytes[offset]),
      !"<>/=\"'".utf8.contains(bytes[offset])
    {
      offset += 1
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// The five references that XML has, and those by number; others stay as they are.
  private static func resolved(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(UInt8(ascii: "&")) else { return Array(text) }
    var result: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == UInt8(ascii: "&"),
        let end = text[index...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
        let scalar = scalar(String(decoding: text[(index + 1)..<end], as: UTF8.self))
      {
        result += Array(String(Character(scalar)).utf8)
        index = end + 1
      } else {
        result.append(byte)
        index += 1
      }
    }
    return result
  }

  private static func scalar(_ reference: String) -> Unicode.Scalar? {
    switch reference {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard reference.first == "#" else { return nil }
      let digits = reference.dropFirst()
      return
        (digits.first == "x" || digits.first == "X"
        ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)).flatMap(Unicode.Scalar.init)
    }
  }
}
