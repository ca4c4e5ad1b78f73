extension Initialization {
  /// Fills a parameter with samples of `random`, drawn in `Double` and rounded, so that networks of
  /// `Float` and of `Double` start alike.
  func fill<S: Scalar>(_ matrix: Matrix<S>, random: inout RandomSource) {
    switch self {
    case .zeros:
      matrix.fill(0)
    case .constant(let value):
      matrix.fill(S(value))
    case .uniform(let limit):
      for i in 0..<matrix.count { matrix.pointer[i] = S((2 * random.uniform() - 1) * limit) }
    case .normal(let deviation):
      for i in 0..<matrix.count { matrix.pointer[i] = S(random.normal() * deviation) }
    case .glorot:
      let limit = (6 / Double(matrix.rows + matrix.columns)).squareRoot()
      Initialization.uniform(limit).fill(matrix, random: &random)
    case .orthogonal(let blockRows):
      for start in stride(from: 0, to: matrix.rows, by: blockRows) {
        let rows = start..<Swift.min(start + blockRows, matrix.rows)
        Self.fillOrthogonal(matrix.rows(rows), random: &random)
      }
    case .block(let columns, let value):
      matrix.fill(0)
      matrix.columns(columns).fill(S(value))
    }
  }

  /// Orthonormal rows, or columns of a tall block: the Gram-Schmidt process on normal vectors,
  /// twice for accuracy.
  private static func fillOrthogonal<S: Scalar>(_ block: Matrix<S>, random: inout RandomSource) {
    let isTall = block.rows > block.columns
    let count = isTall ? block.columns : block.rows
    let size = isTall ? block.rows : block.columns
    var vectors = [Double](repeating: 0, count: count * size)
    vectors.withUnsafeMutableBufferPointer { vectors in
      for row in 0..<count {
        let vector = vectors.baseAddress! + row * size
        for i in 0..<size { vector[i] = random.normal() }
        for _ in 0..<2 {
          for other in 0..<row {
            let other = vectors.baseAddress! + other * size
            Double.addScaled(size, -dot(vector, other, size), other, vector)
          }
          Double.scale(size, 1 / dot(vector, vector, size).squareRoot(), vector, vector)
        }
      }
    }
    for i in 0..<count {
      for j in 0..<size {
        if isTall {
          block[j, i] = S(vectors[i * size + j])
        } else {
          block[i, j] = S(vectors[i * size + j])
        }
      }
    }
  }

  private static func dot(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int
  ) -> Double {
    var sums = SIMD8<Double>()
    var i = 0
    while i + 8 <= count {
      let (a, b) = (UnsafeRawPointer(a + i), UnsafeRawPointer(b + i))
      sums += a.loadUnaligned(as: SIMD8<Double>.self) * b.loadUnaligned(as: SIMD8<Double>.self)
      i += 8
    }
    var sum = sums.sum()
    while i < count {
      sum += a[i] * b[i]
      i += 1
    }
    return sum
  }
}
