#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A small, fast generator with a 64-bit state: SplitMix64 (Steele, Lea and Flood 2014).
///
/// Randomness is always a value passed in; a stream for a part is derived from the seed and the numbers
/// that name the part, so that results depend on no order of execution.
public struct RandomSource: RandomNumberGenerator, Sendable, Hashable, Codable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The stream that `seed` and the numbers name.
  public init(seed: UInt64, _ parts: Int...) {
    state = Self.derive(seed, parts)
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mix(state)
  }

  /// A seed for the part that the numbers name.
  public static func derive(_ seed: UInt64, _ parts: [Int]) -> UInt64 {
    parts.reduce(mix(seed)) {
      mix($0 &+ 0x9e37_79b9_7f4a_7c15 &* (UInt64(bitPattern: Int64($1)) &+ 1))
    }
  }

  public static func derive(_ seed: UInt64, _ parts: Int...) -> UInt64 { derive(seed, parts) }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number of the uniform distribution over 0..<1, with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of the standard normal distribution (Box and Muller 1958).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}
