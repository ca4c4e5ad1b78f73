import Neural

/// Hidden and cell states of some streams between two windows.
package final class LanguageModelState<S: Scalar>: @unchecked Sendable {
  /// The number of streams B.
  package let count: Int
  private let layers: Int
  private let hiddenSize: Int
  /// By layer: hidden states, then cell states, each [B, H].
  private let values: UnsafeMutablePointer<S>

  /// States of zero.
  package init(_ network: LanguageModelNetwork<S>, count: Int) {
    self.count = count
    layers = network.recurrent.layers.count
    hiddenSize = network.recurrent.hiddenSize
    values = .allocate(capacity: 2 * layers * count * hiddenSize)
    reset()
  }

  deinit { values.deallocate() }

  /// Sets all states to zero, as before the first symbol.
  package func reset() { values.initialize(repeating: 0, count: elementCount) }

  private var elementCount: Int { 2 * layers * count * hiddenSize }

  private func matrix(_ layer: Int, _ part: Int) -> Matrix<S> {
    Matrix(
      pointer: values + (2 * layer + part) * count * hiddenSize, rows: count, columns: hiddenSize)
  }

  /// Sets the initial states of a pass of at most so many streams.
  func write(to activations: RecurrentStack<S>.Activations) {
    for (layer, directions) in activations.directions.enumerated() {
      let state = directions[0].state
      state.hidden.copyRows(state.hidden.rows, from: matrix(layer, 0))
      if state.cell.pointer != state.hidden.pointer {
        state.cell.copyRows(state.cell.rows, from: matrix(layer, 1))
      }
    }
  }

  /// Takes over the final states of a pass.
  func read(from activations: RecurrentStack<S>.Activations) {
    for (layer, directions) in activations.directions.enumerated() {
      let state = directions[0].state
      matrix(layer, 0).copyRows(state.hidden.rows, from: state.hidden)
      if state.cell.pointer != state.hidden.pointer {
        matrix(layer, 1).copyRows(state.cell.rows, from: state.cell)
      }
    }
  }

  /// All numbers: by layer, hidden states and then cell states, by stream.
  package var elements: [S] {
    get { Array(UnsafeBufferPointer(start: values, count: elementCount)) }
    set {
      precondition(newValue.count == elementCount)
      newValue.withUnsafeBufferPointer {
        values.update(from: $0.baseAddress!, count: $0.count)
      }
    }
  }
}
