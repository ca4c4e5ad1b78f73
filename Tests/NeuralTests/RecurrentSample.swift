import Neural
import TestSupport

/// A stack of recurrent layers with its numbers, a batch, and a loss that reads all its results:
/// loss = Σ output · R + Σ final hidden state · R' + Σ final cell state · R''.
final class RecurrentSample<S: Scalar> {
  let stack: RecurrentStack<S>
  let weights: Weights<S>
  let gradients: Gradients<S>
  let sequences: PackedSequences
  let arena = Arena<S>()
  /// Which row of the input each row of the sequences reads; `nil` for its own.
  let ids: [Int32]?
  var input: [S]
  /// By layer and direction, in packed order.
  var initial: [[States]]
  /// The factors R of the loss, in the same places as what they multiply.
  var outputFactors: [S]
  var stateFactors: [[States]]

  struct States {
    var hidden: [S]
    var cell: [S]
  }

  /// Everything that a run of the loss and its backward pass leaves.
  struct Result {
    var loss: S
    var output: [S]
    var dinput: [S]
    var final: [[States]]
    var dinitial: [[States]]
  }

  init(
    cell: any RecurrentCell, inputSize: Int, hiddenSize: Int, layers: Int, isBidirectional: Bool,
    lengths: [Int], shardSize: Int, dropout: Dropout = Dropout(rate: 0),
    hiddenDropout: Double = 0, isNormalized: Bool = false, isResidual: Bool = false,
    inputRows: Int? = nil, precision: WeightPrecision = .float32
  ) {
    var layout = ParameterLayout()
    stack = RecurrentStack(
      inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
      isBidirectional: isBidirectional, cell: cell, dropout: dropout,
      hiddenDropout: hiddenDropout, isNormalized: isNormalized, isResidual: isResidual,
      layout: &layout)
    weights = Weights(layout: layout, forTraining: true, precision: precision)
    gradients = Gradients(layout: layout, precision: precision)
    sequences = PackedSequences(lengths: lengths, shardSize: shardSize)
    let states = (0..<layers).map { _ in
      (0..<(isBidirectional ? 2 : 1)).map { _ in
        let zeros = [S](repeating: 0, count: lengths.count * hiddenSize)
        return States(hidden: zeros, cell: cell.hasCellState ? zeros : [])
      }
    }
    initial = states
    stateFactors = states
    ids = inputRows.map { rows in
      (0..<lengths.reduce(0, +)).map { Int32(($0 * $0 + 1) % rows) }
    }
    input = [S](repeating: 0, count: (inputRows ?? sequences.rowCount) * inputSize)
    outputFactors = [S](repeating: 0, count: sequences.rowCount * stack.outputSize)
  }

  /// Normal numbers everywhere, biases and states included.
  func fill(_ random: inout SeededRandom) {
    for entry in weights.layout.entries {
      weights.setElements(
        of: weights.layout.reference(named: entry.name)!,
        to: random.normals(entry.count, deviation: 0.5).map { S($0) })
    }
    weights.repack()
    input = random.normals(input.count).map { S($0) }
    outputFactors = random.normals(outputFactors.count).map { S($0) }
    for layer in initial.indices {
      for direction in initial[layer].indices {
        for path in [\RecurrentSample.initial, \RecurrentSample.stateFactors] {
          let states = self[keyPath: path][layer][direction]
          self[keyPath: path][layer][direction] = States(
            hidden: random.normals(states.hidden.count).map { S($0) },
            cell: random.normals(states.cell.count).map { S($0) })
        }
      }
    }
  }

