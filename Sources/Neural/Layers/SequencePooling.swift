#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

// N groups of rows (documents), R rows, C columns of a row: C = D·H for D directions of H hidden
// units. x[r] is a row of a group, y the group's vector; a group without rows has y = 0.

/// How the states of a group's rows become one vector.
public enum PoolingKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// The final states: of the forward direction at the last step, of the backward one at the first;
  /// the mean over the sequences of a group.
  case last
  /// The mean of the rows.
  case mean
  /// The greatest element of each column.
  case max
  /// The weighted mean of the rows with weights softmax(x · query).
  case attention
  /// Mean and max, side by side.
  case meanMax = "mean-max"
}

/// Pools the rows of each group into one vector, such as the states of a document's tokens.
package struct SequencePooling<S: Scalar>: Sendable {
  /// How rows are pooled.
  package let kind: PoolingKind
  /// C
  package let inputSize: Int
  /// The columns of the forward direction, H or 2 H.
  private let forwardColumns: Int
  /// [1, C], with attention.
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

  /// The activations of a batch, kept from the forward pass for the backward pass.
  package struct Activations {
    /// [R, 1], with attention: the attention weight of each of the groups' rows.
    let attention: Matrix<S>
    /// [R, 1], with attention: the gradients of the scores x · query.
    let dscores: Matrix<S>
    /// [N, C], with max: the part of dy that has not reached a row yet.
    let rest: Matrix<S>
  }

  /// Takes memory for the activations of a batch from the arena.
  package func makeActivations(_ groups: RowGroups, _ arena: Arena<S>) -> Activations {
    let scoredRows = kind == .attention ? groups.rows.count : 0
    let hasMaximum = kind == .max || kind == .meanMax
    return Activations(
      attention: arena.matrix(scoredRows, 1), dscores: arena.matrix(scoredRows, 1),
      rest: arena.matrix(hasMaximum ? groups.count : 0, inputSize))
  }

  /// y[N, outputSize] of one group, from x[R, C].
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ groups: RowGroups, group: Int, _ x: Matrix<S>,
    _ activations: Activations,
    into y: Matrix<S>
  ) {
    let indices = groups.range(group)
    let (out, size) = (y.row(group), inputSize)
    out.update(repeating: 0, count: outputSize)
    if indices.isEmpty { return }
    switch kind {
    case .last: addLast(groups.sequences[group], x, out)
    case .mean: addMean(groups, indices, x, out)
    case .max: writeMaximum(groups, indices, x, out)
    case .meanMax:
      addMean(groups, indices, x, out)
      writeMaximum(groups, indices, x, out + size)
    case .attention:
      guard let query else { return }
      let q = weights[query].pointer
      // attention = softmax(x · q);  y = Σ attention[r] x[r]
      let attention = activations.attention.row(indices.lowerBound)
      for index in indices {
        attention[index - indices.lowerBound] = dot(size, x.row(Int(groups.rows[index])), q)
      }
      S.softmax(indices.count, attention, attention)
      for index in indices {
        S.addScaled(
          size, attention[index - indices.lowerBound], x.row(Int(groups.rows[index])), out)
      }
    }
  }

  /// dx[R, C] of one group's rows, from dy[N, outputSize].
  ///
  /// - Parameter y: as the forward pass wrote it.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, _ groups: RowGroups, group: Int, _ x: Matrix<S>,
    _ activations: Activations,
    y: Matrix<S>, dy: Matrix<S>, into dx: Matrix<S>
  ) {
    let indices = groups.range(group)
    let (d, size) = (dy.row(group), inputSize)
    for index in indices {
      dx.row(Int(groups.rows[index])).update(repeating: 0, count: size)
    }
    if indices.isEmpty { return }
    switch kind {
    case .last:
      let share = 1 / S(groups.sequences[group].count)
      let reverse = size - forwardColumns
      for ends in groups.sequences[group] {
        S.addScaled(forwardColumns, share, d, dx.row(ends.last))
        S.addScaled(reverse, share, d + forwardColumns, dx.row(ends.first) + forwardColumns)
      }
    case .mean:
      distributeMean(groups, indices, d, dx)
    case .max:
      distributeMaximum(groups, group, x, activations, y.row(group), d, dx)
    case .meanMax:
      distributeMean(groups, indices, d, dx)
      distributeMaximum(groups, group, x, activations, y.row(group) + size, d + size, dx)
    case .attention:
      guard let query else { return }
      let q = weights[query].pointer
      let attention = activations.attention.row(indices.lowerBound)
      let dscores = activations.dscores.row(indices.lowerBound)
      // y = Σ attention[r] x[r]:  dattention[r] = dy · x[r]
      var mean: S = 0
      for (i, index) in indices.enumerated() {
        dscores[i] = dot(size, d, x.row(Int(groups.rows[index])))
        mean += attention[i] * dscores[i]
      }
      for (i, index) in indices.enumerated() {
        // attention = softmax(scores):
        // dscore[r] = attention[r] (dattention[r] - Σ attention dattention)
        dscores[i] = attention[i] * (dscores[i] - mean)
        // scores[r] = x[r] · q
        let row = dx.row(Int(groups.rows[index]))
        S.addScaled(size, attention[i], d, row)
        S.addScaled(size, dscores[i], q, row)
      }
    }
  }

  /// The task that adds the gradient of the query, with attention.
  package func gradientTasks(
    _ gradients: Gradients<S>, _ groups: RowGroups, x: Matrix<S>, _ activations: Activations
  ) -> [GradientTask] {
    guard let query else { return [] }
    let dq = gradients[query]
    let size = inputSize
    return [
      {
        for (index, row) in groups.rows.enumerated() {
          S.addScaled(size, activations.dscores[index, 0], x.row(Int(row)), dq.pointer)
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
    _ groups: RowGroups, _ indices: Range<Int>, _ x: Matrix<S>, _ out: UnsafeMutablePointer<S>
  ) {
    let share = 1 / S(indices.count)
    for index in indices { S.addScaled(inputSize, share, x.row(Int(groups.rows[index])), out) }
  }

  @inline(__always)
  private func writeMaximum(
    _ groups: RowGroups, _ indices: Range<Int>, _ x: Matrix<S>, _ out: UnsafeMutablePointer<S>
  ) {
    out.update(from: x.row(Int(groups.rows[indices.lowerBound])), count: inputSize)
    for index in indices.dropFirst() {
      let row = x.row(Int(groups.rows[index]))
      for c in 0..<inputSize { out[c] = row[c] > out[c] ? row[c] : out[c] }
    }
  }

  @inline(__always)
  private func distributeMean(
    _ groups: RowGroups, _ indices: Range<Int>, _ d: UnsafeMutablePointer<S>, _ dx: Matrix<S>
  ) {
    let share = 1 / S(indices.count)
    for index in indices { S.addScaled(inputSize, share, d, dx.row(Int(groups.rows[index]))) }
  }

  /// Each element's gradient goes to the first row that has the greatest element.
  @inline(__always)
  private func distributeMaximum(
    _ groups: RowGroups, _ group: Int, _ x: Matrix<S>, _ activations: Activations,
    _ greatest: UnsafeMutablePointer<S>, _ d: UnsafeMutablePointer<S>, _ dx: Matrix<S>
  ) {
    let rest = activations.rest.row(group)
    rest.update(from: d, count: inputSize)
    for row in groups.rows[groups.range(group)] {
      let (row, drow) = (x.row(Int(row)), dx.row(Int(row)))
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
