/// Recurrent layers on top of each other, each in one direction or both.
///
/// The output of a layer is [R, D·H] with D directions side by side; the second one reads sequences
/// backward. With layer normalization the output is normalized row by row; with residual
/// connections each layer but the first adds its input: output = normalized(hidden) + output below.
/// Parameters have PyTorch's names: `weight_ih_l0`, `weight_ih_l0_reverse`, and so on.
package struct RecurrentStack<S: Scalar>: Sendable {
  /// H, the hidden units of each layer in each direction.
  package let hiddenSize: Int
  /// By layer, then by direction.
  package let layers: [[Recurrent<S>]]
  /// Dropout between layers in training.
  let dropout: Dropout
  /// The layer normalization of each layer; empty without normalization.
  let normalizations: [LayerNormalization<S>]
  let isResidual: Bool

  /// - Parameters:
  ///   - hiddenDropout: the dropout rate of the hidden states that recurrent products read.
  ///   - isNormalized: whether each layer's output is normalized; adds `weight` and `bias` in
  ///     `norm_l0` and so on.
  ///   - isResidual: whether each layer but the first adds its input to its output.
  package init(
    inputSize: Int, hiddenSize: Int, layers count: Int, isBidirectional: Bool,
    cell: any RecurrentCell, dropout: Dropout = Dropout(rate: 0), hiddenDropout: Double = 0,
    isNormalized: Bool = false, isResidual: Bool = false, layout: inout ParameterLayout
  ) {
    self.hiddenSize = hiddenSize
    self.dropout = dropout
    self.isResidual = isResidual
    let directions = isBidirectional ? 2 : 1
    layers = (0..<count).map { layer in
      (0..<directions).map { direction in
        Recurrent(
          inputSize: layer == 0 ? inputSize : directions * hiddenSize, hiddenSize: hiddenSize,
          cell: cell, isReversed: direction == 1, hiddenDropout: hiddenDropout,
          suffix: "_l\(layer)" + (direction == 1 ? "_reverse" : ""), layout: &layout)
      }
    }
    normalizations = (0..<(isNormalized ? count : 0)).map { layer in
      layout.scope("norm_l\(layer)") {
        LayerNormalization(size: directions * hiddenSize, layout: &$0)
      }
    }
  }

  /// D·H, the columns of the output.
  package var outputSize: Int { layers[0].count * hiddenSize }

  /// D, 1 or 2.
  var directionCount: Int { layers[0].count }

  /// The columns of a layer's output that a direction writes.
  func columns(of direction: Int) -> Range<Int> {
    direction * hiddenSize..<(direction + 1) * hiddenSize
  }

  /// y += x for some rows of two outputs.
  func add(_ x: Matrix<S>, to y: Matrix<S>, rows: Range<Int>) {
    S.addScaled(
      rows.count * outputSize, 1, x.row(rows.lowerBound), y.row(rows.lowerBound))
  }

  /// The activations of a batch, kept from the forward pass for the backward pass.
  package struct Activations {
    /// By layer, then by direction; initial and final states are set and read here.
    package let directions: [[Recurrent<S>.Activations]]
    /// The output of each layer, [R, D·H].
    let outputs: [Matrix<S>]
    /// The output of each layer before normalization, [R, D·H]; the same matrices as `outputs`
    /// unless a backward pass through a normalization will follow.
    let hidden: [Matrix<S>]
    /// The mean and the inverse deviation of each row, by normalization, [R, 2].
    let statistics: [Matrix<S>]
    /// The input of each layer after the first: the output below after dropout, [R, D·H].
    let inputs: [Matrix<S>]
    /// The gradients of `outputs`. The caller has the last one, which is copied for a
    /// normalization.
    let gradients: [Matrix<S>]
    /// The gradients of `hidden`, with normalization.
    let hiddenGradients: [Matrix<S>]

    /// The output of the last layer, [R, D·H].
    package var output: Matrix<S> { outputs[outputs.count - 1] }
  }

  /// Takes memory for the activations of a batch from the arena.
  ///
  /// - Parameters:
  ///   - ids: where rows of the input repeat, the row of the input, below `inputRows`, that each
  ///     row of the sequences reads. The input is then [inputRows, I], and so many rows are
  ///     multiplied.
  ///   - savesForBackward: whether a backward pass will follow; without one less memory is used.
  package func makeActivations(
    _ sequences: PackedSequences, _ arena: Arena<S>, ids: [Int32]? = nil, inputRows: Int = 0,
    savesForBackward: Bool = true
  ) -> Activations {
    let lookups = ids.map { ids in
      let indices = GatherIndices(ids)
      return layers[0].map {
        $0.makeLookup(
          indices, inputRows: inputRows, arena, savesForBackward: savesForBackward)
      }
    }
    return makeActivations(sequences, arena, lookups, savesForBackward: savesForBackward)
  }

  /// Takes memory for the activations of a batch at inference whose input projections are known.
  ///
  /// - Parameters:
  ///   - projected: the projections of each direction of the first layer, as
  ///     ``project(_:input:into:_:_:)`` computes them, [V, G·H].
  ///   - ids: the row of `projected` that each row of the sequences reads.
  package func makeActivations(
    _ sequences: PackedSequences, _ arena: Arena<S>, projected: [Matrix<S>], ids: [Int32]
  ) -> Activations {
    makeActivations(sequences, arena, projected: projected, indices: GatherIndices(ids))
  }

  /// Takes memory for the activations of a batch at inference whose input projections are known.
  ///
  /// - Parameters:
  ///   - projected: the projections of each direction of the first layer, [V, G·H].
  ///   - indices: the row of `projected` that each row of the sequences reads; the caller may
  ///     change them between forward passes.
  package func makeActivations(
    _ sequences: PackedSequences, _ arena: Arena<S>, projected: [Matrix<S>],
    indices: GatherIndices
  ) -> Activations {
    makeActivations(
      sequences, arena,
      projected.map { .init(indices: indices, projected: $0, gradient: $0, isProjected: true) },
      savesForBackward: false)
  }

  @specialized(where S == Float)
  private func makeActivations(
    _ sequences: PackedSequences, _ arena: Arena<S>, _ lookups: [Recurrent<S>.InputLookup]?,
    savesForBackward: Bool
  ) -> Activations {
    let rows = sequences.rowCount
    let savedRows = savesForBackward ? rows : 0
    let isNormalized = !normalizations.isEmpty
    let outputs = layers.map { _ in arena.matrix(rows, outputSize) }
    return Activations(
      directions: layers.enumerated().map { layer, directions in
        directions.enumerated().map { direction, recurrent in
          recurrent.makeActivations(
            sequences, arena, lookup: layer == 0 ? lookups?[direction] : nil,
            savesForBackward: savesForBackward)
        }
      },
      outputs: outputs,
      hidden: savesForBackward && isNormalized
        ? layers.map { _ in arena.matrix(rows, outputSize) } : outputs,
      statistics: normalizations.map { _ in arena.matrix(rows, 2) },
      inputs: layers.dropFirst().map { _ in arena.matrix(savedRows, outputSize) },
      gradients: layers.dropFirst(isNormalized ? 0 : 1).map { _ in
        arena.matrix(savedRows, outputSize)
      },
      hiddenGradients: normalizations.map { _ in arena.matrix(savedRows, outputSize) })
  }
}
