import CKernels
import Foundation
import TestSupport
import Testing

/// Products that are larger than every block that a kernel cuts them into, for all tables that this
/// processor runs, against the table for double.
struct KernelBlockTests {
  private var tables: [nlp_kernels_f32] { KernelFunctionTests.tables }
  private var reference: nlp_kernels_f64 { nlp_kernels_double().pointee }

  /// A matrix with random numbers as floats and the same as doubles, at a multiple of 64 bytes.
  private final class Numbers {
    let float: UnsafeMutablePointer<Float>
    let double: UnsafeMutablePointer<Double>
    let count: Int

    init(_ count: Int, _ random: inout SeededRandom) {
      self.count = count
      float = UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64)
        .bindMemory(to: Float.self, capacity: count)
      double = UnsafeMutableRawPointer.allocate(byteCount: 8 * count, alignment: 64)
        .bindMemory(to: Double.self, capacity: count)
      for i in 0..<count {
        float[i] = Float.random(in: -1...1, using: &random)
        double[i] = Double(float[i])
      }
    }

    deinit {
      float.deallocate()
      double.deallocate()
    }

    /// The largest difference; infinite where one of two numbers is not finite.
    var mismatch: Double {
      (0..<count).reduce(0) { largest, i in
        // `max(0, .nan)` is 0 in Swift, so NaN is looked for first.
        let difference = abs(Double(float[i]) - double[i])
        return difference.isFinite ? max(largest, difference) : .infinity
      }
    }
  }

  @Test func mismatchSeesNaN() {
    var random = SeededRandom(1)
    let numbers = Numbers(4, &random)
    #expect(numbers.mismatch == 0)
    numbers.float[2] = .nan
    #expect(numbers.mismatch == .infinity)
  }

  private static func words(_ count: Int) -> UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64)
      .bindMemory(to: UInt32.self, capacity: count)
  }

  @Test(arguments: [
    (70, 101, 600), (33, 64, 1025), (16, 32, 512), (5, 200, 300), (40, 70, 2500),
  ])
  func multiply(_ m: Int, _ n: Int, _ k: Int) {
    for table in tables {
      var random = SeededRandom(UInt64(m + n + k))
      let a = Numbers(m * k, &random)
      let b = Numbers(k * n, &random)
      let (c, d) = (Numbers(m * n, &random), Numbers(m * n, &random))
      let room = (n + 63) / 64 * 64 * (k + 1)
      let panels = Numbers(room, &random)
      let pairs = (Self.words(room), Self.words(room))
      defer { (pairs.0.deallocate(), pairs.1.deallocate()) }
      table.pack(k, n, b.float, n, panels.float)
      table.multiply(m, n, k, a.float, k, panels.float, c.float, n, nil, c.float, n)
      table.interleave_bfloat16(k, n, panels.float, pairs.0)
      table.multiply_bfloat16(m, n, k, a.float, k, pairs.0, d.float, n, nil, d.float, n)
      reference.pack(k, n, b.double, n, panels.double)
      reference.multiply(m, n, k, a.double, k, panels.double, c.double, n, nil, c.double, n)
      reference.interleave_bfloat16(k, n, panels.double, pairs.1)
      reference.multiply_bfloat16(m, n, k, a.double, k, pairs.1, d.double, n, nil, d.double, n)
      let name = String(cString: table.name)
      #expect(c.mismatch < 2e-4, "\(name)")
      #expect(d.mismatch < 2e-4, "\(name), pairs")
    }
  }

  @Test(arguments: [(300, 101, 1100), (256, 64, 512), (17, 33, 1025)])
  func multiplyTransposed(_ m: Int, _ n: Int, _ k: Int) {
    for table in tables {
      var random = SeededRandom(UInt64(m + n + k))
      let a = Numbers(k * m, &random)
      let b = Numbers(k * n, &random)
      let (c, d) = (Numbers(m * n, &random), Numbers(m * n, &random))
      table.multiply_transposed(m, n, k, a.float, m, b.float, n, c.float, n)
      table.multiply_transposed_bfloat16(m, n, k, a.float, m, b.float, n, d.float, n)
      reference.multiply_transposed(m, n, k, a.double, m, b.double, n, c.double, n)
      reference.multiply_transposed_bfloat16(m, n, k, a.double, m, b.double, n, d.double, n)
      let name = String(cString: table.name)
      #expect(c.mismatch < 2e-4, "\(name)")
      #expect(d.mismatch < 2e-4, "\(name), pairs")
    }
  }
}
