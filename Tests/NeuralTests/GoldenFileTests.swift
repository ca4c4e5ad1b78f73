import TestSupport
import Testing

/// The readers and measures that other tests rely on.
struct GoldenFileTests {
  @Test func tensorsAndWhatDescribesThem() throws {
    struct Meta: Decodable { let lengths: [Int] }
    let file = try GoldenFile(named: "LSTM_bi_L2_packed")
    #expect(try file.meta(Meta.self).lengths == [7, 4, 2])
    #expect(try file.tensor("input").shape == [7, 3, 5])
    for (name, tensor) in file.tensors {
      #expect(tensor.data.count == tensor.shape.reduce(1, *), "\(name)")
    }
    #expect(throws: GoldenFile.MissingTensor.self) { try file.tensor("no such") }
  }

  @Test func mismatches() {
    let tensor = GoldenTensor(shape: [2, 2], data: [1, 2, 3, 4])
    #expect(tensor[1, 0] == 3)
    #expect(mismatch([1.0, 2, 3, 4], shape: [2, 2], tensor, relative: 0) == nil)
    #expect(mismatch([1.0, 2, 3, 4], shape: [4], tensor, relative: 1) != nil)
    #expect(mismatch([1.0, 2, 3], [1, 2, 3, 4], relative: 1) != nil)
    #expect(mismatch([1.0, 2, 3.1, 4], tensor.data, relative: 1e-3) != nil)
    #expect(mismatch([1.0, 2, 3.001, 4], tensor.data, relative: 1e-3) == nil)
    #expect(mismatch([Double.nan], [1], relative: 1) != nil)
    #expect(mismatch([Double.nan], [Double.nan], relative: 1) != nil)
    #expect(mismatch([Double.infinity], [1], relative: 1) != nil)
  }

  /// f = x² y + exp(z), with right and wrong gradients.
  @Test func gradientCheck() {
    var values = [1.5, -0.5, 0.25]
    let loss = { (x: [Double]) in x[0] * x[0] * x[1] + exponential(x[2]) }
    let right = [2 * 1.5 * -0.5, 1.5 * 1.5, exponential(0.25)]
    var wrong = right
    wrong[1] *= 1 + 1e-5
    values.withUnsafeMutableBufferPointer { values in
      let check = GradientCheck(values, analytic: right) { loss(Array(values)) }
      #expect(check.passes && check.error < 1e-9, "\(check)")
      #expect(Array(values) == [1.5, -0.5, 0.25])
      #expect(!GradientCheck(values, analytic: wrong) { loss(Array(values)) }.passes)
      #expect(!GradientCheck(values, analytic: [.nan, 0, 0]) { loss(Array(values)) }.passes)
      #expect(!GradientCheck(values, analytic: [0, 0]) { loss(Array(values)) }.passes)
      #expect(!GradientCheck(values, analytic: [0, 0, 0]) { 1 }.passes)
    }
  }
}
