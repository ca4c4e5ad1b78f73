/// Reads the JSON of a model file's header, byte by byte and strictly.
///
/// A general JSON decoder would take the last of two equal keys and forget their order; here both
/// are seen. Nothing nests deeper than the caller's own calls, so hostile input can't exhaust the
/// stack.
struct ModelFileScanner {
  struct Failure: Error {
    /// Counted from the start of the JSON.
    var byte: Int
    var problem: String
  }

  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw Failure(byte: 0, problem: "text that is not UTF-8")
    }
    self.bytes = bytes
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return
      }
    }
  }

  private func failure(_ problem: String) -> Failure { Failure(byte: position, problem: problem) }

  mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
      throw failure("no \"\(character)\"")
    }
    position += 1
  }

  /// Nothing but white space follows.
  mutating func expectEnd() throws(Failure) {
    skipSpace()
    guard position == bytes.count else { throw failure("text behind the end of the header") }
  }

  /// Goes to the next element of an object or array, past the comma; `false` past its end.
  mutating func hasElement(
    before close: Unicode.Scalar, isFirst: inout Bool
  ) throws(Failure) -> Bool {
    skipSpace()
    if position < bytes.count, bytes[position] == UInt8(ascii: close) {
      position += 1
      return false
    }
    if !isFirst { try expect(",") }
    isFirst = false
    skipSpace()
    return true
  }

  /// A string and the colon behind.
  mutating func key() throws(Failure) -> String {
    let key = try string()
    try expect(":")
    return key
  }

  mutating func string() throws(Failure) -> String {
    try expect("\"")
    var units: [UInt8] = []
    while true {
      let start = position
      while position < bytes.count, bytes[position] != 0x22, bytes[position] != 0x5c,
        bytes[position] >= 0x20
      {
        position += 1
      }
      units.append(contentsOf: bytes[start..<position])
      guard position < bytes.count else { throw failure("a string without an end") }
      guard bytes[position] >= 0x20 else { throw failure("a control character in a string") }
      position += 1
      if bytes[position - 1] == 0x22 { return String(decoding: units, as: UTF8.self) }
      try appendEscape(to: &units)
    }
  }

  private mutating func appendEscape(to units: inout [UInt8]) throws(Failure) {
    guard position < bytes.count else { throw failure("a string without an end") }
    position += 1
    switch bytes[position - 1] {
    case UInt8(ascii: "\""): units.append(0x22)
    case UInt8(ascii: "\\"): units.append(0x5c)
    case UInt8(ascii: "/"): units.append(0x2f)
    case UInt8(ascii: "b"): units.append(0x08)
    case UInt8(ascii: "f"): units.append(0x0c)
    case UInt8(ascii: "n"): units.append(0x0a)
    case UInt8(ascii: "r"): units.append(0x0d)
    case UInt8(ascii: "t"): units.append(0x09)
    case UInt8(ascii: "u"):
      var value = try hexadecimal()
      if (0xd800..<0xdc00).contains(value) {
        guard position + 1 < bytes.count, bytes[position] == 0x5c,
          bytes[position + 1] == UInt8(ascii: "u")
        else { throw failure("half of a surrogate pair") }
        position += 2
        let low = try hexadecimal()
        guard (0xdc00..<0xe000).contains(low) else { throw failure("half of a surrogate pair") }
        value = 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = Unicode.Scalar(value) else { throw failure("half of a surrogate pair") }
      units.append(contentsOf: UTF8.encode(scalar)!)
    default: throw failure("an unknown escape")
    }
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    guard bytes.count - position >= 4 else { throw failure("a string without an end") }
    var value: UInt32 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = Self.hexadecimalDigit(byte) else { throw failure("an unknown escape") }
      value = value << 4 | digit
    }
    position += 4
    return value
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte) - 0x30
    case 0x41...0x46, 0x61...0x66: UInt32(byte & 0x0f) + 9
    default: nil
    }
  }

  /// A whole number from 0 up, without sign, fraction or exponent.
  mutating func integer() throws(Failure) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = product.addingReportingOverflow(Int(bytes[position]) - 0x30)
      guard !overflows, !overflowsToo else { throw failure("a number that is too large") }
      value = sum
      position += 1
    }
    guard position > start else { throw failure("no whole number from 0 up") }
    if bytes[start] == 0x30, position - start > 1 { throw failure("a number with leading zeros") }
    return value
  }

  mutating func integers(maximumCount: Int = .max) throws(Failure) -> [Int] {
    var values: [Int] = []
    var isFirst = true
    try expect("[")
    while try hasElement(before: "]", isFirst: &isFirst) {
      guard values.count < maximumCount else {
        throw failure("more than \(maximumCount) numbers")
      }
      values.append(try integer())
    }
    return values
  }

  mutating func strings() throws(Failure) -> [String] {
    var values: [String] = []
    var isFirst = true
    try expect("[")
    while try hasElement(before: "]", isFirst: &isFirst) { values.append(try string()) }
    return values
  }
}
