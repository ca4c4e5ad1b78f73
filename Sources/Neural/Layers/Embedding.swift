/// A table of vectors that are looked up by number: y[r] = table[ids[r]].
package struct Embedding<S: Scalar>: Sendable {
  package let count: Int
  package let size: Int
  package let table: ParameterReference

  /// Adds `weight` [count, size] to the layout.
  ///
  /// - Parameter isSparse: whether a batch touches few rows, so that gradients and updates are kept to
  ///   those.
  package init(
    count: Int, size: Int, isSparse: Bool = true, initialization: Initialization,
    layout: inout ParameterLayout
  ) {
    self.count = count
    self.size = size
    table = layout.add(
      "weight", rows: count, columns: size, kind: isSparse ? .table : .plain,
      initialization: initialization)
  }

  /// - Precondition: every id is in 0..<count.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, rows: Range<Int>, _ ids: [Int32], into y: Matrix<S>
  ) {
    let table = weights[table]
    for row in rows {
      y.row(row).update(from: table.row(Int(ids[row])), count: size)
    }
  }

  /// table[ids[r]] gets dy[r] added, in the order of the rows.
  @specialized(where S == Float)
  package func addGradients(_ gradients: Gradients<S>, _ ids: [Int32], dy: Matrix<S>) {
    let dtable = gradients[table]
    for row in 0..<dy.rows {
      S.addScaled(size, 1, dy.row(row), dtable.row(Int(ids[row])))
    }
  }
}
