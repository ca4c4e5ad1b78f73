/// The pointwise part of a recurrent layer: from gate pre-activations to the next state, and back.
///
/// Everything else, the products, the loop over time and the directions, is in ``Recurrent`` and the same
/// for all cells.
package protocol RecurrentCell: Sendable {
  /// The number of gates G: products are G times as wide as the state.
  var gateCount: Int { get }
  /// Whether there is a cell state beside the hidden state.
  var hasCellState: Bool { get }
  /// Whether the recurrent product is needed apart from the input product.
  var separatesRecurrentProduct: Bool { get }

  func forward<S: Scalar>(_ step: CellStep<S>)
  func backward<S: Scalar>(_ step: CellStep<S>, _ gradients: CellGradients<S>)
}

/// What a cell reads and writes at one step, for `count` sequences with H = `hiddenSize`.
///
/// The kernels in `CKernels.h` document which part is in what state before and after.
package struct CellStep<S: Scalar> {
  let count: Int
  let hiddenSize: Int
  /// The units that are computed forward.
  let units: Range<Int>
  /// [count, G·H], rows `gateStride` apart.
  let gates: UnsafeMutablePointer<S>
  /// The recurrent products [count, G·H]; the same memory as `gates` unless the cell separates them.
  let recurrent: UnsafeMutablePointer<S>
  let gateStride: Int
  /// The state before the step, [count, H].
  let previous: UnsafePointer<S>
  let previousCell: UnsafePointer<S>
  /// The cell state after the step, [count, H]; only written forward.
  let cell: UnsafeMutablePointer<S>
  let tanhCell: UnsafeMutablePointer<S>
  /// The hidden state after the step, [count, H], rows `outputStride` apart; only written forward.
  let output: UnsafeMutablePointer<S>
  let outputStride: Int
}

/// The gradients that a cell reads and writes on the way back through one step.
package struct CellGradients<S: Scalar> {
  /// Of the output, from the layer above, [count, H], rows `outputStride` apart.
  let output: UnsafePointer<S>
  let outputStride: Int
  /// Of the states: before the call from the step after, after it for the step before; [count, H].
  let hidden: UnsafeMutablePointer<S>
  let cell: UnsafeMutablePointer<S>
}

/// The long short-term memory of Hochreiter and Schmidhuber (1997) with the forget gate of Gers et al.
/// (2000), gates in PyTorch's order i f g o:
/// c' = σ(f) c + σ(i) tanh(g), h' = σ(o) tanh(c').
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

/// The simple recurrent network of Elman (1990): h' = tanh(x + W h + b), or the rectifier for tanh.
package struct SimpleCell: RecurrentCell {
  let usesRectifier: Bool

  package init(usesRectifier: Bool = false) { self.usesRectifier = usesRectifier }
  package var gateCount: Int { 1 }
  package var hasCellState: Bool { false }
  package var separatesRecurrentProduct: Bool { false }

  package func forward<S: Scalar>(_ step: CellStep<S>) {
    S.rnnForward(
      m: step.count, units: step.units, relu: usesRectifier, gates: step.gates,
      ldg: step.gateStride, output: step.output,
      ldo: step.outputStride)
  }

  package func backward<S: Scalar>(_ step: CellStep<S>, _ gradients: CellGradients<S>) {
    S.rnnBackward(
      m: step.count, h: step.hiddenSize, relu: usesRectifier, gates: step.gates,
      ldg: step.gateStride, doutput: gradients.output,
      ldo: gradients.outputStride, dstate: gradients.hidden)
  }
}

/// The cells by the names that configurations and model files use.
public enum CellKind: String, Sendable, Hashable, Codable, CaseIterable {
  case rnn, gru, lstm

  package var cell: any RecurrentCell {
    switch self {
    case .rnn: SimpleCell()
    case .gru: GRUCell()
    case .lstm: LSTMCell()
    }
  }
}
