/// A table of vectors that are looked up by number: y[r] = table[ids[r]].
package struct Embedding<S: Scalar>: Sendable {
  package let count: Int
  package let size: Int
  package let table: ParameterReference
  private let isSparse: Bool

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
    self.isSparse = isSparse
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

  /// The work that adds dy[r] to the gradient of table[ids[r]], in the order of the rows.
  package func gradientTasks(
    _ gradients: Gradients<S>, _ ids: [Int32], dy: Matrix<S>
  ) -> [GradientTask] {
    if isSparse { gradients.touch(table, rows: ids) }
    return [{ add(gradients[table], ids, dy) }]
  }

  @specialized(where S == Float)
  private func add(_ dtable: Matrix<S>, _ ids: [Int32], _ dy: Matrix<S>) {
    for row in 0..<dy.rows {
      S.addScaled(size, 1, dy.row(row), dtable.row(Int(ids[row])))
    }
  }
}
