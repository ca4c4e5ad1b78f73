/// SHA-256, to check files against the sums that their publishers give.
///
/// Source: NIST, "Secure Hash Standard (SHS)", FIPS 180-4 (2015).
public struct SHA256 {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var block: [UInt8] = []
  private var count = 0

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < 64 {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map { prime in
      // The greatest r with r³ ≤ prime · 2^96, found bit by bit; its low 32 bits are the fraction.
      var root: UInt64 = 0
      for bit in (0..<36).reversed() {
        let larger = root | 1 << UInt64(bit)
        let square = larger.multipliedFullWidth(by: larger)
        // larger < 2^36, so the cube has less than 108 bits: compare its upper part with prime ·
        // 2^32.
        let low = square.low.multipliedFullWidth(by: larger)
        let upper = square.high &* larger &+ low.high
        if upper < prime << 32 { root = larger }
      }
      return UInt32(truncatingIfNeeded: root)
    }
  }()

  /// The hash of no bytes yet.
  public init() {
    block.reserveCapacity(64)
  }

  /// Adds bytes to what is hashed.
  public mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    count += bytes.count
    for byte in bytes {
      block.append(byte)
      if block.count == 64 { compress() }
    }
  }

  /// The sum in 64 hexadecimal digits.
  public var hexadecimal: String {
    var copy = self
    let bits = UInt64(count) * 8
    copy.block.append(0x80)
    while copy.block.count != 56 {
      if copy.block.count == 64 { copy.compress() } else { copy.block.append(0) }
    }
    for shift in stride(from: 56, through: 0, by: -8) {
      copy.block.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    copy.compress()
    return copy.state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// The sum of what a stream has.
  public static func sum(of stream: any ByteStream) throws(TextInputError) -> String {
    var hash = SHA256()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while case let count = try stream.read(into: buffer), count > 0 {
      hash.combine(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    return hash.hexadecimal
  }

  private mutating func compress() {
    var words = [UInt32](repeating: 0, count: 64)
    for index in 0..<16 {
      words[index] =
        UInt32(block[4 * index]) << 24 | UInt32(block[4 * index + 1]) << 16
        | UInt32(block[4 * index + 2]) << 8 | UInt32(block[4 * index + 3])
    }
    for index in 16..<64 {
      let (early, late) = (words[index - 15], words[index - 2])
      let first = rotate(early, 7) ^ rotate(early, 18) ^ early >> 3
      let second = rotate(late, 17) ^ rotate(late, 19) ^ late >> 10
      words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let choice = e & f ^ ~e & g
      let first = h &+ sum1 &+ choice &+ Self.constants[index] &+ words[index]
      let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let second = sum0 &+ (a & b ^ a & c ^ b & c)
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
    }
    for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
    block.removeAll(keepingCapacity: true)
  }

  private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }
}
