/// One direction of one recurrent layer: the driver that all cells share.
///
/// Shapes: R rows of all sequences (see ``PackedSequences``), B sequences in packed order, I inputs,
/// H hidden units, G gates.
package struct Recurrent<S: Scalar>: Sendable {
  package let inputSize: Int
  package let hiddenSize: Int
  let cell: any RecurrentCell
  let isReversed: Bool
  let weightIH: ParameterReference
  let weightHH: ParameterReference
  let biasIH: ParameterReference
  let biasHH: ParameterReference

  /// Adds `weight_ih` [G·H, I], `weight_hh` [G·H, H], `bias_ih` and `bias_hh` [G·H] to the layout, with
  /// `suffix` behind the names. Input weights start after Glorot, recurrent ones orthogonal gate by gate,
  /// biases at 0 but for an LSTM's forget gate, whose two biases sum to 1.
  package init(
    inputSize: Int, hiddenSize: Int, cell: any RecurrentCell, isReversed: Bool, suffix: String,
    layout: inout ParameterLayout
  ) {
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.cell = cell
    self.isReversed = isReversed
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

  private var width: Int { cell.gateCount * hiddenSize }

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
    let bias: Matrix<S>
    /// Before the forward pass the initial states, zero unless written; after it the final ones.
    package let state: State
    /// Before the backward pass the gradients of the final states, zero unless written; after it those
    /// of the initial ones.
    package let gradient: State
  }

  package func makePass(_ sequences: PackedSequences, _ arena: Arena<S>) -> Pass {
    let rows = sequences.rowCount
    let gates = arena.matrix(rows, width)
    let previous = arena.matrix(rows, hiddenSize)
    let cell = cell.hasCellState
    return Pass(
      gates: gates,
      recurrent: self.cell.separatesRecurrentProduct ? arena.matrix(rows, width) : gates,
      previous: previous, previousCell: cell ? arena.matrix(rows, hiddenSize) : previous,
      tanhCell: cell ? arena.matrix(rows, hiddenSize) : previous,
      bias: arena.matrix(sequences.shards.count, width),
      state: State(sequences.count, self, arena), gradient: State(sequences.count, self, arena))
  }

  /// output[R, H] of the rows of a shard, from input[R, I].
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, index: Int, input: Matrix<S>,
    _ pass: Pass, output: Matrix<S>
  ) {
    let rows = shard.rows
    let bias = pass.bias.row(index)
    bias.update(from: weights[biasIH].pointer, count: width)
    if cell.separatesRecurrentProduct {
      pass.recurrent.rows(rows).broadcast(weights[biasHH].pointer)
    } else {
      S.addScaled(width, 1, weights[biasHH].pointer, bias)
    }
    pass.gates.rows(rows).broadcast(bias)
    weights.multiply(
      rows.count, input.row(rows.lowerBound), input.stride, by: weightIH,
      into: pass.gates.row(rows.lowerBound), pass.gates.stride, accumulate: true)

    let hidden = pass.state.hidden.rows(shard.sequences)
    let cellState = pass.state.cell.rows(shard.sequences)
    for index in shard.steps {
      let step = isReversed ? shard.counts.count - 1 - index : index
      let (count, start) = (shard.counts[step], shard.starts[step])
      pass.previous.rows(start..<start + count).copyRows(count, from: hidden)
      if cell.hasCellState {
        pass.previousCell.rows(start..<start + count).copyRows(count, from: cellState)
      }
      weights.multiply(
        count, pass.previous.row(start), hiddenSize, by: weightHH, into: pass.recurrent.row(start),
        width, accumulate: true)
      cell.forward(self.step(pass, count, start, cellState, output))
      hidden.copyRows(count, from: output.rows(start..<start + count))
    }
  }

  /// The gradients by everything that the rows of a shard read: the pre-activations (left in `pass` for
  /// ``gradientTasks(_:input:_:)``), the initial states and dinput[R, I], which is added to.
  ///
  /// - Parameter doutput: the gradient of output[R, H].
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ pass: Pass, doutput: Matrix<S>,
    dinput: Matrix<S>?
  ) {
    let dhidden = pass.gradient.hidden.rows(shard.sequences)
    let dcell = pass.gradient.cell.rows(shard.sequences)
    for index in shard.steps.reversed() {
      let step = isReversed ? shard.counts.count - 1 - index : index
      let (count, start) = (shard.counts[step], shard.starts[step])
      // hidden = output: both its uses add up inside the cell.
      cell.backward(
        self.step(pass, count, start, dcell, doutput),
        CellGradients(
          output: doutput.row(start), outputStride: doutput.stride, hidden: dhidden.pointer,
          cell: dcell.pointer))
      // recurrent += previous · weight_hhᵀ
      weights.multiplyTransposed(
        count, pass.recurrent.row(start), width, by: weightHH, into: dhidden.pointer, hiddenSize,
        accumulate: true)
    }
    // gates = bias + input · weight_ihᵀ
    if let dinput {
      let rows = shard.rows
      weights.multiplyTransposed(
        rows.count, pass.gates.row(rows.lowerBound), width, by: weightIH,
        into: dinput.row(rows.lowerBound), dinput.stride, accumulate: true)
    }
  }

  @inline(__always)
  private func step(
    _ pass: Pass, _ count: Int, _ start: Int, _ cellState: Matrix<S>, _ output: Matrix<S>
  ) -> CellStep<S> {
    CellStep(
      count: count, hiddenSize: hiddenSize, gates: pass.gates.row(start),
      recurrent: pass.recurrent.row(start), gateStride: width, previous: pass.previous.row(start),
      previousCell: pass.previousCell.row(start), cell: cellState.pointer,
      tanhCell: pass.tanhCell.row(start), output: output.row(start), outputStride: output.stride)
  }

  /// The weight gradients as pieces of work that are independent of each other, each one product over
  /// all rows of the batch.
  package func gradientTasks(
    _ gradients: Gradients<S>, input: Matrix<S>, _ pass: Pass
  ) -> [GradientTask] {
    // gates = b_ih + input · weight_ihᵀ;  recurrent = b_hh + previous · weight_hhᵀ
    factorGradientTasks(gradients, weightIH, bias: biasIH, dy: pass.gates, x: input)
      + factorGradientTasks(gradients, weightHH, bias: biasHH, dy: pass.recurrent, x: pass.previous)
  }
}

/// A piece of the work that adds up weight gradients; the pieces of a batch touch different memory.
package typealias GradientTask = @Sendable () -> Void

/// The gradients of y[R, N] = bias + x[R, K] · wᵀ: dw[N, K] += dyᵀ · x and dbias += the sum of dy's rows,
/// cut by rows of w.
func factorGradientTasks<S: Scalar>(
  _ gradients: Gradients<S>, _ factor: ParameterReference, bias: ParameterReference?,
  dy: Matrix<S>, x: Matrix<S>
) -> [GradientTask] {
  let dw = gradients[factor]
  let dbias = bias.map { gradients[$0] }
  return stride(from: 0, to: dw.rows, by: 128).map { first in
    let part = first..<min(first + 128, dw.rows)
    return {
      let dy = dy.columns(part)
      S.multiplyTransposed(
        part.count, x.columns, x.rows, dy.pointer, dy.stride, x.pointer, x.stride,
        dw.row(first), dw.stride)
      if let dbias {
        S.addColumnSums(dy.rows, part.count, dy.pointer, dy.stride, dbias.pointer + first)
      }
    }
  }
}
