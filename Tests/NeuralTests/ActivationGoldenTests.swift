import CKernels
import TestSupport
import Testing

/// PyTorch's activations, for every kernel table that the machine can run: Golden/make-layers.py,
/// `activations`.
struct ActivationGoldenTests {
  private static var tables: [nlp_kernels_f32] {
    (0..<16).compactMap { nlp_kernels_float_at($0)?.pointee }
  }

  @Test func everyMachineHasPortableKernels() {
    let names = Self.tables.map { String(cString: $0.name) }
    #expect(names.contains("portable"))
  }

  @Test(arguments: ["tanh", "sigmoid", "softmax", "log_softmax"])
  func double(name: String) throws {
    let file = try GoldenFile(named: "act_\(name)")
    let x = try file.tensor("x")
    let columns = x.shape[1]
    let kernels = nlp_kernels_double().pointee
    var y = [Double](repeating: 0, count: x.data.count)
    for start in stride(from: 0, to: y.count, by: columns) {
      let row = Array(x.data[start..<start + columns])
      var result = row
      switch name {
      case "tanh": kernels.tanh(columns, row, &result)
      case "sigmoid": kernels.sigmoid(columns, row, &result)
      case "softmax": kernels.softmax(columns, row, &result)
      default:
        let logSum = kernels.log_sum_exp(columns, row)
        result = row.map { $0 - logSum }
      }
      y.replaceSubrange(start..<start + columns, with: result)
    }
    #expect(mismatch(y, shape: x.shape, try file.tensor("output"), relative: 1e-9) == nil)
  }

  @Test(arguments: ["tanh", "sigmoid", "softmax", "log_softmax"])
  func float(name: String) throws {
    let file = try GoldenFile(named: "act_\(name)")
    let x = try file.tensor("x")
    let columns = x.shape[1]
    for kernels in Self.tables {
      var y = x.data.map { Float($0) }
      for start in stride(from: 0, to: y.count, by: columns) {
        let row = Array(y[start..<start + columns])
        var result = row
        switch name {
        case "tanh": kernels.tanh(columns, row, &result)
        case "sigmoid": kernels.sigmoid(columns, row, &result)
        case "softmax": kernels.softmax(columns, row, &result)
        default:
          let logSum = kernels.log_sum_exp(columns, row)
          result = row.map { $0 - logSum }
        }
        y.replaceSubrange(start..<start + columns, with: result)
      }
      let expected = try file.tensor("output")
      // Below 1e-37 Float has no normal numbers.
      let problem = mismatch(y, shape: x.shape, expected, relative: 1e-5, absolute: 1e-36)
      #expect(problem == nil, "\(String(cString: kernels.name))")
    }
  }
}