  /// Runs forward and back; parameter gradients go to `gradients`.
  func run(pool: ThreadPool = .serial, dropoutSeed: UInt64? = nil) -> Result {
    arena.reset()
    gradients.reset()
    let activations = makeActivations()
    let input = matrix(self.input, columns: stack.layers[0][0].inputSize)
    forEachState(activations) { layer, direction, activations in
      copy(initial[layer][direction].hidden, to: activations.state.hidden)
      copy(initial[layer][direction].cell, to: activations.state.cell)
    }
    stack.forward(weights, sequences, input: input, activations, dropoutSeed: dropoutSeed, pool)
    let output = activations.output.elements()
    var loss = zip(output, outputFactors).reduce(S(0)) { $0 + $1.0 * $1.1 }
    var final = initial
    forEachState(activations) { layer, direction, activations in
      let hasCell = !initial[layer][direction].cell.isEmpty
      final[layer][direction] = States(
        hidden: activations.state.hidden.elements(),
        cell: hasCell ? activations.state.cell.elements() : [])
      let factors = stateFactors[layer][direction]
      loss += zip(final[layer][direction].hidden, factors.hidden).reduce(S(0)) { $0 + $1.0 * $1.1 }
      loss += zip(final[layer][direction].cell, factors.cell).reduce(S(0)) { $0 + $1.0 * $1.1 }
      copy(factors.hidden, to: activations.gradient.hidden)
      copy(factors.cell, to: activations.gradient.cell)
    }
    let dinput = arena.matrix(input.rows, input.columns)
    stack.backward(
      weights, sequences, activations, doutput: matrix(outputFactors, columns: stack.outputSize),
      dinput: dinput, dropoutSeed: dropoutSeed, pool)
    let tasks = stack.gradientTasks(
      gradients, input: input, activations, wasTraining: dropoutSeed != nil)
    pool.forEach(tasks.count) { tasks[$0]() }
    var dinitial = initial
    forEachState(activations) { layer, direction, activations in
      let hasCell = !initial[layer][direction].cell.isEmpty
      dinitial[layer][direction] = States(
        hidden: activations.gradient.hidden.elements(),
        cell: hasCell ? activations.gradient.cell.elements() : [])
    }
    return Result(
      loss: loss, output: output, dinput: dinput.elements(), final: final, dinitial: dinitial)
  }

  /// The output without a backward pass to come.
  ///
  /// - Parameter input: in place of the sample's, with a row for each row of the sequences.
  func output(
    savesForBackward: Bool = false, input other: [S]? = nil, pool: ThreadPool = .serial
  ) -> [S] {
    arena.reset()
    let activations =
      other == nil
      ? makeActivations(savesForBackward: savesForBackward)
      : stack.makeActivations(sequences, arena, savesForBackward: savesForBackward)
    let input = matrix(other ?? self.input, columns: stack.layers[0][0].inputSize)
    forEachState(activations) { layer, direction, activations in
      copy(initial[layer][direction].hidden, to: activations.state.hidden)
      copy(initial[layer][direction].cell, to: activations.state.cell)
    }
    stack.forward(weights, sequences, input: input, activations, dropoutSeed: nil, pool)
    return activations.output.elements()
  }

  /// The output from input projections that are computed beforehand.
  func outputOfProjected() -> [S] {
    arena.reset()
    let input = matrix(self.input, columns: stack.layers[0][0].inputSize)
    let projected = stack.layers[0].map { recurrent in
      let bias = arena.matrix(1, recurrent.width)
      let projections = arena.matrix(input.rows, recurrent.width)
      recurrent.sumBiases(weights, into: bias.pointer)
      recurrent.project(weights, input: input, bias: bias.pointer, into: projections)
      return projections
    }
    let activations = stack.makeActivations(sequences, arena, projected: projected, ids: ids!)
    forEachState(activations) { layer, direction, activations in
      copy(initial[layer][direction].hidden, to: activations.state.hidden)
      copy(initial[layer][direction].cell, to: activations.state.cell)
    }
    stack.forward(weights, sequences, input: nil, activations, dropoutSeed: nil, .serial)
    return activations.output.elements()
  }

  private func makeActivations(savesForBackward: Bool = true) -> RecurrentStack<S>.Activations {
    let columns = stack.layers[0][0].inputSize
    return stack.makeActivations(
      sequences, arena, ids: ids, inputRows: input.count / columns,
      savesForBackward: savesForBackward)
  }

  private func forEachState(
    _ activations: RecurrentStack<S>.Activations,
    _ body: (Int, Int, Recurrent<S>.Activations) -> Void
  ) {
    for (layer, directions) in activations.directions.enumerated() {
      for (direction, activations) in directions.enumerated() {
        body(layer, direction, activations)
      }
    }
  }

  private func matrix(_ elements: [S], columns: Int) -> Matrix<S> {
    let matrix = arena.matrix(elements.count / columns, columns)
    copy(elements, to: matrix)
    return matrix
  }

  private func copy(_ elements: [S], to matrix: Matrix<S>) {
    guard !elements.isEmpty else { return }
    precondition(elements.count == matrix.count)
    matrix.pointer.update(from: elements, count: elements.count)
  }
}
