import Foundation
import Neural
import TestSupport
import Testing

struct CrossEntropyTests {
  private struct Meta: Decodable {
    let classWeights: [Double]?
    let labelSmoothing: Double

    enum CodingKeys: String, CodingKey {
      case classWeights = "class_weight"
      case labelSmoothing = "label_smoothing"
    }
  }

  /// PyTorch: Golden/make-layers.py, `losses`.
  @Test(
    arguments: ["mean", "sum", "weight", "smooth", "weight_smooth"], [false, true])
  func golden(name: String, isInPlace: Bool) throws {
    try checkGolden(Double.self, name, isInPlace, 1e-9)
    try checkGolden(Float.self, name, isInPlace, 1e-4)
  }

  private func checkGolden<S: Scalar>(
    _ type: S.Type, _ name: String, _ isInPlace: Bool, _ tolerance: Double
  ) throws {
    let file = try GoldenFile(named: "cross_entropy_\(name)")
    let meta = try file.meta(Meta.self)
    let targets = try file.tensor("target").ints.map(Int32.init)
    let arena = Arena<S>()
    let logits = arena.matrix(try file.tensor("logits"))
    let loss = CrossEntropy<S>(
      labelSmoothing: meta.labelSmoothing, classWeights: meta.classWeights)
    let divisor = name == "sum" ? 1 : targets.withUnsafeBufferPointer { loss.totalWeight($0) }
    let dlogits = isInPlace ? logits : arena.matrix(logits.rows, logits.columns)
    let sum = loss(logits: logits, targets: targets, scale: S(1 / divisor), dlogits: dlogits)
    let expected = try file.tensor("output").data[0]
    #expect(mismatch(sum / divisor, expected, relative: tolerance) == nil)
    let gradient = try file.tensor("grad.logits")
    let shape = [dlogits.rows, dlogits.columns]
    let problem = mismatch(
      dlogits.elements(), shape: shape, gradient, relative: tolerance, absolute: tolerance / 100)
    #expect(problem == nil)
  }

  @Test
  func lossesOfRows() throws {
    let file = try GoldenFile(named: "cross_entropy_none")
    let upstream = try file.tensor("R_output").data
    let targets = try file.tensor("target").ints.map(Int32.init)
    let arena = Arena<Double>()
    let logits = arena.matrix(try file.tensor("logits"))
    let dlogits = arena.matrix(logits.rows, logits.columns)
    let losses = arena.matrix(1, logits.rows)
    for row in 0..<logits.rows {
      _ = CrossEntropy<Double>()(
        logits: logits.rows(row..<row + 1), targets: [targets[row]], scale: upstream[row],
        dlogits: dlogits.rows(row..<row + 1), losses: losses.pointer + row)
    }
    #expect(
      mismatch(losses.elements(), shape: [6], try file.tensor("output"), relative: 1e-9) == nil)
    let gradient = try file.tensor("grad.logits")
    #expect(mismatch(dlogits.elements(), shape: [6, 4], gradient, relative: 1e-9) == nil)
  }

  @Test(arguments: [0, 0.2]) func gradients(smoothing: Double) {
    var random = SeededRandom(37)
    let arena = Arena<Double>()
    let logits = arena.matrix(4, 5)
    for (i, x) in random.normals(20).enumerated() { logits.pointer[i] = x }
    let loss = CrossEntropy<Double>(
      labelSmoothing: smoothing, classWeights: [1, 0.5, 2, 1.5, 0.1])
    let dlogits = arena.matrix(4, 5)
    func value() -> Double {
      0.5 * loss(logits: logits, targets: [4, 0, -1, 2], scale: 0.5, dlogits: dlogits)
    }
    _ = value()
    let values = UnsafeMutableBufferPointer(start: logits.pointer, count: 20)
    let check = GradientCheck(values, analytic: dlogits.elements(), loss: value)
    #expect(check.passes, "\(check)")
  }

  @Test func gradientsOfUnevenRows() {
    var random = SeededRandom(38)
    let arena = Arena<Double>()
    let logits = arena.matrix(4, 3)
    for (i, x) in random.normals(12).enumerated() { logits.pointer[i] = x }
    let loss = CrossEntropy<Double>(labelSmoothing: 0.1)
    let rows = RowTargets(certainties: [1, 0.6, 0.5, 0.95], weights: [1, 0.5, 2, 3])
    let targets: [Int32] = [2, 0, -1, 1]
    let dlogits = arena.matrix(4, 3)
    func value() -> Double {
      0.5 * loss(logits: logits, targets: targets, scale: 0.5, dlogits: dlogits, rows: rows)
    }
    // What the definition gives: -Σ q log p with 0.1 / 3 for every class but where the certainty is
    // less.
    let shares = [
      [0.1 / 3, 0.1 / 3, 0.9 + 0.1 / 3], [0.6, 0.2, 0.2], [0.1 / 3, 0.9 + 0.1 / 3, 0.1 / 3],
    ]
    var expected = 0.0
    for (row, shares) in zip([0, 1, 3], shares) {
      let x = [logits[row, 0], logits[row, 1], logits[row, 2]]
      let logSum = log(exp(x[0]) + exp(x[1]) + exp(x[2]))
      for (logit, share) in zip(x, shares) {
        expected += rows.weights[row] * share * (logSum - logit)
      }
    }
    #expect(mismatch(value(), 0.5 * expected, relative: 1e-12) == nil)
    #expect(targets.withUnsafeBufferPointer { loss.totalWeight($0, rows: rows) } == 4.5)
    let values = UnsafeMutableBufferPointer(start: logits.pointer, count: 12)
    let check = GradientCheck(values, analytic: dlogits.elements(), loss: value)
    #expect(check.passes, "\(check)")
  }

  /// A target whose probability vanishes in Float has a loss all the same.
  @Test(arguments: [false, true]) func vanishingProbability(isInPlace: Bool) {
    let arena = Arena<Float>()
    let logits = arena.matrix(2, 3)
    for (i, x) in [Float(1e4), 0, -1e4, -30, 60, 60].enumerated() { logits.pointer[i] = x }
    let dlogits = isInPlace ? logits : arena.matrix(2, 3)
    let losses = arena.matrix(1, 2)
    let sum = CrossEntropy<Float>()(
      logits: logits, targets: [2, 0], scale: 1, dlogits: dlogits, losses: losses.pointer)
    #expect(mismatch(losses.elements(), [2e4, 90.693147], relative: 1e-6) == nil)
    #expect(mismatch(sum, 20090.693147, relative: 1e-6) == nil)
    #expect(
      mismatch(dlogits.elements(), [1, 0, -1, -1, 0.5, 0.5], relative: 1e-6, absolute: 1e-30)
        == nil)
  }

  @Test func noTargets() {
    let arena = Arena<Float>()
    let logits = arena.zeros(2, 3)
    logits.fill(7)
    let loss = CrossEntropy<Float>()
    let targets: [Int32] = [-1, -100]
    #expect(targets.withUnsafeBufferPointer { loss.totalWeight($0) } == 0)
    #expect(loss(logits: logits, targets: targets, scale: 1, dlogits: logits) == 0)
    #expect(logits.elements().allSatisfy { $0 == 0 })
  }
}
