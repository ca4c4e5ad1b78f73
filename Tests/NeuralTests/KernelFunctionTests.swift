import CKernels
import Foundation
import Testing

/// exp, tanh and sigmoid of floats against the C library in double.
struct KernelFunctionTests {
  typealias Function = (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void

  static var tables: [nlp_kernels_f32] {
    (0..<8).compactMap { nlp_kernels_float_at($0)?.pointee }
  }

  /// The distance of a result from the truth in units of the last place of the truth.
  private static func unitsInLastPlace(_ result: Float, _ truth: Double) -> Double {
    if truth.isNaN || result.isNaN { return truth.isNaN && result.isNaN ? 0 : .infinity }
    if Float(truth) == result { return 0 }
    if Double(result).isInfinite || Float(truth).isInfinite { return .infinity }
    return abs(Double(result) - truth) / Double(Float(truth).ulp)
  }

  /// About four million floats of all magnitudes, denormal ones and NaN included.
  private static func worst(_ function: Function, _ truth: (Double) -> Double) -> (Double, Float) {
    var worst = (0.0, Float(0))
    var x = [Float](repeating: 0, count: 4096)
    var y = x
    for start in Swift.stride(from: UInt64(0), to: 1 << 32, by: 1009 * 4096) {
      for i in 0..<4096 {
        x[i] = Float(bitPattern: UInt32(truncatingIfNeeded: start + UInt64(i) * 1009))
      }
      function(4096, x, &y)
      for i in 0..<4096 {
        let error = unitsInLastPlace(y[i], truth(Double(x[i])))
        if error > worst.0 { worst = (error, x[i]) }
      }
    }
    return worst
  }

  @Test func exponential() {
    for table in Self.tables {
      let (error, x) = Self.worst({ table.exp($0, $1, $2) }) { exp($0) }
      #expect(error <= 1, "\(String(cString: table.name)): exp(\(x))")
    }
  }

  @Test func hyperbolicTangent() {
    for table in Self.tables {
      let (error, x) = Self.worst({ table.tanh($0, $1, $2) }) { tanh($0) }
      #expect(error <= 2, "\(String(cString: table.name)): tanh(\(x))")
    }
  }

  @Test func sigmoid() {
    for table in Self.tables {
      let (error, x) = Self.worst({ table.sigmoid($0, $1, $2) }) {
        $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0))
      }
      #expect(error <= 2, "\(String(cString: table.name)): sigmoid(\(x))")
    }
  }

  private func apply(_ function: Function, _ x: [Float]) -> [Float] {
    var y = x
    function(x.count, x, &y)
    return y
  }

  @Test func extremes() {
    let tiny = Float.leastNonzeroMagnitude
    let x: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      tiny, -tiny, -103.9, -104.1, 88.7, 88.8,
    ]
    for table in Self.tables {
      let power = apply({ table.exp($0, $1, $2) }, x)
      #expect(power[..<4] == [1, 1, .infinity, 0])
      #expect(power[4].isNaN)
      #expect(power[5...] == [.infinity, 0, 1, 1, tiny, 0, exp(88.7), .infinity])

      let tangent = apply({ table.tanh($0, $1, $2) }, x)
      #expect(tangent[..<4] == [0, 0, 1, -1])
      #expect(tangent[0].sign == .plus && tangent[1].sign == .minus)
      #expect(tangent[4].isNaN)
      #expect(tangent[5..<9] == [1, -1, tiny, -tiny])

      let logistic = apply({ table.sigmoid($0, $1, $2) }, x)
      #expect(logistic[..<4] == [0.5, 0.5, 1, 0])
      #expect(logistic[4].isNaN)
      #expect(logistic[5..<10] == [1, 0, 0.5, 0.5, tiny])
    }
  }
}
