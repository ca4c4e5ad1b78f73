extension [UInt8] {
  /// Appends a number in decimal digits.
  mutating func append(decimal value: Int) {
    if value < 10, value >= 0 {
      append(UInt8(0x30 + value))
      return
    }
    append(contentsOf: String(value).utf8)
  }

  /// Appends bytes of a text; line breaks and tabs, which would tear a line apart, become spaces.
  mutating func append(visible bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    let start = count
    append(contentsOf: UnsafeBufferPointer(rebasing: bytes[range]))
    for index in start..<count where self[index] <= 0x0d {
      if self[index] == 0x09 || self[index] == 0x0a || self[index] == 0x0d { self[index] = 0x20 }
    }
  }

  /// Appends UTF-8 as a JSON string (RFC 8259).
  mutating func append(quoted bytes: UnsafeBufferPointer<UInt8>) {
    append(UInt8(ascii: "\""))
    var start = 0
    for index in bytes.indices {
      let byte = bytes[index]
      if byte >= 0x20, byte != 0x22, byte != 0x5c { continue }
      append(contentsOf: bytes[start..<index])
      start = index + 1
      append(UInt8(ascii: "\\"))
      switch byte {
      case 0x22, 0x5c: append(byte)
      case 0x0a: append(UInt8(ascii: "n"))
      case 0x0d: append(UInt8(ascii: "r"))
      case 0x09: append(UInt8(ascii: "t"))
      default:
        append(contentsOf: "u00".utf8)
        for digit in [byte >> 4, byte & 15] {
          append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + (digit - 10))
        }
      }
    }
    append(contentsOf: bytes[start...])
    append(UInt8(ascii: "\""))
  }
}
