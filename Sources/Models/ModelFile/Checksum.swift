/// A checksum of 64 bits that is as fast as memory: XXH64, by the specification of Y. Collet,
/// "xxHash fast digest algorithm". It finds damage, not malice.
///
/// Whatever changes within one word of eight bytes changes the checksum: each of its steps can be
/// undone.
package struct Checksum {
  private typealias Lanes = (UInt64, UInt64, UInt64, UInt64)

  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
  /// The bytes of a step: a word for each lane.
  private static let stripe = 32

  private var lanes: Lanes = (prime1 &+ prime2, prime2, 0, 0 &- prime1)
  /// Bytes that wait for the rest of their stripe.
  private var rest: [UInt8] = []
  private var count = 0

  package init() {
    rest.reserveCapacity(Self.stripe)
  }

  private static func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 {
    value << bits | value >> (64 - bits)
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* prime2, by: 31) &* prime1
  }

  private static func word(_ pointer: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: pointer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Adds bytes; it is the same in one piece or in several.
  package mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    count += bytes.count
    var bytes = bytes
    if !rest.isEmpty {
      let missing = min(Self.stripe - rest.count, bytes.count)
      rest.append(contentsOf: bytes[..<missing])
      bytes = UnsafeRawBufferPointer(rebasing: bytes[missing...])
      guard rest.count == Self.stripe else { return }
      rest.withUnsafeBytes { lanes = Self.combined(lanes, $0) }
      rest.removeAll(keepingCapacity: true)
    }
    let whole = bytes.count / Self.stripe * Self.stripe
    lanes = Self.combined(lanes, UnsafeRawBufferPointer(rebasing: bytes[..<whole]))
    rest.append(contentsOf: bytes[whole...])
  }

  private static func combined(_ lanes: Lanes, _ bytes: UnsafeRawBufferPointer) -> Lanes {
    guard let start = bytes.baseAddress else { return lanes }
    var (a, b, c, d) = lanes
    for offset in stride(from: 0, to: bytes.count, by: stripe) {
      a = round(a, word(start, offset))
      b = round(b, word(start, offset + 8))
      c = round(c, word(start, offset + 16))
      d = round(d, word(start, offset + 24))
    }
    return (a, b, c, d)
  }

  /// The checksum of what was added.
  package var value: UInt64 {
    var hash: UInt64
    if count >= Self.stripe {
      let (a, b, c, d) = lanes
      hash =
        Self.rotated(a, by: 1) &+ Self.rotated(b, by: 7) &+ Self.rotated(c, by: 12)
        &+ Self.rotated(d, by: 18)
      for lane in [a, b, c, d] {
        hash = (hash ^ Self.round(0, lane)) &* Self.prime1 &+ Self.prime4
      }
    } else {
      hash = Self.prime5
    }
    hash &+= UInt64(count)
    rest.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 8 <= bytes.count {
        hash ^= Self.round(0, Self.word(bytes.baseAddress!, offset))
        hash = Self.rotated(hash, by: 27) &* Self.prime1 &+ Self.prime4
        offset += 8
      }
      if offset + 4 <= bytes.count {
        let word = UInt32(
          littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        hash ^= UInt64(word) &* Self.prime1
        hash = Self.rotated(hash, by: 23) &* Self.prime2 &+ Self.prime3
        offset += 4
      }
      for byte in bytes[offset...] {
        hash ^= UInt64(byte) &* Self.prime5
        hash = Self.rotated(hash, by: 11) &* Self.prime1
      }
    }
    hash = (hash ^ hash >> 33) &* Self.prime2
    hash = (hash ^ hash >> 29) &* Self.prime3
    return hash ^ hash >> 32
  }

  /// Sixteen hexadecimal digits.
  package var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: Self.digitCount - digits.count) + digits
  }

  static let digitCount = 16
}
