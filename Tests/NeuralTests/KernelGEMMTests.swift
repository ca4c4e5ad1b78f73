import Neural
import TestSupport
import Testing

/// Products of matrices against three nested loops.
struct KernelGEMMTests {
  @Test func float() { for seed in 0..<120 { check(Float.self, seed) } }
  @Test func double() { for seed in 0..<120 { check(Double.self, seed) } }

  private func check<S: Scalar>(_ type: S.Type, _ seed: Int) {
    pack(KernelSample<S>(seed: seed))
    multiply(KernelSample<S>(seed: seed))
    multiplyTransposed(KernelSample<S>(seed: seed))
    addColumnSums(KernelSample<S>(seed: seed))
  }

  private func pack<S: Scalar>(_ sample: KernelSample<S>) {
    var sample = sample
    let (n, k, width) = (sample.n, sample.k, S.panelWidth)
    let ldb = n + sample.gaps[0]
    let ldt = k + sample.gaps[1]
    let b = sample.values(k * ldb)
    var transpose = sample.values(n * ldt)
    for row in 0..<k {
      for column in 0..<n { transpose[column * ldt + row] = b[row * ldb + column] }
    }
    let panels = Panels<S>(rows: k, columns: n)
    let others = Panels<S>(rows: k, columns: n)
    S.pack(k: k, n: n, b: b, ldb: ldb, panels: panels.pointer)
    S.packTransposed(k: k, n: n, b: transpose, ldb: ldt, panels: others.pointer)
    var expected: [S] = []
    for panel in Swift.stride(from: 0, to: n, by: width) {
      for row in 0..<k {
        for column in panel..<panel + width {
          expected.append(column < n ? b[row * ldb + column] : 0)
        }
      }
    }
    #expect(panels.values == expected)
    #expect(others.values == expected)
  }

  private func multiply<S: Scalar>(_ sample: KernelSample<S>) {
    var sample = sample
    let (m, n, k) = (sample.m, sample.n, sample.k)
    let (lda, ldb, ldc) = (k + sample.gaps[0], n + sample.gaps[1], n + sample.gaps[2])
    let a = sample.values(m * lda)
    let b = sample.values(k * ldb)
    let before = sample.values(m * ldc)
    let panels = Panels<S>(rows: k, columns: n)
    S.pack(k: k, n: n, b: b, ldb: ldb, panels: panels.pointer)
    for accumulate in [false, true] {
      var c = before
      c.withUnsafeMutableBufferPointer { c in
        let c = c.baseAddress!
        S.multiply(
          m: m, n: n, k: k, a: a, lda: lda, panels: panels.pointer,
          initial: accumulate ? .rows(c, stride: ldc) : .zeros, c: c,
          ldc: ldc)
      }
      var expected = before.map { Double($0) }
      for row in 0..<m {
        for column in 0..<n {
          if !accumulate { expected[row * ldc + column] = 0 }
          for i in 0..<k {
            expected[row * ldc + column] +=
              Double(a[row * lda + i]) * Double(b[i * ldb + column])
          }
        }
      }
      #expect(KernelSample.mismatch(c, expected) == nil, "\(m) x \(n) x \(k)")
    }
  }

  private func multiplyTransposed<S: Scalar>(_ sample: KernelSample<S>) {
    var sample = sample
    // More rows than a block holds, more columns of a than its strips hold.
    let (m, n, k) = (sample.m * 7, sample.n, sample.k * 5)
    let (lda, ldb, ldc) = (m + sample.gaps[0], n + sample.gaps[1], n + sample.gaps[2])
    let a = sample.values(k * lda)
    let b = sample.values(k * ldb)
    var c = sample.values(m * ldc)
    var expected = c.map { Double($0) }
    S.multiplyTransposed(m: m, n: n, k: k, a: a, lda: lda, b: b, ldb: ldb, c: &c, ldc: ldc)
    for i in 0..<k {
      for row in 0..<m {
        let factor = Double(a[i * lda + row])
        for column in 0..<n { expected[row * ldc + column] += factor * Double(b[i * ldb + column]) }
      }
    }
    #expect(KernelSample.mismatch(c, expected, scale: 8) == nil, "\(m) x \(n) x \(k)")
  }

  private func addColumnSums<S: Scalar>(_ sample: KernelSample<S>) {
    var sample = sample
    let (m, n) = (sample.m, sample.n)
    let lda = n + sample.gaps[0]
    let a = sample.values(m * lda)
    var sums = sample.values(n)
    var expected = sums.map { Double($0) }
    S.addColumnSums(m: m, n: n, a: a, lda: lda, sums: &sums)
    for row in 0..<m {
      for column in 0..<n { expected[column] += Double(a[row * lda + column]) }
    }
    #expect(KernelSample.mismatch(sums, expected) == nil)
  }

  /// The sum over k is one chain: in two calls, whatever the split, it is what it is in one.
  @Test(arguments: [1, 5, 128, 131, 299])
  func splitSums(at split: Int) {
    var sample = KernelSample<Float>(seed: 3)
    let (m, n, k) = (19, 50, 300)
    let a = sample.values(k * m)
    let b = sample.values(k * n)
    var whole = [Float](repeating: 0.5, count: m * n)
    var parts = whole
    Float.multiplyTransposed(m: m, n: n, k: k, a: a, lda: m, b: b, ldb: n, c: &whole, ldc: n)
    Float.multiplyTransposed(m: m, n: n, k: split, a: a, lda: m, b: b, ldb: n, c: &parts, ldc: n)
    Float.multiplyTransposed(
      m: m, n: n, k: k - split, a: Array(a[(split * m)...]), lda: m, b: Array(b[(split * n)...]),
      ldb: n, c: &parts, ldc: n)
    #expect(whole == parts)
  }

  /// A row of a product is the same bytes whatever the other rows are: batches may be cut anywhere.
  @Test func rowsAreIndependent() {
    var sample = KernelSample<Float>(seed: 4)
    let (m, n, k) = (23, 150, 90)
    let a = sample.values(m * k)
    let panels = Panels<Float>(rows: k, columns: n)
    Float.pack(k: k, n: n, b: sample.values(k * n), ldb: n, panels: panels.pointer)
    var whole = [Float](repeating: 0, count: m * n)
    Float.multiply(
      m: m, n: n, k: k, a: a, lda: k, panels: panels.pointer, initial: .zeros, c: &whole, ldc: n)
    for row in 0..<m {
      var alone = [Float](repeating: 0, count: n)
      Float.multiply(
        m: 1, n: n, k: k, a: Array(a[(row * k)...]), lda: k, panels: panels.pointer,
        initial: .zeros, c: &alone, ldc: n)
      #expect(alone[...] == whole[row * n..<(row + 1) * n])
    }
  }
}
