import Neural

extension MemoryNetwork {
  /// The norm of the gradient of the loss of a sequence with respect to the state k steps before
  /// its end, for k from 0 to T: ‖∂loss / ∂state(T - k)‖, the mean over sequences that training
  /// does not draw. The state of an LSTM is its hidden and its cell state together.
  ///
  /// Each step is a pass of its own whose initial states are the final ones of the step before, so
  /// that its backward pass leaves the gradient of the state between the two.
  package func gradientNorms() -> [Double] {
    arena.reset()
    let (count, length) = (configuration.batchSize, configuration.length)
    let rows = 0..<count
    let hasCellState = configuration.cell.cell.hasCellState
    let batch = configuration.task.batch(
      count, length: length, seed: RandomSource.derive(Self.heldOutSeed, 0), arena)
    let step = PackedSequences(lengths: Array(repeating: 1, count: count), shardSize: count)
    typealias State = Recurrent<Float>.State
    func copy(_ source: State, to target: State) {
      target.hidden.copyRows(count, from: source.hidden)
      if hasCellState { target.cell.copyRows(count, from: source.cell) }
    }

    var steps: [RecurrentStack<Float>.Activations] = []
    for index in 0..<length {
      let activations = stack.makeActivations(step, arena)
      if let last = steps.last {
        copy(last.directions[0][0].state, to: activations.directions[0][0].state)
      }
      stack.forward(
        weights, step, input: batch.input.rows(index * count..<(index + 1) * count), activations,
        dropoutSeed: nil, .serial)
      steps.append(activations)
    }

    let logits = arena.matrix(count, configuration.task.outputSize)
    let dlogits = arena.matrix(count, configuration.task.outputSize)
    output.forward(weights, rows: rows, steps[length - 1].output, into: logits)
    _ = configuration.task.loss(logits, batch.answers, scale: 1, gradients: dlogits)
    let doutput = arena.zeros(count, configuration.hidden)
    output.backward(weights, rows: rows, dy: dlogits, into: doutput)

    var norms = [meanNorm([doutput])]
    let zeros = arena.zeros(count, configuration.hidden)
    for index in (0..<length).reversed() {
      let gradient = steps[index].directions[0][0].gradient
      if index < length - 1 { copy(steps[index + 1].directions[0][0].gradient, to: gradient) }
      stack.backward(
        weights, step, steps[index], doutput: index == length - 1 ? doutput : zeros, dinput: nil,
        dropoutSeed: nil, .serial)
      norms.append(meanNorm(hasCellState ? [gradient.hidden, gradient.cell] : [gradient.hidden]))
    }
    return norms
  }

  /// The mean over rows of the norms of all that stands in a row.
  private func meanNorm(_ parts: [Matrix<Float>]) -> Double {
    let count = configuration.batchSize
    return (0..<count).reduce(0) { sum, row in
      let squares = parts.reduce(0.0) { squares, part in
        (0..<part.columns).reduce(squares) { $0 + Double(part[row, $1]) * Double(part[row, $1]) }
      }
      return sum + squares.squareRoot() / Double(count)
    }
  }
}
