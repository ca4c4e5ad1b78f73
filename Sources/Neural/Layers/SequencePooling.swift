#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

// N groups of rows (documents), R rows, C columns of a row: C = D·H for D directions of H hidden units.
// x[r] is a row of the group, y the group's vector; a group without rows has y = 0.

/// How the rows of a group become one vector.
public enum PoolingKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// The state behind the last token in the forward direction, behind the first one in the other; the mean
  /// of these where a group has several sequences.
  case last
  case mean
  case max
  /// A weighted mean, whose weights the network gives.
  case attention
  /// The mean and the greatest elements, side by side.
  case meanMax = "mean-max"
}

/// One vector for all rows of a group: what a classifier knows of a document.
package struct SequencePooling<S: Scalar>: Sendable {
  package let kind: PoolingKind
  package let inputSize: Int
  /// The columns of the forward direction.
  private let forwardColumns: Int
  private let query: ParameterReference?

  /// Adds `query` [1, C] for attention, zeros, so that it starts as the mean.
  ///
  /// - Parameter forwardColumns: the columns, from the first on, that hold the forward direction.
  package init(
    kind: PoolingKind, inputSize: Int, forwardColumns: Int, layout: inout ParameterLayout
  ) {
    self.kind = kind
    self.inputSize = inputSize
    self.forwardColumns = forwardColumns
    query =
      kind == .attention
      ? layout.add("query", rows: 1, columns: inputSize, initialization: .zeros) : nil
  }

  /// The columns of the output.
  package var outputSize: Int { kind == .meanMax ? 2 * inputSize : inputSize }

  /// What the forward pass leaves for the backward pass.
  package struct Activations {
    /// For each place of the groups' rows its share of the mean, [R, 1], with attention.
    let shares: Matrix<S>
    /// The gradients of the scores that the shares come from, [R, 1].
    let dscores: Matrix<S>
    /// What is left to hand out of the gradient of the greatest elements, [N, C].
    let rest: Matrix<S>
  }

  package func makeActivations(_ groups: RowGroups, _ arena: Arena<S>) -> Activations {
    let places = kind == .attention ? groups.rows.count : 0
    let hasMaximum = kind == .max || kind == .meanMax
    return Activations(
      shares: arena.matrix(places, 1), dscores: arena.matrix(places, 1),
      rest: arena.matrix(hasMaximum ? groups.count : 0, inputSize))
  }

  /// y[N, outputSize] of one group, from x[R, C].
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ groups: RowGroups, group: Int, _ x: Matrix<S>,
    _ activations: Activations,
    into y: Matrix<S>
  ) {
    let places = groups.range(group)
    let (out, size) = (y.row(group), inputSize)
    out.update(repeating: 0, count: outputSize)
    if places.isEmpty { return }
    switch kind {
    case .last: addLast(groups.sequences[group], x, out)
    case .mean: addMean(groups, places, x, out)
    case .max: writeMaximum(groups, places, x, out)
    case .meanMax:
      addMean(groups, places, x, out)
      writeMaximum(groups, places, x, out + size)
    case .attention:
      guard let query else { return }
      let q = weights[query].pointer
      // shares = softmax(x · q);  y = Σ share[r] x[r]
      let shares = activations.shares.row(places.lowerBound)
      for place in places {
        shares[place - places.lowerBound] = dot(size, x.row(Int(groups.rows[place])), q)
      }
      S.softmax(places.count, shares, shares)
      for place in places {
        S.addScaled(
          size, shares[place - places.lowerBound], x.row(Int(groups.rows[place])), out)
      }
    }
  }

  /// The gradients of the group's rows, which are written, from dy[N, outputSize].
  ///
  /// - Parameter y: what the forward pass wrote.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, _ groups: RowGroups, group: Int, _ x: Matrix<S>,
    _ activations: Activations,
    y: Matrix<S>, dy: Matrix<S>, into dx: Matrix<S>
  ) {
    let places = groups.range(group)
    let (d, size) = (dy.row(group), inputSize)
    for place in places {
      dx.row(Int(groups.rows[place])).update(repeating: 0, count: size)
    }
    if places.isEmpty { return }
    switch kind {
    case .last:
      let share = 1 / S(groups.sequences[group].count)
      let reverse = size - forwardColumns
      for ends in groups.sequences[group] {
        S.addScaled(forwardColumns, share, d, dx.row(ends.last))
        S.addScaled(reverse, share, d + forwardColumns, dx.row(ends.first) + forwardColumns)
      }
    case .mean:
      distributeMean(groups, places, d, dx)
    case .max:
      distributeMaximum(groups, group, x, activations, y.row(group), d, dx)
    case .meanMax:
      distributeMean(groups, places, d, dx)
      distributeMaximum(groups, group, x, activations, y.row(group) + size, d + size, dx)
    case .attention:
      guard let query else { return }
      let q = weights[query].pointer
      let shares = activations.shares.row(places.lowerBound)
      let dscores = activations.dscores.row(places.lowerBound)
      // y = Σ share[r] x[r]:  dshare[r] = dy · x[r]
      var mean: S = 0
      for (index, place) in places.enumerated() {
        dscores[index] = dot(size, d, x.row(Int(groups.rows[place])))
        mean += shares[index] * dscores[index]
      }
      for (index, place) in places.enumerated() {
        // shares = softmax(scores):  dscore[r] = share[r] (dshare[r] - Σ share dshare)
        dscores[index] = shares[index] * (dscores[index] - mean)
        // scores[r] = x[r] · q
        let row = dx.row(Int(groups.rows[place]))
        S.addScaled(size, shares[index], d, row)
        S.addScaled(size, dscores[index], q, row)
      }
    }
  }

  package func gradientTasks(
    _ gradients: Gradients<S>, _ groups: RowGroups, x: Matrix<S>, _ activations: Activations
  ) -> [GradientTask] {
    guard let query else { return [] }
    let dq = gradients[query]
    let size = inputSize
    return [
      {
        for (place, row) in groups.rows.enumerated() {
          S.addScaled(size, activations.dscores[place, 0], x.row(Int(row)), dq.pointer)
        }
      }
    ]
  }

  @inline(__always)
  private func addLast(
    _ sequences: [RowGroups.Ends], _ x: Matrix<S>, _ out: UnsafeMutablePointer<S>
  ) {
    let share = 1 / S(sequences.count)
    for ends in sequences {
      S.addScaled(forwardColumns, share, x.row(ends.last), out)
      S.addScaled(
        inputSize - forwardColumns, share, x.row(ends.first) + forwardColumns,
        out + forwardColumns)
    }
  }

  @inline(__always)
  private func addMean(
    _ groups: RowGroups, _ places: Range<Int>, _ x: Matrix<S>, _ out: UnsafeMutablePointer<S>
  ) {
    let share = 1 / S(places.count)
    for place in places { S.addScaled(inputSize, share, x.row(Int(groups.rows[place])), out) }
  }

  @inline(__always)
  private func writeMaximum(
    _ groups: RowGroups, _ places: Range<Int>, _ x: Matrix<S>, _ out: UnsafeMutablePointer<S>
  ) {
    out.update(from: x.row(Int(groups.rows[places.lowerBound])), count: inputSize)
    for place in places.dropFirst() {
      let row = x.row(Int(groups.rows[place]))
      for c in 0..<inputSize { out[c] = row[c] > out[c] ? row[c] : out[c] }
    }
  }

  @inline(__always)
  private func distributeMean(
    _ groups: RowGroups, _ places: Range<Int>, _ d: UnsafeMutablePointer<S>, _ dx: Matrix<S>
  ) {
    let share = 1 / S(places.count)
    for place in places { S.addScaled(inputSize, share, d, dx.row(Int(groups.rows[place]))) }
  }

  /// Each element's gradient goes to the first row that has the greatest element.
  @inline(__always)
  private func distributeMaximum(
    _ groups: RowGroups, _ group: Int, _ x: Matrix<S>, _ activations: Activations,
    _ greatest: UnsafeMutablePointer<S>, _ d: UnsafeMutablePointer<S>, _ dx: Matrix<S>
  ) {
    let rest = activations.rest.row(group)
    rest.update(from: d, count: inputSize)
    for place in groups.range(group) {
      let index = Int(groups.rows[place])
      let (row, drow) = (x.row(index), dx.row(index))
      for c in 0..<inputSize where row[c] == greatest[c] {
        drow[c] += rest[c]
        rest[c] = 0
      }
    }
  }

  @inline(__always)
  private func dot(
    _ count: Int, _ a: UnsafeMutablePointer<S>, _ b: UnsafeMutablePointer<S>
  ) -> S {
    var sum: S = 0
    for i in 0..<count { sum += a[i] * b[i] }
    return sum
  }
}
