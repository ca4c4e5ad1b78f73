extension Initialization {
  /// Fills a parameter with the stream of `random`. The numbers are drawn in Double and rounded, so that
  /// `Float` and `Double` networks of the same seed start alike.
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

  /// Rows (or, of a tall block, columns) of unit length at right angles: Gram and Schmidt's process on
  /// normal vectors, twice for accuracy.
  private static func fillOrthogonal<S: Scalar>(_ block: Matrix<S>, random: inout RandomSource) {
    let isTall = block.rows > block.columns
    let count = isTall ? block.columns : block.rows
    let size = isTall ? block.rows : block.columns
    var vectors: [[Double]] = []
    for _ in 0..<count {
      var vector = (0..<size).map { _ in random.normal() }
      for _ in 0..<2 {
        for other in vectors {
          let product = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
          for i in 0..<size { vector[i] -= product * other[i] }
        }
        let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for i in 0..<size { vector[i] /= norm }
      }
      vectors.append(vector)
    }
    for i in 0..<count {
      for j in 0..<size {
        if isTall { block[j, i] = S(vectors[i][j]) } else { block[i, j] = S(vectors[i][j]) }
      }
    }
  }
}
