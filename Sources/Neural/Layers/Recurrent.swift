/// One direction of one recurrent layer: the driver that all cells share.
///
/// Shapes: R rows of all sequences (see ``PackedSequences``), B sequences in packed order, I inputs,
/// H hidden units, G gates.
package struct Recurrent<S: Scalar>: Sendable {
  package let inputSize: Int
  package let hiddenSize: Int
  let cell: any RecurrentCell
  let isReversed: Bool
  /// The share of the hidden state that recurrent products do not see in training.
  let hiddenDropout: Double
  let weightIH: ParameterReference
  package let weightHH: ParameterReference
  let biasIH: ParameterReference
  let biasHH: ParameterReference

  /// Adds `weight_ih` [G·H, I], `weight_hh` [G·H, H], `bias_ih` and `bias_hh` [G·H] to the layout, with
  /// `suffix` behind the names. Input weights start after Glorot, recurrent ones orthogonal gate by gate,
  /// biases at 0 but for an LSTM's forget gate, whose two biases sum to 1.
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
      "weight_ih" + suffix, rows: width, columns: inputSize, kind: .factor, initialization: .glorot)
    weightHH = layout.add(
      "weight_hh" + suffix, rows: width, columns: hiddenSize, kind: .factor,
      initialization: .orthogonal(blockRows: hiddenSize))
    let bias: Initialization =
      cell.hasCellState ? .block(hiddenSize..<2 * hiddenSize, 0.5) : .zeros
    biasIH = layout.add("bias_ih" + suffix, rows: 1, columns: width, initialization: bias)
    biasHH = layout.add("bias_hh" + suffix, rows: 1, columns: width, initialization: bias)
  }

  /// The number of columns of the products, G·H.
  package var width: Int { cell.gateCount * hiddenSize }

  /// Hidden and cell states of all sequences, each [B, H] in packed order.
  package struct State {
    package let hidden: Matrix<S>
    package let cell: Matrix<S>

    init(_ count: Int, _ layer: Recurrent, _ arena: Arena<S>) {
      hidden = arena.zeros(count, layer.hiddenSize)
      cell = layer.cell.hasCellState ? arena.zeros(count, layer.hiddenSize) : hidden
    }
  }

  /// What the forward pass leaves for the backward pass, for a whole batch.
  package struct Pass {
    /// [R, G·H]: pre-activations, then activations, then the gradients of the pre-activations.
    let gates: Matrix<S>
    /// The recurrent products, the same matrix as `gates` unless the cell separates them.
    let recurrent: Matrix<S>
    /// The states that each row starts from, [R, H].
    let previous: Matrix<S>
    let previousCell: Matrix<S>
    let tanhCell: Matrix<S>
    /// What every pre-activation starts from, [1, G·H].
    let bias: Matrix<S>
    let lookup: Lookup?
    /// Where the recurrent products read `previous` through masks.
    let hiddenDropout: HiddenDropout?
    /// Whether a backward pass will follow. Without one, steps share the rows of their sequences in
    /// all matrices but `gates`, and with a lookup in that too.
    let keepsSteps: Bool
    /// Before the forward pass the initial states, zero unless written; after it the final ones.
    package let state: State
    /// Before the backward pass the gradients of the final states, zero unless written; after it those
    /// of the initial ones.
    package let gradient: State

    /// What the recurrent products read, [R, H].
    var factors: Matrix<S> { hiddenDropout?.masked ?? previous }
  }

  /// An input whose rows repeat: row r of the sequences reads row ids[r] of an input of V rows, so
  /// that the input's products are computed V times rather than R times.
  package struct Lookup {
    let rows: LookupRows
    /// bias + input · weight_ihᵀ, [V, G·H].
    let projected: Matrix<S>
    /// The gradients of `projected`.
    let gradient: Matrix<S>
    /// Whether `projected` came from a cache.
    let isProjected: Bool
  }

  package func makePass(
    _ sequences: PackedSequences, _ arena: Arena<S>, lookup: Lookup? = nil, keepsSteps: Bool = true
  ) -> Pass {
    let count = sequences.count
    let rows = keepsSteps ? sequences.rowCount : count
    let gates = arena.matrix(lookup == nil ? sequences.rowCount : rows, width)
    let state = State(count, self, arena)
    let previous = keepsSteps ? arena.matrix(rows, hiddenSize) : state.hidden
    let cell = cell.hasCellState
    return Pass(
      gates: gates,
      recurrent: self.cell.separatesRecurrentProduct ? arena.matrix(rows, width) : gates,
      previous: previous,
      previousCell: cell ? (keepsSteps ? arena.matrix(rows, hiddenSize) : state.cell) : previous,
      tanhCell: cell ? arena.matrix(rows, hiddenSize) : previous,
      bias: arena.matrix(1, width), lookup: lookup,
      hiddenDropout: keepsSteps && hiddenDropout > 0
        ? HiddenDropout(rate: hiddenDropout, sequences, hiddenSize: hiddenSize, arena) : nil,
      keepsSteps: keepsSteps, state: state,
      gradient: keepsSteps ? State(count, self, arena) : state)
  }

  /// Room for the products of an input of `inputRows` rows, row r of the sequences reading row rows[r].
  func makeLookup(
    _ rows: LookupRows, inputRows: Int, _ arena: Arena<S>, keepsSteps: Bool
  ) -> Lookup {
    let projected = arena.matrix(inputRows, width)
    return Lookup(
      rows: rows, projected: projected,
      gradient: keepsSteps ? arena.matrix(inputRows, width) : projected, isProjected: false)
  }

  /// What every pre-activation starts from: the biases that need no product.
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
    weights.multiply(
      input.rows, input.pointer, input.stride, by: weightIH, from: .row(bias),
      into: projected.pointer, projected.stride)
  }

  /// Rows of an input that one thread takes at a time.
  static var blockRows: Int { 64 }

  /// output[R, H] of the rows of a shard, from input[R, I], or from the lookup of the pass.
  ///
  /// - Parameter seed: of the masks on the hidden state; `nil` when not training.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, input: Matrix<S>?, _ pass: Pass,
    output: Matrix<S>, dropoutSeed seed: UInt64? = nil
  ) {
    pass.hiddenDropout?.draw(shard, seed: seed)
    if let input, pass.lookup == nil {
      for rows in shard.runs {
        project(
          weights, input: input.rows(rows), bias: pass.bias.pointer, into: pass.gates.rows(rows))
      }
    }
    let hidden = pass.state.hidden.rows(shard.sequences)
    let cellState = pass.state.cell.rows(shard.sequences)
    for index in shard.steps {
      let step = isReversed ? shard.counts.count - 1 - index : index
      let (count, start) = (shard.counts[step], shard.starts[step])
      let place = Place(start, shard, pass)
      if pass.keepsSteps {
        pass.previous.rows(start..<start + count).copyRows(count, from: hidden)
        if cell.hasCellState {
          pass.previousCell.rows(start..<start + count).copyRows(count, from: cellState)
        }
      }
      pass.hiddenDropout?.forward(shard, start: start, count: count, previous: pass.previous)
      multiply(weights, pass, count, start, place)
      cell.forward(
        self.step(pass, count, place, cellState, output.rows(start..<start + count)))
      hidden.copyRows(count, from: output.rows(start..<start + count))
    }
  }

  /// The recurrent products of a step, on top of its inputs' unless the cell separates the two.
  ///
  /// - Parameter columns: of the gates, all by default.
  @inline(__always)
  func multiply(
    _ weights: Weights<S>, _ pass: Pass, _ count: Int, _ start: Int, _ place: Place,
    columns: Range<Int>? = nil
  ) {
    let gates = pass.gates.row(place.gates)
    let factors = pass.factors.row(place.states)
    let input: InitialSums<S> =
      pass.lookup.map { .rows($0.projected, ids: $0.rows.ids(from: start)) }
      ?? .rows(gates, stride: width)
    guard cell.separatesRecurrentProduct else {
      weights.multiply(
        count, factors, hiddenSize, by: weightHH, columns: columns, from: input, into: gates, width)
      return
    }
    if let lookup = pass.lookup {
      let columns = columns ?? 0..<width
      for row in 0..<count {
        (gates + row * width + columns.lowerBound).update(
          from: lookup.projected.row(Int(lookup.rows[start + row])) + columns.lowerBound,
          count: columns.count)
      }
    }
    weights.multiply(
      count, factors, hiddenSize, by: weightHH, columns: columns,
      from: .row(weights[biasHH].pointer), into: pass.recurrent.row(place.states), width)
  }

  /// Where the rows of a step are kept.
  struct Place {
    let gates: Int
    let states: Int

    init(_ start: Int, _ shard: PackedSequences.Shard, _ pass: Pass) {
      states = pass.keepsSteps ? start : shard.sequences.lowerBound
      gates = pass.lookup == nil ? start : states
    }
  }

  /// The gradients by everything that the rows of a shard read: the pre-activations (left in `pass` for
  /// ``gradientTasks(_:input:_:)``), the initial states and, unless there is a lookup, dinput[R, I].
  ///
  /// - Parameters:
  ///   - doutput: the gradient of output[R, H].
  ///   - accumulates: whether dinput is added to rather than replaced.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ pass: Pass, doutput: Matrix<S>,
    dinput: Matrix<S>?, accumulates: Bool
  ) {
    let dhidden = pass.gradient.hidden.rows(shard.sequences)
    let dcell = pass.gradient.cell.rows(shard.sequences)
    for index in shard.steps.reversed() {
      let step = isReversed ? shard.counts.count - 1 - index : index
      let (count, start) = (shard.counts[step], shard.starts[step])
      // hidden = output: both its uses add up inside the cell.
      cell.backward(
        self.step(
          pass, count, Place(start, shard, pass), dcell, doutput.rows(start..<start + count)),
        CellGradients(
          output: doutput.row(start), outputStride: doutput.stride, hidden: dhidden.pointer,
          cell: dcell.pointer))
      if let dropout = pass.hiddenDropout {
        // recurrent += masked · weight_hhᵀ;  masked = mask · previous
        weights.multiplyTransposed(
          count, pass.recurrent.row(start), width, by: weightHH,
          into: dropout.dmasked.row(shard.sequences.lowerBound), hiddenSize, accumulate: false)
        dropout.backward(shard, count: count, into: dhidden)
      } else {
        // recurrent += previous · weight_hhᵀ
        weights.multiplyTransposed(
          count, pass.recurrent.row(start), width, by: weightHH, into: dhidden.pointer, hiddenSize,
          accumulate: true)
      }
    }
    // gates = bias + input · weight_ihᵀ
    if let dinput, pass.lookup == nil {
      for rows in shard.runs {
        weights.multiplyTransposed(
          rows.count, pass.gates.row(rows.lowerBound), width, by: weightIH,
          into: dinput.row(rows.lowerBound), dinput.stride, accumulate: accumulates)
      }
    }
  }

  /// Back through a lookup, once all shards are done: the gradients of some columns of its rows.
  @specialized(where S == Float)
  func backwardThroughLookup(_ pass: Pass, columns: Range<Int>) {
    guard let lookup = pass.lookup else { return }
    let gradient = lookup.gradient.columns(columns)
    let gates = pass.gates.columns(columns)
    gradient.fill(0)
    lookup.rows.forEachGroup(of: gradient.rows) { id, rows in
      S.addRows(
        rows.count, columns.count, gates.pointer, gates.stride, rows.baseAddress!,
        gradient.row(id))
    }
  }

  /// The blocks of columns that ``backwardThroughLookup(_:columns:)`` is called with.
  var columnBlocks: [Range<Int>] {
    stride(from: 0, to: width, by: 128).map { $0..<min($0 + 128, width) }
  }

  @inline(__always)
  func step(
    _ pass: Pass, _ count: Int, _ place: Place, _ cellState: Matrix<S>, _ output: Matrix<S>,
    units: Range<Int>? = nil
  ) -> CellStep<S> {
    let gates = pass.gates.row(place.gates)
    return CellStep(
      count: count, hiddenSize: hiddenSize, units: units ?? 0..<hiddenSize, gates: gates,
      recurrent: cell.separatesRecurrentProduct ? pass.recurrent.row(place.states) : gates,
      gateStride: width, previous: pass.previous.row(place.states),
      previousCell: pass.previousCell.row(place.states), cell: cellState.pointer,
      tanhCell: pass.tanhCell.row(place.states), output: output.pointer,
      outputStride: output.stride)
  }

  /// The weight gradients as pieces of work that are independent of each other, each one product over
  /// all rows of the batch.
  ///
  /// - Parameter input: what the forward pass read.
  package func gradientTasks(
    _ gradients: Gradients<S>, input: Matrix<S>, _ pass: Pass
  ) -> [GradientTask] {
    // gates = b_ih + input · weight_ihᵀ;  recurrent = b_hh + factors · weight_hhᵀ: where they are one
    // matrix, so are the gradients of the biases.
    let isOne = !cell.separatesRecurrentProduct
    return factorGradientTasks(
      gradients, weightHH, biases: isOne ? [] : [biasHH], dy: pass.recurrent, x: pass.factors)
      + factorGradientTasks(
        gradients, weightIH, biases: isOne ? [biasIH, biasHH] : [biasIH],
        dy: pass.lookup?.gradient ?? pass.gates, x: input)
  }
}
