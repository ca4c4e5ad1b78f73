/// One direction of one recurrent layer, whatever its cell.
///
/// Shapes: R rows of all sequences (see ``PackedSequences``), B sequences in packed order, I input
/// features, H hidden units, G gates.
package struct Recurrent<S: Scalar>: Sendable {
  /// I
  package let inputSize: Int
  /// H
  package let hiddenSize: Int
  let cell: any RecurrentCell
  /// Whether sequences are read from their last step to their first.
  let isReversed: Bool
  /// The dropout rate of the hidden state that the recurrent products read.
  let hiddenDropout: Double
  let weightIH: ParameterReference
  /// [G·H, H]
  package let weightHH: ParameterReference
  let biasIH: ParameterReference
  let biasHH: ParameterReference

  /// Adds `weight_ih` [G·H, I], `weight_hh` [G·H, H], `bias_ih` and `bias_hh` [G·H] to the layout,
  /// with `suffix` behind the names.
  ///
  /// Input weights start after Glorot, recurrent ones orthogonal gate by gate, biases at 0 but for
  /// an LSTM's forget gate, whose two biases sum to 1.
  package init(
    inputSize: Int, hiddenSize: Int, cell: any RecurrentCell, isReversed: Bool,
    hiddenDropout: Double = 0, suffix: String, layout: inout ParameterLayout
  ) {
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.cell = cell
    self.isReversed = isReversed
    self.hiddenDropout = hiddenDropout
    let width = cell.gateCount * hiddenSize
    weightIH = layout.add(
      "weight_ih" + suffix, rows: width, columns: inputSize, kind: .weight, initialization: .glorot)
    weightHH = layout.add(
      "weight_hh" + suffix, rows: width, columns: hiddenSize, kind: .weight,
      initialization: .orthogonal(blockRows: hiddenSize))
    let bias: Initialization =
      cell.hasCellState ? .block(hiddenSize..<2 * hiddenSize, 0.5) : .zeros
    biasIH = layout.add("bias_ih" + suffix, rows: 1, columns: width, initialization: bias)
    biasHH = layout.add("bias_hh" + suffix, rows: 1, columns: width, initialization: bias)
  }

  /// The number of pre-activations of a step, G·H.
  package var width: Int { cell.gateCount * hiddenSize }

  /// Hidden and cell states of all sequences, each [B, H] in packed order.
  package struct State {
    /// The hidden states.
    package let hidden: Matrix<S>
    /// The cell states; the same matrix as `hidden` for cells without one.
    package let cell: Matrix<S>

    init(_ count: Int, _ layer: Recurrent, _ arena: Arena<S>) {
      hidden = arena.zeros(count, layer.hiddenSize)
      cell = layer.cell.hasCellState ? arena.zeros(count, layer.hiddenSize) : hidden
    }
  }

  /// The activations of a batch, kept from the forward pass for the backward pass.
  package struct Activations {
    /// [R, G·H]: pre-activations, then activations, then the gradients of the pre-activations.
    let gates: Matrix<S>
    /// [R, G·H]: the recurrent projections; the same matrix as `gates` unless the cell separates
    /// them.
    let recurrent: Matrix<S>
    /// [R, H]: the hidden state before each step.
    let previous: Matrix<S>
    /// [R, H]: the cell state before each step.
    let previousCell: Matrix<S>
    /// [R, H]: tanh of the cell state after each step.
    let tanhCell: Matrix<S>
    /// [1, G·H]: the sum of the biases, see ``Recurrent/sumBiases(_:into:)``.
    let bias: Matrix<S>
    /// The input projections, where rows of the input repeat.
    let lookup: InputLookup?
    /// Dropout on the hidden states that the recurrent products read; `nil` for none.
    let hiddenDropout: HiddenDropout?
    /// Whether a backward pass will follow. Without one a sequence has one row for all its steps,
    /// in all matrices but `gates`, and with a lookup in `gates`, too.
    let savesForBackward: Bool
    /// Before the forward pass the initial states, zero unless written; after it the final ones.
    package let state: State
    /// Before the backward pass the gradients of the final states, zero unless written; after it
    /// those of the initial ones.
    package let gradient: State

    /// [R, G·H]: after the forward pass of activations for a backward one, the activations of the
    /// gates.
    package var gateActivations: Matrix<S> { gates }

    /// [R, H]: the hidden states that the recurrent products read, after dropout.
    var recurrentInput: Matrix<S> { hiddenDropout?.masked ?? previous }
  }

  /// The projections of an input whose rows repeat: row r of the sequences reads row `indices[r]`
  /// of V input rows, so that V rows are multiplied rather than R.
  package struct InputLookup {
    let indices: GatherIndices
    /// [V, G·H]: bias + input · weight_ihᵀ.
    let projected: Matrix<S>
    /// [V, G·H]: the gradient of `projected`.
    let gradient: Matrix<S>
    /// Whether `projected` came from a cache and need not be computed.
    let isProjected: Bool
  }

  /// Takes memory for the activations of a batch from the arena.
  ///
  /// - Parameters:
  ///   - lookup: where rows of the input repeat.
  ///   - savesForBackward: whether a backward pass will follow.
  package func makeActivations(
    _ sequences: PackedSequences, _ arena: Arena<S>, lookup: InputLookup? = nil,
    savesForBackward: Bool = true
  ) -> Activations {
    let count = sequences.count
    let rows = savesForBackward ? sequences.rowCount : count
    let gates = arena.matrix(lookup == nil ? sequences.rowCount : rows, width)
    let state = State(count, self, arena)
    let previous = savesForBackward ? arena.matrix(rows, hiddenSize) : state.hidden
    let cell = cell.hasCellState
    return Activations(
      gates: gates,
      recurrent: self.cell.separatesRecurrentProduct ? arena.matrix(rows, width) : gates,
      previous: previous,
      previousCell: cell
        ? (savesForBackward ? arena.matrix(rows, hiddenSize) : state.cell) : previous,
      tanhCell: cell ? arena.matrix(rows, hiddenSize) : previous,
      bias: arena.matrix(1, width), lookup: lookup,
      hiddenDropout: savesForBackward && hiddenDropout > 0
        ? HiddenDropout(rate: hiddenDropout, sequences, hiddenSize: hiddenSize, arena) : nil,
      savesForBackward: savesForBackward, state: state,
      gradient: savesForBackward ? State(count, self, arena) : state)
  }

  /// Takes memory for the projections of an input of `inputRows` rows, of which row r of the
  /// sequences reads row `indices[r]`.
  func makeLookup(
    _ indices: GatherIndices, inputRows: Int, _ arena: Arena<S>, savesForBackward: Bool
  ) -> InputLookup {
    let projected = arena.matrix(inputRows, width)
    return InputLookup(
      indices: indices, projected: projected,
      gradient: savesForBackward ? arena.matrix(inputRows, width) : projected, isProjected: false)
  }

  /// bias[G·H] = bias_ih + bias_hh, or bias_ih alone if the cell separates the recurrent product.
  @specialized(where S == Float)
  package func sumBiases(_ weights: Weights<S>, into bias: UnsafeMutablePointer<S>) {
    bias.update(from: weights[biasIH].pointer, count: width)
    if !cell.separatesRecurrentProduct { S.addScaled(width, 1, weights[biasHH].pointer, bias) }
  }

  /// projected[V, G·H] = bias + input[V, I] · weight_ihᵀ.
  @specialized(where S == Float)
  package func project(
    _ weights: Weights<S>, input: Matrix<S>, bias: UnsafePointer<S>, into projected: Matrix<S>
  ) {
    weights.multiply(input, by: weightIH, initial: .row(bias), into: projected)
  }

  /// The rows of a repeating input that a thread projects at a time.
  static var blockRows: Int { 64 }

  /// output[R, H] of the rows of a shard, from input[R, I] or from the lookup of the activations.
  ///
  /// - Parameter seed: of the dropout of the hidden state; `nil` when not training.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, input: Matrix<S>?,
    _ activations: Activations,
    output: Matrix<S>, dropoutSeed seed: UInt64? = nil
  ) {
    activations.hiddenDropout?.draw(shard, seed: seed)
    if let input, activations.lookup == nil {
      for rows in shard.runs {
        project(
          weights, input: input.rows(rows), bias: activations.bias.pointer,
          into: activations.gates.rows(rows))
      }
    }
    let hidden = activations.state.hidden.rows(shard.sequences)
    let cellState = activations.state.cell.rows(shard.sequences)
    for index in shard.steps {
      let step = isReversed ? shard.counts.count - 1 - index : index
      let (count, start) = (shard.counts[step], shard.starts[step])
      let rows = StepRows(start, shard, activations)
      if activations.savesForBackward {
        activations.previous.rows(start..<start + count).copyRows(count, from: hidden)
        if cell.hasCellState {
          activations.previousCell.rows(start..<start + count).copyRows(count, from: cellState)
        }
      }
      activations.hiddenDropout?.forward(
        shard, start: start, count: count, previous: activations.previous)
      addRecurrentProducts(weights, activations, count, start, rows)
      cell.forward(
        self.step(activations, count, rows, cellState, output.rows(start..<start + count)))
      hidden.copyRows(count, from: output.rows(start..<start + count))
    }
  }

  /// gates = input projections + previous · weight_hhᵀ of the `count` sequences of a step, or, for
  /// a cell that separates the two, recurrent = bias_hh + previous · weight_hhᵀ.
  ///
  /// - Parameters:
  ///   - start: the row of the first sequence.
  ///   - columns: the columns of the gates to compute, all by default.
  @inline(__always)
  func addRecurrentProducts(
    _ weights: Weights<S>, _ activations: Activations, _ count: Int, _ start: Int,
    _ rows: StepRows, columns: Range<Int>? = nil
  ) {
    let gates = activations.gates.rows(rows.gates..<rows.gates + count)
    let states = rows.states..<rows.states + count
    let previous = activations.recurrentInput.rows(states)
    let input: InitialSums<S> =
      activations.lookup.map { .rows(of: $0.projected, ids: $0.indices.pointer(from: start)) }
      ?? .rows(of: gates)
    guard cell.separatesRecurrentProduct else {
      weights.multiply(previous, by: weightHH, columns: columns, initial: input, into: gates)
      return
    }
    if let lookup = activations.lookup {
      let columns = columns ?? 0..<width
      for row in 0..<count {
        (gates.row(row) + columns.lowerBound).update(
          from: lookup.projected.row(Int(lookup.indices[start + row])) + columns.lowerBound,
          count: columns.count)
      }
    }
    weights.multiply(
      previous, by: weightHH, columns: columns, initial: .row(weights[biasHH].pointer),
      into: activations.recurrent.rows(states))
  }

  /// The first row of a step in the matrices of the activations.
  struct StepRows {
    /// In `gates`.
    let gates: Int
    /// In all other matrices.
    let states: Int

    init(_ start: Int, _ shard: PackedSequences.Shard, _ activations: Activations) {
      states = activations.savesForBackward ? start : shard.sequences.lowerBound
      gates = activations.lookup == nil ? start : states
    }
  }

  /// Back through time: from doutput[R, H] to the gradients of the initial states, of the
  /// pre-activations, which replace the activations for ``gradientTasks(_:input:_:)``, and, unless
  /// there is a lookup, dinput[R, I].
  ///
  /// - Parameter accumulates: whether dinput is added to rather than replaced.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ activations: Activations,
    doutput: Matrix<S>,
    dinput: Matrix<S>?, accumulates: Bool
  ) {
    let dhidden = activations.gradient.hidden.rows(shard.sequences)
    let dcell = activations.gradient.cell.rows(shard.sequences)
    for index in shard.steps.reversed() {
      let step = isReversed ? shard.counts.count - 1 - index : index
      let (count, start) = (shard.counts[step], shard.starts[step])
      // hidden = output: both its uses add up inside the cell.
      cell.backward(
        self.step(
          activations, count, StepRows(start, shard, activations), dcell,
          doutput.rows(start..<start + count)),
        CellGradients(
          output: doutput.row(start), outputStride: doutput.stride, hidden: dhidden.pointer,
          cell: dcell.pointer))
      let drecurrent = activations.recurrent.rows(start..<start + count)
      if let dropout = activations.hiddenDropout {
        // recurrent += masked · weight_hhᵀ;  masked = mask · previous
        let first = shard.sequences.lowerBound
        weights.multiplyTransposed(
          drecurrent, by: weightHH, into: dropout.dmasked.rows(first..<first + count),
          accumulates: false)
        dropout.backward(shard, count: count, into: dhidden)
      } else {
        // recurrent += previous · weight_hhᵀ
        weights.multiplyTransposed(
          drecurrent, by: weightHH, into: dhidden.rows(0..<count), accumulates: true)
      }
    }
    // gates = bias + input · weight_ihᵀ
    if let dinput, activations.lookup == nil {
      for rows in shard.runs {
        weights.multiplyTransposed(
          activations.gates.rows(rows), by: weightIH, into: dinput.rows(rows),
          accumulates: accumulates)
      }
    }
  }

  /// Back through a lookup, once all shards are done: the sums of the gradients of the rows that
  /// read the same row of the input, for some columns.
  @specialized(where S == Float)
  func backwardThroughLookup(_ activations: Activations, columns: Range<Int>) {
    guard let lookup = activations.lookup else { return }
    let gradient = lookup.gradient.columns(columns)
    let gates = activations.gates.columns(columns)
    gradient.fill(0)
    lookup.indices.forEachGroup(of: gradient.rows) { id, rows in
      S.addRows(
        count: rows.count, n: columns.count, a: gates.pointer, lda: gates.stride,
        ids: rows.baseAddress!,
        sums: gradient.row(id))
    }
  }

  /// The blocks of columns that ``backwardThroughLookup(_:columns:)`` is called with.
  var columnBlocks: [Range<Int>] {
    stride(from: 0, to: width, by: 128).map { $0..<min($0 + 128, width) }
  }

  /// What the cell reads and writes at a step; `cellState` and `output` are gradients on the way
  /// back.
  @inline(__always)
  func step(
    _ activations: Activations, _ count: Int, _ rows: StepRows, _ cellState: Matrix<S>,
    _ output: Matrix<S>, units: Range<Int>? = nil
  ) -> CellStep<S> {
    let gates = activations.gates.row(rows.gates)
    return CellStep(
      count: count, hiddenSize: hiddenSize, units: units ?? 0..<hiddenSize, gates: gates,
      recurrent: cell.separatesRecurrentProduct ? activations.recurrent.row(rows.states) : gates,
      gateStride: width, previous: activations.previous.row(rows.states),
      previousCell: activations.previousCell.row(rows.states), cell: cellState.pointer,
      tanhCell: activations.tanhCell.row(rows.states), output: output.pointer,
      outputStride: output.stride)
  }

  /// The tasks that add the weight gradients: products over all rows of the batch.
  ///
  /// - Parameter input: [R, I], or [V, I] with a lookup, as the forward pass read it.
  package func gradientTasks(
    _ gradients: Gradients<S>, input: Matrix<S>, _ activations: Activations
  ) -> [GradientTask] {
    // gates = bias_ih + input · weight_ihᵀ;  recurrent = bias_hh + previous · weight_hhᵀ. Where
    // they are one matrix, both biases have the same gradient.
    let isOne = !cell.separatesRecurrentProduct
    return weightGradientTasks(
      gradients, weightHH, biases: isOne ? [] : [biasHH], dy: activations.recurrent,
      x: activations.recurrentInput)
      + weightGradientTasks(
        gradients, weightIH, biases: isOne ? [biasIH, biasHH] : [biasIH],
        dy: activations.lookup?.gradient ?? activations.gates, x: input)
  }
}
