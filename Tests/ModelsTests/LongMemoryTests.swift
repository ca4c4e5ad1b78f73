import Benchmarks
import Neural
import TestSupport
import Testing

/// What `nlptool inspect` measures.
struct LongMemoryTests {
  private func network(
    _ cell: CellKind, _ task: MemoryTask = .adding, scale: Double = 1
  ) -> MemoryNetwork {
    var configuration = MemoryNetwork.Configuration()
    configuration.task = task
    configuration.cell = cell
    configuration.length = 12
    configuration.hidden = 10
    configuration.batchSize = 5
    configuration.recurrentScale = scale
    return MemoryNetwork(configuration)
  }

  /// Step by step, and in one pass over whole sequences: the gradient of the initial state is the
  /// same.
  @Test(arguments: CellKind.allCases, MemoryTask.allCases)
  func stepwiseGradientsAreThoseOfOnePass(cell: CellKind, task: MemoryTask) throws {
    let network = network(cell, task)
    let norms = network.gradientNorms()
    #expect(norms.count == 13)
    let (count, length) = (5, 12)
    let arena = Arena<Float>()
    let batch = task.batch(
      count, length: length, seed: RandomSource.derive(MemoryNetwork.heldOutSeed, 0), arena)
    let sequences = PackedSequences(lengths: Array(repeating: length, count: count), shardSize: 8)
    let activations = network.stack.makeActivations(sequences, arena)
    network.stack.forward(
      network.weights, sequences, input: batch.input, activations, dropoutSeed: nil, .serial)
    let last = (length - 1) * count..<length * count
    let logits = arena.matrix(count, task.outputSize)
    network.output.forward(
      network.weights, rows: 0..<count, activations.output.rows(last), into: logits)
    _ = task.loss(logits, batch.answers, scale: 1, gradients: logits)
    let doutput = arena.zeros(length * count, 10)
    network.output.backward(
      network.weights, rows: 0..<count, dy: logits, into: doutput.rows(last))
    network.stack.backward(
      network.weights, sequences, activations, doutput: doutput, dinput: nil, dropoutSeed: nil,
      .serial)
    let gradient = activations.directions[0][0].gradient
    var mean = 0.0
    for row in 0..<count {
      var squares = 0.0
      for part in cell == .lstm ? [gradient.hidden, gradient.cell] : [gradient.hidden] {
        for column in 0..<10 { squares += Double(part[row, column] * part[row, column]) }
      }
      mean += squares.squareRoot() / Double(count)
    }
    let found = try #require(norms.last)
    #expect(abs(found - mean) < 1e-5 * mean)
  }

  /// ‖Wᵀ diag(1 - h²) g‖ ≤ s ‖g‖ for an orthogonal matrix times s.
  @Test(arguments: [0.5, 0.9])
  func gradientsOfASimpleNetworkShrinkAsItsWeightsSay(scale: Double) {
    let norms = network(.rnn, scale: scale).gradientNorms()
    for (later, earlier) in zip(norms, norms.dropFirst()) {
      #expect(earlier <= scale * later * 1.0001)
    }
  }

  @Test func anLSTMLearnsToAdd() throws {
    var configuration = MemoryNetwork.Configuration()
    configuration.length = 10
    configuration.hidden = 24
    let network = MemoryNetwork(configuration)
    var training = TrainerConfiguration()
    training.epochs = 8
    training.learningRate = 0.01
    try Trainer(training, model: network).run(pool: .serial)
    #expect(network.loss() < 0.2 * MemoryTask.adding.baseline)
  }
}
