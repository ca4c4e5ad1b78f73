/// The features of the items of a batch, one item after the other: numbers of a table's rows and how much
/// each counts.
package struct SparseFeatures: Sendable {
  package private(set) var ids: [Int32] = []
  package private(set) var values: [Float] = []
  /// Where each item starts, and the number of features.
  package private(set) var starts = [0]

  package init() {}

  /// The number of items.
  package var count: Int { starts.count - 1 }

  /// The places of an item's features.
  package func range(_ item: Int) -> Range<Int> { starts[item]..<starts[item + 1] }

  package mutating func append(id: Int32, value: Float) {
    ids.append(id)
    values.append(value)
  }

  /// Appends all items of others.
  package mutating func append(_ other: SparseFeatures) {
    let first = ids.count
    ids += other.ids
    values += other.values
    for start in other.starts.dropFirst() { starts.append(first + start) }
  }

  /// Ends an item: what is appended from now on belongs to the next.
  package mutating func endItem() { starts.append(ids.count) }
}

/// Sums of a table's rows, each times a value of the item: y[n] = Σ value · table[id].
///
/// With one column for each class this is a linear model of sparse features; with fewer it is the average
/// of feature vectors of Joulin et al. 2017.
package struct WeightedBag<S: Scalar>: Sendable {
  package let count: Int
  package let size: Int
  private let table: ParameterReference

  /// Adds `weight` [count, size] to the layout.
  ///
  /// - Parameter rate: the learning rate of the table, times that of all other parameters.
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

  /// Writes y[item] of one item.
  ///
  /// - Precondition: every id is in 0..<count.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ features: SparseFeatures, item: Int, into y: UnsafeMutablePointer<S>
  ) {
    let table = weights[table]
    y.update(repeating: 0, count: size)
    for place in features.range(item) {
      S.addScaled(size, S(features.values[place]), table.row(Int(features.ids[place])), y)
    }
  }

  /// The product of an item's gradient with each of its features' rows, times the feature's value: how much
  /// each feature adds to what `dy` is the gradient of.
  package func contributions(
    _ weights: Weights<S>, _ features: SparseFeatures, item: Int, dy: UnsafeMutablePointer<S>
  ) -> [S] {
    let table = weights[table]
    return (features.range(item)).map { place in
      let row = table.row(Int(features.ids[place]))
      var sum: S = 0
      for c in 0..<size { sum += row[c] * dy[c] }
      return sum * S(features.values[place])
    }
  }

  /// The work that adds value · dy[item] to the gradient of each feature's row, in the order of the items.
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
      for place in features.range(item) {
        S.addScaled(size, S(features.values[place]), d, dtable.row(Int(features.ids[place])))
      }
    }
  }
}
