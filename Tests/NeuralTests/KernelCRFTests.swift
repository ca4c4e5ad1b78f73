import Foundation
import Neural
import TestSupport
import Testing

/// The steps of the CRF recursions against loops in double.
struct KernelCRFTests {
  @Test func float() { for seed in 0..<100 { check(Float.self, seed) } }
  @Test func double() { for seed in 0..<100 { check(Double.self, seed) } }

  private func check<S: Scalar>(_ type: S.Type, _ seed: Int) {
    var sample = KernelSample<S>(seed: seed)
    let (k, n) = (sample.k + 1, sample.n)
    let ldb = n + sample.gaps[0]
    let lds = n + sample.gaps[1]
    let a = sample.values(k, span: 9)
    var b = sample.values(k * ldb, span: 9)
    for at in b.indices where at % 7 == 3 { b[at] = -1e30 }
    let c = sample.values(n)
    func score(_ i: Int, _ j: Int) -> Double { Double(a[i]) + Double(b[i * ldb + j]) }

    var out = sample.values(n)
    let logSums = out.indices.map { j in
      j < n ? logSum((0..<k).map { score($0, j) }) : Double(out[j])
    }
    S.logMultiply(k: k, n: n, a: a, b: b, ldb: ldb, out: &out)
    #expect(KernelSample.mismatch(out, logSums, scale: 2) == nil, "log_multiply \(k) x \(n)")

    var from = [Int32](repeating: -7, count: n + 3)
    let greatest = out.indices.map { j in
      j < n ? (0..<k).map { score($0, j) }.max()! : Double(out[j])
    }
    S.maxMultiply(k: k, n: n, a: a, b: b, ldb: ldb, out: &out, from: &from)
    #expect(KernelSample.mismatch(out, greatest) == nil, "max_multiply \(k) x \(n)")
    for j in 0..<n {
      // The first in the arithmetic of S, which is what the kernel compares in.
      let scores = (0..<k).map { a[$0] + b[$0 * ldb + j] }
      #expect(Int(from[j]) == scores.firstIndex(of: scores.max()!))
    }
    #expect(from[n...].allSatisfy { $0 == -7 })

    var sums = sample.values(k * lds)
    var expected = sums.map { Double($0) }
    for i in 0..<k {
      for j in 0..<n { expected[i * lds + j] += exp(score(i, j) - 18 + Double(c[j])) }
    }
    S.addExpSums(k: k, n: n, a: a.map { $0 - 18 }, b: b, ldb: ldb, c: c, sums: &sums, lds: lds)
    #expect(KernelSample.mismatch(sums, expected, scale: 8) == nil, "add_exp_sums \(k) x \(n)")
  }

  @Test func tiesGoToTheFirst() {
    for n in [1, 9, 16, 40] {
      var out = [Float](repeating: 0, count: n)
      var from = [Int32](repeating: 9, count: n)
      let b = [Float](repeating: 1, count: 5 * n)
      Float.maxMultiply(k: 5, n: n, a: [0, 2, 1, 2, 2], b: b, ldb: n, out: &out, from: &from)
      #expect(out.allSatisfy { $0 == 3 })
      #expect(from.allSatisfy { $0 == 1 })
    }
  }

  /// Where all is forbidden the result is finite and still forbidden, and adds nothing.
  @Test func forbidden() {
    for n in [1, 9, 16, 40] {
      let a = [Float](repeating: -1e30, count: 4)
      let b = [Float](repeating: -1e30, count: 4 * n)
      var out = [Float](repeating: 0, count: n)
      Float.logMultiply(k: 4, n: n, a: a, b: b, ldb: n, out: &out)
      #expect(out.allSatisfy { $0.isFinite && $0 <= -1e29 })
      var from = [Int32](repeating: 9, count: n)
      Float.maxMultiply(k: 4, n: n, a: a, b: b, ldb: n, out: &out, from: &from)
      #expect(out.allSatisfy { $0.isFinite && $0 <= -1e29 })
      #expect(from.allSatisfy { $0 == 0 })
      var sums = [Float](repeating: 2, count: 4 * n)
      Float.addExpSums(k: 4, n: n, a: a, b: b, ldb: n, c: out, sums: &sums, lds: n)
      #expect(sums.allSatisfy { $0 == 2 })
    }
  }

  /// From nothing there is no way: log 0.
  @Test func nothing() {
    var out: [Float] = [1, 1]
    Float.logMultiply(k: 0, n: 2, a: [], b: [], ldb: 2, out: &out)
    #expect(out == [-.infinity, -.infinity])
  }
}
