/// The pointwise part of a recurrent layer: from gate pre-activations to the next state, and back.
///
/// The matrix products, the loop over time and the directions are in ``Recurrent``, for all cells.
package protocol RecurrentCell: Sendable {
  /// G, the number of gates: the pre-activations of a step are [G·H].
  var gateCount: Int { get }
  /// Whether there is a cell state besides the hidden state.
  var hasCellState: Bool { get }
  /// Whether the cell reads the recurrent projections apart from the input projections, as the n of
  /// a GRU does.
  var separatesRecurrentProduct: Bool { get }

  /// From pre-activations to activations, new states and output.
  func forward<S: Scalar>(_ step: CellStep<S>)
  /// From activations to the gradients of the pre-activations and of the previous states.
  func backward<S: Scalar>(_ step: CellStep<S>, _ gradients: CellGradients<S>)
}

/// What a cell reads and writes at one step, for `count` sequences with H = `hiddenSize`.
///
/// `CKernels.h` says what each part holds before and after.
package struct CellStep<S: Scalar> {
  let count: Int
  let hiddenSize: Int
  /// The hidden units that the forward pass computes.
  let units: Range<Int>
  /// [count, G·H], rows `gateStride` apart.
  let gates: UnsafeMutablePointer<S>
  /// The recurrent projections, [count, G·H]; the same memory as `gates` unless the cell separates
  /// them.
  let recurrent: UnsafeMutablePointer<S>
  let gateStride: Int
  /// The hidden state before the step, [count, H].
  let previous: UnsafePointer<S>
  /// The cell state before the step, [count, H].
  let previousCell: UnsafePointer<S>
  /// The cell state after the step, [count, H]; only the forward pass writes it.
  let cell: UnsafeMutablePointer<S>
  /// tanh of the cell state after the step, [count, H].
  let tanhCell: UnsafeMutablePointer<S>
  /// The hidden state after the step, [count, H], rows `outputStride` apart; only the forward pass
  /// writes it.
  let output: UnsafeMutablePointer<S>
  let outputStride: Int
}

/// The gradients that a cell reads and writes in the backward pass of one step.
package struct CellGradients<S: Scalar> {
  /// The gradient of the output, from the layer above, [count, H], rows `outputStride` apart.
  let output: UnsafePointer<S>
  let outputStride: Int
  /// The gradient of the hidden state, [count, H]: of this step before the call, of the step before
  /// after it.
  let hidden: UnsafeMutablePointer<S>
  /// The gradient of the cell state, [count, H], likewise.
  let cell: UnsafeMutablePointer<S>
}

/// The long short-term memory of Hochreiter and Schmidhuber (1997) with the forget gate of Gers et
/// al. (2000), gates in PyTorch's order i f g o: c' = σ(f) c + σ(i) tanh(g), h' = σ(o) tanh(c').
package struct LSTMCell: RecurrentCell {
  package init() {}
  package var gateCount: Int { 4 }
  package var hasCellState: Bool { true }
  package var separatesRecurrentProduct: Bool { false }

  package func forward<S: Scalar>(_ step: CellStep<S>) {
    S.lstmForward(
      m: step.count, h: step.hiddenSize, units: step.units, gates: step.gates, ldg: step.gateStride,
      previousCell: step.previousCell,
      cell: step.cell, tanhCell: step.tanhCell, output: step.output, ldo: step.outputStride)
  }

  package func backward<S: Scalar>(_ step: CellStep<S>, _ gradients: CellGradients<S>) {
    S.lstmBackward(
      m: step.count, h: step.hiddenSize, gates: step.gates, ldg: step.gateStride,
      previousCell: step.previousCell, tanhCell: step.tanhCell,
      doutput: gradients.output, ldo: gradients.outputStride, dstate: gradients.hidden,
      dcell: gradients.cell)
  }
}

/// The gated recurrent unit of Cho et al. (2014) in PyTorch's form, gates r z n, the bias inside r:
/// n = tanh(x_n + r (W h + b)_n), h' = (1 - z) n + z h.
package struct GRUCell: RecurrentCell {
  package init() {}
  package var gateCount: Int { 3 }
  package var hasCellState: Bool { false }
  package var separatesRecurrentProduct: Bool { true }

  package func forward<S: Scalar>(_ step: CellStep<S>) {
    S.gruForward(
      m: step.count, h: step.hiddenSize, units: step.units, gates: step.gates,
      recurrent: step.recurrent, ldg: step.gateStride,
      previous: step.previous, output: step.output, ldo: step.outputStride)
  }

  package func backward<S: Scalar>(_ step: CellStep<S>, _ gradients: CellGradients<S>) {
    S.gruBackward(
      m: step.count, h: step.hiddenSize, gates: step.gates, recurrent: step.recurrent,
      ldg: step.gateStride, previous: step.previous,
      doutput: gradients.output, ldo: gradients.outputStride, dstate: gradients.hidden)
  }
}

/// The simple recurrent network of Elman (1990): h' = tanh(x + W h + b), or ReLU in place of tanh.
package struct SimpleCell: RecurrentCell {
  let usesReLU: Bool

  /// - Parameter usesReLU: max(0, x) in place of tanh.
  package init(usesReLU: Bool = false) { self.usesReLU = usesReLU }
  package var gateCount: Int { 1 }
  package var hasCellState: Bool { false }
  package var separatesRecurrentProduct: Bool { false }

  package func forward<S: Scalar>(_ step: CellStep<S>) {
    S.rnnForward(
      m: step.count, units: step.units, relu: usesReLU, gates: step.gates,
      ldg: step.gateStride, output: step.output,
      ldo: step.outputStride)
  }

  package func backward<S: Scalar>(_ step: CellStep<S>, _ gradients: CellGradients<S>) {
    S.rnnBackward(
      m: step.count, h: step.hiddenSize, relu: usesReLU, gates: step.gates,
      ldg: step.gateStride, doutput: gradients.output,
      ldo: gradients.outputStride, dstate: gradients.hidden)
  }
}

/// The recurrent cells, by their names in configurations and model files.
public enum CellKind: String, Sendable, Hashable, Codable, CaseIterable {
  case rnn, gru, lstm

  /// The cell of this kind.
  package var cell: any RecurrentCell {
    switch self {
    case .rnn: SimpleCell()
    case .gru: GRUCell()
    case .lstm: LSTMCell()
    }
  }
}
