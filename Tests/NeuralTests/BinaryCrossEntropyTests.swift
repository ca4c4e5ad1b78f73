import Neural
import TestSupport
import Testing

struct BinaryCrossEntropyTests {
  private struct Meta: Decodable {
    let positiveWeights: [Double]

    enum CodingKeys: String, CodingKey { case positiveWeights = "pos_weight" }
  }

  /// PyTorch: Golden/make-layers.py, `losses`.
  @Test
  func golden() throws {
    try check(Double.self, 1e-9)
    try check(Float.self, 1e-4)
  }

  private func check<S: Scalar>(_ type: S.Type, _ tolerance: Double) throws {
    let file = try GoldenFile(named: "bce_with_logits_posweight")
    let weights = try file.meta(Meta.self).positiveWeights
    let arena = Arena<S>()
    let logits = arena.matrix(try file.tensor("logits"))
    let targets = arena.matrix(try file.tensor("target"))
    let sum = BinaryCrossEntropy<S>(positiveWeights: weights)(
      logits: logits, targets: targets, scale: 1 / S(logits.count), dlogits: logits)
    let expected = try file.tensor("output").data[0]
    #expect(mismatch(sum / Double(logits.count), expected, relative: tolerance) == nil)
    let problem = mismatch(
      logits.elements(), shape: [6, 4], try file.tensor("grad.logits"), relative: tolerance,
      absolute: tolerance / 100)
    #expect(problem == nil)
  }

  @Test func extremeLogits() {
    let arena = Arena<Float>()
    let logits = arena.matrix(1, 4)
    let targets = arena.matrix(1, 4)
    for (i, x) in [Float(1e4), 1e4, -1e4, -1e4].enumerated() { logits.pointer[i] = x }
    for (i, y) in [Float(1), 0, 1, 0].enumerated() { targets.pointer[i] = y }
    let dlogits = arena.matrix(1, 4)
    let sum = BinaryCrossEntropy<Float>()(
      logits: logits, targets: targets, scale: 1, dlogits: dlogits)
    #expect(sum == 2e4)
    #expect(dlogits.elements() == [0, 1, -1, 0])
  }

  @Test func gradients() {
    var random = SeededRandom(41)
    let arena = Arena<Double>()
    let (logits, targets) = (arena.matrix(3, 2), arena.matrix(3, 2))
    for i in 0..<6 {
      logits.pointer[i] = random.normal()
      targets.pointer[i] = Double.random(in: 0...1, using: &random)
    }
    let dlogits = arena.matrix(3, 2)
    let loss = BinaryCrossEntropy<Double>(positiveWeights: [0.3, 2])
    func value() -> Double { loss(logits: logits, targets: targets, scale: 1, dlogits: dlogits) }
    _ = value()
    let values = UnsafeMutableBufferPointer(start: logits.pointer, count: 6)
    let check = GradientCheck(values, analytic: dlogits.elements(), loss: value)
    #expect(check.passes, "\(check)")
  }
}
