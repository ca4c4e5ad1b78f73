import Neural

/// One recurrent layer and an answer from its last state, for a ``MemoryTask``.
///
/// T steps, B sequences, H hidden units.
package final class MemoryNetwork: Trainable {
  /// What a network is made of and trained on.
  package struct Configuration: Sendable {
    package var task = MemoryTask.adding
    package var cell = CellKind.lstm
    /// T
    package var length = 50
    /// H
    package var hidden = 64
    /// B
    package var batchSize = 32
    /// Batches between two validations.
    package var batchCount = 100
    /// What the orthogonal recurrent weights are multiplied with at the start: state gradients of a
    /// network without gates shrink below 1 and grow above.
    package var recurrentScale = 1.0
    /// The bias of an LSTM's forget gate at the start.
    package var forgetBias = 1.0
    package var seed: UInt64 = 1

    package init() {}
  }

  package let configuration: Configuration
  package let weights: Weights<Float>
  package let stack: RecurrentStack<Float>
  package let output: Dense<Float>
  package let arena = Arena<Float>()
  private let sequences: PackedSequences
  private var epochSeed: UInt64 = 0

  /// - Precondition: at least two steps, and one unit.
  package init(_ configuration: Configuration) {
    precondition(configuration.length >= 2 && configuration.hidden >= 1)
    self.configuration = configuration
    let task = configuration.task
    var layout = ParameterLayout()
    stack = RecurrentStack(
      inputSize: task.inputSize, hiddenSize: configuration.hidden, layers: 1,
      isBidirectional: false, cell: configuration.cell.cell, layout: &layout)
    output = layout.scope("output") {
      Dense(inputSize: configuration.hidden, outputSize: task.outputSize, layout: &$0)
    }
    weights = Weights(layout: layout, forTraining: true)
    sequences = PackedSequences(
      lengths: Array(repeating: configuration.length, count: configuration.batchSize),
      shardSize: configuration.batchSize)
    initialize()
  }

  private func initialize() {
    weights.initialize(seed: configuration.seed)
    func change(_ name: String, _ body: (Int, Float) -> Float) {
      guard let reference = weights.layout.reference(named: name),
        let elements = weights.elements(of: name)
      else { return }
      weights.setElements(of: reference, to: elements.enumerated().map { body($0, $1) })
    }
    change("weight_hh_l0") { $1 * Float(configuration.recurrentScale) }
    if configuration.cell == .lstm {
      // The second of the four gates forgets; both biases add up.
      let forget = configuration.hidden..<2 * configuration.hidden
      for name in ["bias_ih_l0", "bias_hh_l0"] {
        change(name) { forget.contains($0) ? Float(configuration.forgetBias / 2) : $1 }
      }
    }
    weights.repack()
  }

  package var batchCount: Int { configuration.batchCount }

  package func beginEpoch(seed: UInt64) { epochSeed = seed }

  package func addGradients(
    _ gradients: Gradients<Float>, batch: Int, seed: UInt64, pool: ThreadPool
  ) -> BatchResult {
    let count = configuration.batchSize
    let loss = pass(seed: RandomSource.derive(epochSeed, batch)) { batch, activations, dlogits in
      let doutput = arena.zeros(sequences.rowCount, configuration.hidden)
      output.backward(
        weights, rows: 0..<count, dy: dlogits, into: doutput.rows(lastRows))
      stack.backward(
        weights, sequences, activations, doutput: doutput, dinput: nil, dropoutSeed: nil, pool)
      let tasks =
        stack.gradientTasks(gradients, input: batch.input, activations, wasTraining: false)
        + output.gradientTasks(
          gradients, x: activations.output.rows(lastRows), dy: dlogits)
      pool.forEach(tasks.count) { tasks[$0]() }
    }
    return BatchResult(loss: loss, units: sequences.rowCount)
  }

  /// Minus the mean loss of sequences that training does not draw.
  package func validationScore(pool: ThreadPool) -> Double? { -loss() }

  /// The mean loss of 256 sequences or more that training does not draw.
  package func loss() -> Double {
    let batches = (255 + configuration.batchSize) / configuration.batchSize
    return (0..<batches).reduce(0) { sum, batch in
      sum + pass(seed: RandomSource.derive(Self.heldOutSeed, batch)) / Double(batches)
    }
  }

  package static let heldOutSeed: UInt64 = 0x6e6f_7420_7472_6169

  private var lastRows: Range<Int> {
    (configuration.length - 1) * configuration.batchSize..<sequences.rowCount
  }

  /// Runs a batch forward.
  ///
  /// - Parameter body: is given the gradients of the mean loss with respect to the answers.
  /// - Returns: the mean loss.
  private func pass(
    seed: UInt64,
    _ body: (MemoryTask.Batch, RecurrentStack<Float>.Activations, Matrix<Float>) -> Void = {
      _, _, _ in
    }
  ) -> Double {
    arena.reset()
    let count = configuration.batchSize
    let batch = configuration.task.batch(
      count, length: configuration.length, seed: seed, arena)
    let activations = stack.makeActivations(sequences, arena)
    stack.forward(
      weights, sequences, input: batch.input, activations, dropoutSeed: nil, .serial)
    let logits = arena.matrix(count, configuration.task.outputSize)
    let dlogits = arena.matrix(count, configuration.task.outputSize)
    output.forward(weights, rows: 0..<count, activations.output.rows(lastRows), into: logits)
    let loss = configuration.task.loss(
      logits, batch.answers, scale: 1 / Float(count), gradients: dlogits)
    body(batch, activations, dlogits)
    return loss / Double(count)
  }
}
