/// Reads JSON (RFC 8259) from well-formed UTF-8, strictly: no comments, no trailing commas.
struct JSONScanner {
  private let bytes: [UInt8]
  private let maximumDepth: Int
  private(set) var offset = 0

  init(_ text: String, maximumDepth: Int) {
    bytes = Array(text.utf8)
    self.maximumDepth = maximumDepth
  }

  /// The text between two offsets, which are ends of values.
  func raw(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  func failure(_ reason: String, at offset: Int? = nil) -> JSONError {
    JSONError(offset: offset ?? self.offset, reason: reason)
  }

  private func unexpected(_ expected: String) -> JSONError {
    guard offset < bytes.count else { return failure("it ends where \(expected) is expected") }
    let byte = bytes[offset]
    let found =
      byte > 0x20 && byte < 0x7F
      ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    return failure("\(found) where \(expected) is expected")
  }

  mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      default: return
      }
    }
  }

  /// Passes over one byte, if it comes next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset += 1
    return true
  }

  mutating func finish() throws(JSONError) {
    skipSpace()
    if offset < bytes.count { throw failure("text behind the value") }
  }

  /// Reads the members of an object; `member` is called behind each colon and reads the value.
  mutating func object(
    depth: Int, _ member: (inout JSONScanner, String) throws(JSONError) -> Void
  ) throws(JSONError) {
    skipSpace()
    guard take(UInt8(ascii: "{")) else { throw unexpected("an object") }
    if depth >= maximumDepth { throw failure("nested deeper than \(maximumDepth)") }
    skipSpace()
    if take(UInt8(ascii: "}")) { return }
    while true {
      skipSpace()
      let name = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
      skipSpace()
      try member(&self, name)
      skipSpace()
      if take(UInt8(ascii: "}")) { return }
      guard take(UInt8(ascii: ",")) else { throw unexpected("',' or '}'") }
    }
  }

  private mutating func array(
    depth: Int, _ element: (inout JSONScanner) throws(JSONError) -> Void
  ) throws(JSONError) {
    offset += 1
    if depth >= maximumDepth { throw failure("nested deeper than \(maximumDepth)") }
    skipSpace()
    if take(UInt8(ascii: "]")) { return }
    while true {
      skipSpace()
      try element(&self)
      skipSpace()
      if take(UInt8(ascii: "]")) { return }
      guard take(UInt8(ascii: ",")) else { throw unexpected("',' or ']'") }
    }
  }

  mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipSpace()
    guard offset < bytes.count else { throw unexpected("a value") }
    switch bytes[offset] {
    case UInt8(ascii: "{"):
      var members: [JSONMember] = []
      try object(depth: depth) { (scanner, name) throws(JSONError) in
        members.append(JSONMember(name, try scanner.value(depth: depth + 1)))
      }
      return .object(members)
    case UInt8(ascii: "["):
      var values: [JSONValue] = []
      try array(depth: depth) { (scanner) throws(JSONError) in
        values.append(try scanner.value(depth: depth + 1))
      }
      return .array(values)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try word("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try word("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try word("null")
      return .null
    default: return .number(raw(try number()))
    }
  }

  /// Passes over a value, which has to be well-formed.
  mutating func skipValue(depth: Int) throws(JSONError) {
    guard offset < bytes.count else { throw unexpected("a value") }
    switch bytes[offset] {
    case UInt8(ascii: "{"):
      try object(depth: depth) { (scanner, _) throws(JSONError) in
        try scanner.skipValue(depth: depth + 1)
      }
    case UInt8(ascii: "["):
      try array(depth: depth) { (scanner) throws(JSONError) in
        try scanner.skipValue(depth: depth + 1)
      }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: _ = try number()
    }
  }

  private mutating func word(_ word: StaticString) throws(JSONError) {
    let start = offset
    for index in 0..<word.utf8CodeUnitCount {
      guard take(word.utf8Start[index]) else { throw failure("an unknown word", at: start) }
    }
  }

  private mutating func number() throws(JSONError) -> Range<Int> {
    let start = offset
    func isDigit(_ index: Int) -> Bool {
      index < bytes.count && bytes[index] >= 0x30 && bytes[index] <= 0x39
    }
    _ = take(UInt8(ascii: "-"))
    guard isDigit(offset) else {
      // Python's json module writes these unless told otherwise.
      for name in ["NaN", "Infinity"] where bytes[offset...].starts(with: name.utf8) {
        throw failure("\(name), which is not a JSON number,", at: start)
      }
      offset = start
      throw unexpected("a value")
    }
    if !take(UInt8(ascii: "0")) {
      while isDigit(offset) { offset += 1 }
    }
    if take(UInt8(ascii: ".")) {
      guard isDigit(offset) else { throw unexpected("a digit") }
      while isDigit(offset) { offset += 1 }
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard isDigit(offset) else { throw unexpected("a digit") }
      while isDigit(offset) { offset += 1 }
    }
    return start..<offset
  }

  mutating func string() throws(JSONError) -> String {
    let open = offset
    guard take(UInt8(ascii: "\"")) else { throw unexpected("a string") }
    let start = offset
    while offset < bytes.count, bytes[offset] != 0x22, bytes[offset] != 0x5C, bytes[offset] >= 0x20
    {
      offset += 1
    }
    if take(UInt8(ascii: "\"")) { return raw(start..<offset - 1) }
    var content = Array(bytes[start..<offset])
    while offset < bytes.count {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        offset += 1
        content.append(contentsOf: try escape())
      case 0..<0x20: throw failure("a control character inside a string")
      default:
        content.append(byte)
        offset += 1
      }
    }
    throw failure("a string without an end", at: open)
  }

  /// What stands behind a backslash, as UTF-8.
  private mutating func escape() throws(JSONError) -> [UInt8] {
    guard offset < bytes.count else { throw unexpected("an escape") }
    let letter = bytes[offset]
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      let start = offset - 2
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code) {
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
          throw failure("half of a surrogate pair", at: start)
        }
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else {
          throw failure("half of a surrogate pair", at: start)
        }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw failure("half of a surrogate pair", at: start)
      }
      return Array(String(Character(scalar)).utf8)
    default:
      offset -= 1
      throw unexpected("an escape")
    }
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard offset < bytes.count, let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue
      else { throw unexpected("a hexadecimal digit") }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}
