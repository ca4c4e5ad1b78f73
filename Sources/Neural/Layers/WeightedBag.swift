/// The sparse features of the items of a batch, in compressed sparse rows (CSR).
package struct SparseFeatures: Sendable {
  /// The id of each feature, item by item.
  package private(set) var ids: [Int32] = []
  /// The value of each feature.
  package private(set) var values: [Float] = []
  /// The index of the first feature of each item, and the number of features.
  package private(set) var starts = [0]

  /// No items.
  package init() {}

  /// The number of items.
  package var count: Int { starts.count - 1 }

  /// The indices of an item's features.
  package func range(_ item: Int) -> Range<Int> { starts[item]..<starts[item + 1] }

  /// Appends a feature to the last item, which ``endItem()`` ends.
  package mutating func append(id: Int32, value: Float) {
    ids.append(id)
    values.append(value)
  }

  /// Appends all items of other features.
  package mutating func append(_ other: SparseFeatures) {
    let first = ids.count
    ids += other.ids
    values += other.values
    for start in other.starts.dropFirst() { starts.append(first + start) }
  }

  /// Ends the last item: features appended from now on belong to the next.
  package mutating func endItem() { starts.append(ids.count) }
}

/// Weighted sums of a table's rows, like PyTorch's `EmbeddingBag`: y[item] = Σ value · table[id].
///
/// With a column for each class this is a linear model of sparse features; with fewer it is the
/// average of feature vectors of Joulin et al. 2017.
package struct WeightedBag<S: Scalar>: Sendable {
  /// The rows of the table, one for each id.
  package let count: Int
  /// The columns of the table.
  package let size: Int
  /// [count, size]
  private let table: ParameterReference

  /// Adds `weight` [count, size] to the layout.
  ///
  /// - Parameter rate: the factor of the table's learning rate, see ``ParameterLayout/Kind``.
  package init(
    count: Int, size: Int, rate: Double, initialization: Initialization,
    layout: inout ParameterLayout
  ) {
    self.count = count
    self.size = size
    table = layout.add(
      "weight", rows: count, columns: size, kind: .features(rate: rate),
      initialization: initialization)
  }

  /// y[size] of one item.
  ///
  /// - Precondition: every id is in 0..<count.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ features: SparseFeatures, item: Int, into y: UnsafeMutablePointer<S>
  ) {
    let table = weights[table]
    y.update(repeating: 0, count: size)
    for index in features.range(item) {
      S.addScaled(size, S(features.values[index]), table.row(Int(features.ids[index])), y)
    }
  }

  /// The contribution value · (table[id] · dy) of each feature of an item to the score whose
  /// gradient by y is `dy`.
  package func contributions(
    _ weights: Weights<S>, _ features: SparseFeatures, item: Int, dy: UnsafeMutablePointer<S>
  ) -> [S] {
    let table = weights[table]
    return (features.range(item)).map { index in
      let row = table.row(Int(features.ids[index]))
      var sum: S = 0
      for c in 0..<size { sum += row[c] * dy[c] }
      return sum * S(features.values[index])
    }
  }

  /// The task that adds value · dy[item] to the gradient of table[id], in the order of the items.
  package func gradientTasks(
    _ gradients: Gradients<S>, _ features: SparseFeatures, dy: Matrix<S>
  ) -> [GradientTask] {
    gradients.touch(table, rows: features.ids)
    return [{ add(gradients[table], features, dy) }]
  }

  @specialized(where S == Float)
  private func add(_ dtable: Matrix<S>, _ features: SparseFeatures, _ dy: Matrix<S>) {
    for item in 0..<features.count {
      let d = dy.row(item)
      for index in features.range(item) {
        S.addScaled(size, S(features.values[index]), d, dtable.row(Int(features.ids[index])))
      }
    }
  }
}
