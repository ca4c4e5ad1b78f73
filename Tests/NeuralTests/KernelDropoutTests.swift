import Neural
import Testing

struct KernelDropoutTests {
  private static let count = 1 << 16

  private func kept(_ seed: UInt64, _ rate: Double) -> [Double] {
    let ones = [Double](repeating: 1, count: Self.count)
    var y = ones
    Double.dropout(Self.count, seed, rate, ones, &y)
    return y.map { $0 == 0 ? 0 : 1 }
  }

  /// The correlation of two masks of the same rate; its deviation is 1/256 for this count.
  private func correlation(
    _ a: some Collection<Double>, _ b: some Collection<Double>, _ rate: Double
  ) -> Double {
    let mean = 1 - rate
    let covariance = zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) } / Double(a.count)
    return covariance / (rate * mean)
  }

  @Test(arguments: [0.1, 0.5, 0.9])
  func masksLookRandom(rate: Double) {
    let limit = 5.0 / 256
    for seed in UInt64(0)..<8 {
      let mask = kept(seed, rate)
      let mean = mask.reduce(0, +) / Double(mask.count)
      #expect(abs(mean - (1 - rate)) < limit * (rate * (1 - rate)).squareRoot())
      for distance in [1, 2, 3, 4, 8, 15, 16, 17, 32, 64, 512, 4096] {
        #expect(abs(correlation(mask.dropLast(distance), mask.dropFirst(distance), rate)) < limit)
      }
      for other in [seed + 1, seed + 2, seed + 16, seed ^ 1 << 32, seed ^ 1 << 63] {
        let mask2 = kept(other, rate)
        #expect(abs(correlation(mask, mask2, rate)) < limit)
        #expect(abs(correlation(mask.dropLast(), mask2.dropFirst(), rate)) < limit)
      }
    }
  }

  @Test func floatsAndDoublesLoseTheSame() {
    let x = [Float](repeating: 3, count: 1001)
    var y = x
    Float.dropout(1001, 11, 0.25, x, &y)
    let wide = x.map { Double($0) }
    var z = wide
    Double.dropout(1001, 11, 0.25, wide, &z)
    #expect(zip(y, z).allSatisfy { ($0 == 0) == ($1 == 0) })
    #expect(Set(y) == [0, 4])
    #expect(Set(z) == [0, 4])
  }

  @Test func ratesAtTheEnds() {
    let x = [Float](repeating: 3, count: 100)
    var y = x
    Float.dropout(100, 1, 0, x, &y)
    #expect(y == x)
    Float.dropout(100, 1, 1, x, &y)
    #expect(y.allSatisfy { $0 == 0 })
  }
}
