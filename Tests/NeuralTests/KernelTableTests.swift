import CKernels
import KernelChecks
import Testing

/// Every table that this processor can run. The checks share memory: one at a time.
@Suite(.serialized) struct KernelTableTests {
  private struct Outcome {
    let kernel: String
    let check: kernel_check
  }

  private static func outcomes(_ table: UnsafePointer<nlp_kernels_f32>) -> [Outcome] {
    var all: [Outcome] = []
    var check = kernel_check()
    while kernel_check_run(table, Int32(all.count), &check) {
      all.append(Outcome(kernel: String(cString: check.kernel), check: check))
    }
    return all
  }

  private static var tables: [String: UnsafePointer<nlp_kernels_f32>] {
    let all = (0..<8).compactMap { nlp_kernels_float_at($0) }
    return Dictionary(uniqueKeysWithValues: all.map { (String(cString: $0.pointee.name), $0) })
  }

  @Test func everyKernelAgreesWithDouble() {
    for (name, table) in Self.tables {
      let outcomes = Self.outcomes(table)
      #expect(outcomes.count == 29)
      for outcome in outcomes {
        #expect(
          outcome.check.difference <= outcome.check.tolerance, "\(outcome.kernel) of \(name)")
      }
    }
  }

  /// Sixteen lanes and fused products on all of them: no bit differs, but in GEMM of bfloat16,
  /// whose sums a processor with such products rounds in its own way.
  @Test(.enabled(if: tables.count > 2, "this processor has one vector instruction set only"))
  func vectorSetsGiveTheSameBytes() {
    let rounded = ["multiply_bfloat16", "multiply_transposed_bfloat16"]
    let vectors = Self.tables.filter { $0.key != "portable" }.map { Self.outcomes($0.value) }
    for others in vectors.dropFirst() {
      for (one, other) in zip(vectors[0], others) where !rounded.contains(one.kernel) {
        #expect(one.check.hash == other.check.hash, "\(one.kernel)")
      }
    }
  }

  @Test func tableIsChosenOnce() {
    #expect(Self.tables.keys.contains("portable"))
    #expect(nlp_kernels_float_at(-1) == nil)
    let chosen = nlp_kernels_float()
    #expect(Self.tables.values.contains { $0 == chosen })
    #expect(nlp_kernels_float() == chosen)
  }
}
