#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A random number generator with a 64-bit state: SplitMix64 (Steele, Lea and Flood 2014).
///
/// The numbers are those of `Text.SplitMix64`; this target imports nothing but its kernels.
///
/// Each part of a computation has a stream of its own, derived from the seed and the indices of the
/// part, so that results do not depend on the order of execution.
public struct RandomSource: RandomNumberGenerator, Sendable, Hashable, Codable {
  private var state: UInt64

  /// The stream of a seed.
  public init(seed: UInt64) { state = seed }

  /// The stream of the part with these indices.
  public init(seed: UInt64, _ parts: Int...) {
    state = Self.derive(seed, parts)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mix(state)
  }

  /// The seed of the part with these indices.
  public static func derive(_ seed: UInt64, _ parts: [Int]) -> UInt64 {
    parts.reduce(mix(seed)) {
      mix($0 &+ 0x9e37_79b9_7f4a_7c15 &* (UInt64(bitPattern: Int64($1)) &+ 1))
    }
  }

  /// The seed of the part with these indices.
  public static func derive(_ seed: UInt64, _ parts: Int...) -> UInt64 { derive(seed, parts) }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A sample of the uniform distribution over 0..<1, with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A sample of the standard normal distribution (Box and Muller 1958).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}
