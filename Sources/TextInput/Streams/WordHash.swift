/// A hash that takes eight bytes a step, since it runs over every byte that comes in: multiply and
/// rotate with an odd constant (2^64 divided by the golden ratio). The same on every machine, not
/// cryptographic.
package struct WordHash {
  package private(set) var state: UInt64

  package init(_ state: UInt64 = 0) {
    self.state = state
  }

  @inline(__always)
  private mutating func mix(_ word: UInt64) {
    state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
    state = (state << 29) | (state >> 35)
  }

  package mutating func combine(_ value: Int) {
    mix(UInt64(truncatingIfNeeded: value))
  }

  /// Adds the number of bytes and the bytes.
  package mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    mix(UInt64(truncatingIfNeeded: bytes.count))
    var offset = 0
    while offset + 8 <= bytes.count {
      mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset += 1
    }
    mix(rest)
  }

  package mutating func combine(_ text: String) {
    var text = text
    text.withUTF8 { combine(UnsafeRawBufferPointer($0)) }
  }
}
