import Foundation
import Neural
import TestSupport
import Testing

struct CTCTests {
  private struct Meta: Decodable {
    let targets: [[Int32]]
    let lengths: [Int]
    /// `nil` where the target needs more steps than there are.
    let losses: [Double?]
  }

  /// Golden/make-layers.py, `ctc`.
  @Test func doubleGolden() throws { try golden(Double.self, relative: 1e-9, absolute: 1e-12) }

  @Test func floatGolden() throws { try golden(Float.self, relative: 1e-4, absolute: 1e-6) }

  private func golden<S: Scalar>(_: S.Type, relative: Double, absolute: Double) throws {
    let file = try GoldenFile(named: "CTC")
    let meta = try file.meta(Meta.self)
    let logits = try file.tensor("logits")
    let (steps, batch) = (logits.shape[0], logits.shape[1])
    let arena = Arena<S>()
    let x = arena.matrix(logits)
    let dx = arena.zeros(x.rows, x.columns)
    for item in 0..<batch {
      let rows = (0..<meta.lengths[item]).map { $0 * batch + item }
      let loss = CTC<S>()(
        logits: x, rows: rows, target: meta.targets[item], scale: 1, dlogits: dx)
      #expect((loss == nil) == (meta.losses[item] == nil))
      if let loss, let expected = meta.losses[item] {
        #expect(mismatch(loss, expected, relative: relative, absolute: absolute) == nil)
      }
    }
    let gradient = try file.tensor("grad.logits")
    #expect(
      mismatch(
        dx.elements(), shape: [steps, batch, logits.shape[2]], gradient, relative: relative,
        absolute: absolute) == nil)
  }

  /// All ways of giving each step a class, and what each spells.
  private func bruteForce(_ p: [[Double]], _ target: [Int32]) -> Double {
    let classes = p[0].count
    var total = 0.0
    for way in 0..<Int(pow(Double(classes), Double(p.count))) {
      var (rest, probability, last) = (way, 1.0, -1)
      var spelled: [Int32] = []
      for step in p.indices {
        let c = rest % classes
        rest /= classes
        probability *= p[step][c]
        if c != last, c != 0 { spelled.append(Int32(c)) }
        last = c
      }
      if spelled == target { total += probability }
    }
    return total
  }

  @Test(arguments: [[], [1], [1, 2], [2, 2], [1, 1, 2], [3, 2, 1], [1, 1, 1]] as [[Int32]])
  func sumsOverAllWays(_ target: [Int32]) {
    var random = SeededRandom(UInt64(target.count))
    for steps in 1...6 {
      let arena = Arena<Double>()
      let x = arena.matrix(steps, 4)
      for (index, value) in random.normals(steps * 4, deviation: 2).enumerated() {
        x.pointer[index] = value
      }
      let p = (0..<steps).map { row in
        let powers = (0..<4).map { exp(x[row, $0]) }
        return powers.map { $0 / powers.reduce(0, +) }
      }
      let expected = bruteForce(p, target)
      let loss = CTC<Double>()(
        logits: x, rows: Array(0..<steps), target: target, scale: 1,
        dlogits: arena.matrix(steps, 4))
      if expected == 0 {
        #expect(loss == nil)
      } else {
        #expect(abs((loss ?? .infinity) + log(expected)) < 1e-9)
      }
    }
  }

  @Test func gradientsByDifferences() {
    var random = SeededRandom(7)
    let arena = Arena<Double>()
    let (x, dx) = (arena.matrix(9, 5), arena.zeros(9, 5))
    for (index, value) in random.normals(45).enumerated() { x.pointer[index] = value }
    // Rows in an order of their own, as those of a packed batch.
    let rows = [0, 2, 3, 5, 6, 7, 8]
    for target in [[1, 2, 2, 4], [3], []] as [[Int32]] {
      func loss() -> Double {
        CTC<Double>()(logits: x, rows: rows, target: target, scale: 0.5, dlogits: dx) ?? .infinity
      }
      dx.fill(0)
      _ = loss()
      let analytic = dx.elements()
      let check = GradientCheck(
        UnsafeMutableBufferPointer(start: x.pointer, count: x.count), analytic: analytic
      ) { 0.5 * loss() }
      #expect(check.passes, "\(check)")
    }
  }

  @Test func alignsLabelsWithSteps() {
    let arena = Arena<Double>()
    let path = [0, 1, 1, 0, 1, 2, 0]
    let x = arena.zeros(path.count, 3)
    for (step, label) in path.enumerated() { x[step, label] = 5 }
    let rows = Array(path.indices)
    #expect(
      CTC<Double>().alignment(logits: x, rows: rows, target: [1, 1, 2]) == [1...2, 4...4, 5...5])
    #expect(CTC<Double>().alignment(logits: x, rows: [0], target: [1, 2]) == nil)
  }
}
