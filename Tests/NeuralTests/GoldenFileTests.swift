import TestSupport
import Testing

/// The readers and measures that other tests rely on.
struct GoldenFileTests {
  @Test(.enabled(if: GoldenFile.areAvailable, "../shared/golden is absent"))
  func bothFormatsHoldTheSame() throws {
    for name in ["CRF_f64", "LSTM_bi_L2_packed_f64", "Embedding_pad0"] {
      let tensors = try GoldenFile(named: name).tensors
      let mirror = try GoldenFile(jsonNamed: name).tensors
      #expect(tensors.keys.sorted() == mirror.keys.sorted() && tensors.count > 3)
      for (key, tensor) in tensors {
        let other = try #require(mirror[key])
        #expect(tensor.shape == other.shape && tensor.data == other.data, "\(name) \(key)")
      }
    }
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
