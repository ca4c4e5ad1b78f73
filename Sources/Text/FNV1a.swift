/// The 64-bit hash FNV-1a (Fowler, Noll and Vo), without a final mix.
@frozen public struct FNV1a: Sendable {
  /// The hash of the bytes so far.
  public var state: UInt64

  /// The hash of no bytes.
  @inlinable
  public init() { state = 0xcbf2_9ce4_8422_2325 }

  /// Adds a byte.
  @inlinable
  public mutating func combine(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
  }
}
