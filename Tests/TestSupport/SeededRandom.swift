import Foundation

/// Random test data that is the same in every run: a generator of Marsaglia's xorshift family
/// (2003).
package struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(_ seed: UInt64) { state = (seed &+ 1) &* 0x2545_f491_4f6c_dd1d | 1 }

  package mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_f491_4f6c_dd1d
  }

  /// A number of the standard normal distribution.
  package mutating func normal() -> Double {
    let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &self))).squareRoot()
    return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
  }

  /// Normal numbers with mean 0.
  package mutating func normals(_ count: Int, deviation: Double = 1) -> [Double] {
    (0..<count).map { _ in normal() * deviation }
  }

  package mutating func ints(_ count: Int, below limit: Int) -> [Int] {
    (0..<count).map { _ in Int.random(in: 0..<limit, using: &self) }
  }
}
