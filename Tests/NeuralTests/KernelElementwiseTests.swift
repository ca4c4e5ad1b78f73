import Foundation
import Neural
import TestSupport
import Testing

/// Kernels over plain vectors against loops in double.
struct KernelElementwiseTests {
  @Test func float() { for seed in 0..<100 { check(Float.self, seed) } }
  @Test func double() { for seed in 0..<100 { check(Double.self, seed) } }

  private func check<S: Scalar>(_ type: S.Type, _ seed: Int) {
    var sample = KernelSample<S>(seed: seed)
    let n = sample.n
    let x = sample.values(n, span: 4)
    let y = sample.values(n, span: 4)
    let factor = x.last ?? 1

    func expect(
      _ what: String, _ kernel: (inout [S]) -> Void, _ naive: (Int) -> Double
    ) {
      var actual = y
      kernel(&actual)
      let expected = y.indices.map { $0 < n ? naive($0) : Double(y[$0]) }
      #expect(KernelSample.mismatch(actual, expected, scale: 4) == nil, "\(what) of \(n)")
    }
    expect("add_scaled", { S.addScaled(n, factor, x, &$0) }) {
      Double(y[$0]) + Double(factor) * Double(x[$0])
    }
    expect("scale", { S.scale(n, factor, x, &$0) }) { Double(factor) * Double(x[$0]) }
    expect("exp", { S.exp(n, x, &$0) }) { Foundation.exp(Double(x[$0])) }
    expect("tanh", { S.tanh(n, x, &$0) }) { Foundation.tanh(Double(x[$0])) }
    expect("sigmoid", { S.sigmoid(n, x, &$0) }) { 1 / (1 + Foundation.exp(-Double(x[$0]))) }
    let total = (0..<n).reduce(0) { $0 + Foundation.exp(Double(x[$1])) }
    expect("softmax", { S.softmax(n, x, &$0) }) { Foundation.exp(Double(x[$0])) / total }

    let squares = (0..<n).reduce(0) { $0 + Double(x[$1]) * Double(x[$1]) }
    #expect(mismatch(S.sumOfSquares(n, x), squares, relative: 1e-14) == nil)
    let logSum = Double(S.logSumExp(n, x))
    #expect(
      n == 0 ? logSum == -.infinity : abs(logSum - log(total)) < 4 * KernelSample<S>.tolerance)
  }

  @Test func inPlace() {
    var sample = KernelSample<Float>(seed: 1)
    let x = sample.values(30)
    var y = x
    Float.softmax(50, x, &y)
    var z = x
    z.withUnsafeMutableBufferPointer { Float.softmax(50, $0.baseAddress!, $0.baseAddress!) }
    #expect(y == z)
    Float.dropout(50, 7, 0.5, x, &y)
    z = x
    z.withUnsafeMutableBufferPointer { Float.dropout(50, 7, 0.5, $0.baseAddress!, $0.baseAddress!) }
    #expect(y == z)
  }

  @Test func finiteness() {
    for n in 0..<70 {
      var x = [Float](repeating: .greatestFiniteMagnitude, count: n + 1)
      #expect(Float.allFinite(n, x))
      for bad in [Float.nan, .infinity, -.infinity] {
        x[n] = bad
        #expect(Float.allFinite(n, x), "what lies behind the end does not count")
        #expect(!Float.allFinite(n + 1, x))
      }
    }
  }

  @Test func softmaxOfExtremes() {
    var y = [Float](repeating: 0, count: 3)
    Float.softmax(3, [3e38, -3e38, 0], &y)
    #expect(y == [1, 0, 0])
    Float.softmax(2, [-1e30, -1e30, 0], &y)
    #expect(y == [0.5, 0.5, 0])
    #expect(Float.logSumExp(2, [-.infinity, -.infinity]) == -.infinity)
    #expect(Float.logSumExp(2, [3e38, 3e38]) == 3e38)
    #expect(Float.logSumExp(2, [.infinity, 0]) == .infinity)
    #expect(Float.logSumExp(2, [.nan, 0]).isNaN)
  }

  @Test func adam() {
    check(Float.self)
    check(Double.self)

    func check<S: Scalar>(_ type: S.Type) {
      for seed in 0..<40 {
        var sample = KernelSample<S>(seed: seed)
        let n = sample.n
        var (p, u) = (sample.values(n), sample.values(n))
        let g = sample.values(n)
        var v = sample.values(n).map { $0 * $0 }
        // Powers of two, so that no setting is rounded.
        let (beta1, beta2, rate, scale) = (0.875, 0.96875, 0.125, 2.0)
        let (epsilon, decay, shrink) = (0.0625, 0.25, 0.5)
        var expected = (p.map { Double($0) }, u.map { Double($0) }, v.map { Double($0) })
        for i in 0..<n {
          let gradient = Double(g[i]) + decay * expected.0[i]
          expected.1[i] = beta1 * expected.1[i] + (1 - beta1) * gradient
          expected.2[i] = beta2 * expected.2[i] + (1 - beta2) * gradient * gradient
          let step = rate * expected.1[i] / (expected.2[i].squareRoot() * scale + epsilon)
          expected.0[i] = shrink * expected.0[i] - step
        }
        S.adam(
          n, &p, g, &u, &v, beta1: S(beta1), beta2: S(beta2), rate: S(rate), scale: S(scale),
          epsilon: S(epsilon), decay: S(decay), shrink: S(shrink))
        #expect(KernelSample.mismatch(p, expected.0) == nil)
        #expect(KernelSample.mismatch(u, expected.1) == nil)
        #expect(KernelSample.mismatch(v, expected.2) == nil)
      }
    }
  }
}
