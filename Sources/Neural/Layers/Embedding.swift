/// An embedding table: y[r] = table[ids[r]].
package struct Embedding<S: Scalar>: Sendable {
  /// The rows of the table, one for each id.
  package let count: Int
  /// The columns of the table, the size of a vector.
  package let size: Int
  /// [count, size]
  package let table: ParameterReference
  private let isSparse: Bool

  /// Adds `weight` [count, size] to the layout.
  ///
  /// - Parameter isSparse: whether a batch reads few rows, so that only these have gradients and
  ///   updates.
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

  /// y[r] = table[ids[r]] for some rows r.
  ///
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

  /// The task that adds dy[r] to the gradient of table[ids[r]], in the order of the rows.
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
