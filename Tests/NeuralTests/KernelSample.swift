import Neural
import TestSupport

/// Random sizes and numbers for a kernel, and what its result may differ from a naive one in
/// double.
struct KernelSample<S: Scalar> {
  var random: SeededRandom
  /// Sizes from zero, so that all tails of tiles and vectors occur.
  let m, n, k: Int
  /// Elements between the rows of matrices.
  let gaps: [Int]

  init(seed: Int) {
    random = SeededRandom(UInt64(seed))
    m = Int.random(in: 0...20, using: &random)
    n = Int.random(in: 0...70, using: &random)
    k = Int.random(in: 0...70, using: &random)
    gaps = random.ints(3, below: 6)
  }

  static var tolerance: Double { S.self == Float.self ? 2e-6 : 1e-13 }

  /// `count` numbers and a few more that no kernel may touch.
  mutating func values(_ count: Int, span: Double = 1) -> [S] {
    (0..<count + 20).map { _ in S(Double.random(in: -span...span, using: &random)) }
  }

  /// Whether numbers agree, those outside of the result included.
  static func mismatch(_ actual: [S], _ expected: [Double], scale: Double = 1) -> String? {
    TestSupport.mismatch(
      actual, expected, relative: scale * tolerance, absolute: scale * tolerance)
  }
}

/// Memory for packed panels, which kernels want at multiples of 64 bytes.
struct Panels<S: Scalar>: ~Copyable {
  let pointer: UnsafeMutablePointer<S>
  let count: Int

  init(rows: Int, columns: Int) {
    count = rows * ((columns + S.panelWidth - 1) / S.panelWidth) * S.panelWidth
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<S>.stride, alignment: 64)
    pointer = bytes.bindMemory(to: S.self, capacity: count)
    pointer.initialize(repeating: -1, count: count)
  }

  deinit { pointer.deallocate() }

  var values: [S] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
