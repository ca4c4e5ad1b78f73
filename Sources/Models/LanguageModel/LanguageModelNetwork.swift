import Neural

/// The network of a ``CharacterLanguageModel``: vectors of symbols, recurrent layers in one direction, and
/// an affine map to the scores of the next symbol.
///
/// R rows for all steps of all streams, B streams, V symbols, E columns of a symbol's vector, H hidden.
package struct LanguageModelNetwork<S: Scalar>: Sendable {
  package let layout: ParameterLayout
  package let symbolCount: Int
  let recurrent: RecurrentStack<S>
  /// `nil` where the output's weights serve.
  private let embedding: Embedding<S>?
  private let output: Dense<S>
  private let inputDropout: Dropout
  private let dropout: Dropout

  package init(configuration: LanguageModelConfiguration, symbolCount: Int) {
    var layout = ParameterLayout()
    let isTied = configuration.tiedOutput
    let size = isTied ? configuration.hidden : configuration.embeddingSize
    embedding =
      isTied
      ? nil
      : layout.scope("embedding") {
        Embedding(
          count: symbolCount, size: size, isSparse: false,
          initialization: .uniform((3 / Double(size)).squareRoot()), layout: &$0)
      }
    let pattern: Dropout.Pattern = configuration.variationalDropout ? .variational : .plain
    recurrent = layout.scope("recurrent") {
      RecurrentStack(
        inputSize: size, hiddenSize: configuration.hidden, layers: configuration.layers,
        isBidirectional: false, cell: configuration.cell.cell,
        dropout: Dropout(rate: configuration.dropout, pattern: pattern), layout: &$0)
    }
    output = layout.scope("output") {
      Dense(inputSize: configuration.hidden, outputSize: symbolCount, layout: &$0)
    }
    inputDropout = Dropout(rate: configuration.inputDropout, pattern: pattern)
    dropout = Dropout(rate: configuration.dropout, pattern: pattern)
    self.symbolCount = symbolCount
    self.layout = layout
  }

  func setOutputBias(of weights: Weights<S>, to values: [S]) {
    weights.setElements(of: output.bias, to: values)
  }

  private var inputSize: Int { recurrent.layers[0][0].inputSize }

  /// Streams of symbols with what follows each.
  package struct Batch: Sendable {
    package let sequences: PackedSequences
    /// The symbol that each row reads.
    package var inputs: [Int32]
    /// The symbol that each row is to predict; negative for none.
    package var targets: [Int32]

    /// - Parameter lengths: of the streams, falling.
    package init(lengths: [Int]) {
      sequences = PackedSequences(lengths: lengths, shardSize: Self.shardSize)
      inputs = [Int32](repeating: 0, count: sequences.rowCount)
      targets = [Int32](repeating: -1, count: sequences.rowCount)
    }

    /// Streams of a shard: the default batch makes two.
    private static var shardSize: Int { 16 }
  }

  /// What the forward pass leaves for the backward pass.
  struct Pass {
    let input: Matrix<S>
    let recurrent: RecurrentStack<S>.Pass
    /// What the last layer gives, with dropout: [R, H].
    let dropped: Matrix<S>
    /// [R, V]
    let logits: Matrix<S>
  }

  func makePass(_ sequences: PackedSequences, _ arena: Arena<S>, isTraining: Bool) -> Pass {
    let rows = sequences.rowCount
    let recurrent = recurrent.makePass(sequences, arena)
    let hasMask = isTraining && dropout.rate > 0
    return Pass(
      input: arena.matrix(rows, inputSize), recurrent: recurrent,
      dropped: hasMask ? arena.matrix(rows, self.recurrent.outputSize) : recurrent.output,
      logits: arena.matrix(rows, symbolCount))
  }

  /// The scores of the next symbol in all rows, from the states in the pass, which it carries on.
  ///
  /// - Parameter seed: of the dropout masks; `nil` when not training.
  @specialized(where S == Float)
  func forward(
    _ weights: Weights<S>, _ sequences: PackedSequences, inputs: [Int32], _ pass: Pass,
    seed: UInt64?, _ pool: ThreadPool
  ) {
    let shards = sequences.shards
    let table = weights[embedding?.table ?? output.weight]
    pool.forEach(shards.count) { index in
      for row in shards[index].rows {
        pass.input.row(row).update(from: table.row(Int(inputs[row])), count: table.columns)
      }
      if let seed, inputDropout.rate > 0 {
        inputDropout.apply(
          shards[index], seed: RandomSource.derive(seed, 1), pass.input, into: pass.input)
      }
    }
    recurrent.forward(
      weights, sequences, input: pass.input, pass.recurrent,
      dropoutSeed: seed.map { RandomSource.derive($0, 2) }, pool)
    pool.forEach(shards.count) { index in
      let shard = shards[index]
      if let seed, dropout.rate > 0 {
        dropout.apply(
          shard, seed: RandomSource.derive(seed, 3), pass.recurrent.output, into: pass.dropped)
      }
      output.forward(weights, rows: shard.rows, pass.dropped, into: pass.logits)
    }
  }

  /// The mean of -log p of the targets of a batch; its gradients are added to `gradients`.
  ///
  /// - Parameter state: what the streams start from, replaced by what they end with. No gradient goes
  ///   back beyond it.
  @specialized(where S == Float)
  package func loss(
    _ weights: Weights<S>, _ batch: Batch, _ workspace: Workspace, state: LanguageModelState<S>,
    gradients: Gradients<S>, seed: UInt64?, _ pool: ThreadPool
  ) -> Double {
    workspace.arena.reset()
    let arena = workspace.arena
    let sequences = batch.sequences
    let (shards, rows) = (sequences.shards, sequences.rowCount)
    let pass = makePass(sequences, arena, isTraining: seed != nil)
    let dlogits = arena.matrix(rows, symbolCount)
    let doutput = arena.matrix(rows, recurrent.outputSize)
    let dinput = arena.matrix(rows, inputSize)
    let losses = arena.matrix(rows, 1)
    state.write(to: pass.recurrent)
    forward(weights, sequences, inputs: batch.inputs, pass, seed: seed, pool)
    state.read(from: pass.recurrent)

    let crossEntropy = CrossEntropy<S>()
    let predicted = batch.targets.reduce(0) { $1 < 0 ? $0 : $0 + 1 }
    let scale = 1 / S(max(1, predicted))
    pool.forEach(shards.count) { index in
      let shard = shards[index]
      batch.targets.withUnsafeBufferPointer { targets in
        _ = crossEntropy(
          logits: pass.logits.rows(shard.rows),
          targets: targets.baseAddress! + shard.rows.lowerBound, scale: scale,
          dlogits: dlogits.rows(shard.rows), losses: losses.row(shard.rows.lowerBound))
      }
      // logits = bias + dropped · weightᵀ;  dropped = mask · output of the last layer
      output.backward(weights, rows: shard.rows, dy: dlogits, into: doutput)
      if let seed, dropout.rate > 0 {
        dropout.apply(shard, seed: RandomSource.derive(seed, 3), doutput, into: doutput)
      }
    }
    recurrent.backward(
      weights, sequences, pass.recurrent, doutput: doutput, dinput: dinput,
      dropoutSeed: seed.map { RandomSource.derive($0, 2) }, pool)
    if let seed, inputDropout.rate > 0 {
      pool.forEach(shards.count) {
        inputDropout.apply(
          shards[$0], seed: RandomSource.derive(seed, 1), dinput, into: dinput)
      }
    }
    var tasks =
      recurrent.gradientTasks(
        gradients, input: pass.input, pass.recurrent, wasTraining: seed != nil)
      + output.gradientTasks(gradients, x: pass.dropped, dy: dlogits)
    // input[r] = table[inputs[r]]
    if let embedding { tasks += embedding.gradientTasks(gradients, batch.inputs, dy: dinput) }
    let work = tasks
    pool.forEach(work.count) { work[$0]() }
    if embedding == nil { addTied(gradients[output.weight], batch.inputs, dinput) }
    return (0..<rows).reduce(0.0) { $0 + Double(losses[$1, 0]) } / Double(max(1, predicted))
  }

  /// The part of a tied table's gradient that comes from the input.
  @specialized(where S == Float)
  private func addTied(_ dtable: Matrix<S>, _ inputs: [Int32], _ dinput: Matrix<S>) {
    for row in 0..<dinput.rows {
      S.addScaled(inputSize, 1, dinput.row(row), dtable.row(Int(inputs[row])))
    }
  }

  /// -log p of the target of each row that has one, in nats; 0 elsewhere.
  @specialized(where S == Float)
  func losses(
    _ weights: Weights<S>, _ batch: Batch, _ workspace: Workspace, state: LanguageModelState<S>,
    _ pool: ThreadPool
  ) -> [S] {
    workspace.arena.reset()
    let sequences = batch.sequences
    let pass = makePass(sequences, workspace.arena, isTraining: false)
    let losses = workspace.arena.matrix(sequences.rowCount, 1)
    state.write(to: pass.recurrent)
    forward(weights, sequences, inputs: batch.inputs, pass, seed: nil, pool)
    state.read(from: pass.recurrent)
    pool.forEach(sequences.shards.count) { index in
      for row in sequences.shards[index].rows {
        let (target, logits) = (batch.targets[row], pass.logits.row(row))
        losses[row, 0] =
          target < 0 ? 0 : S.logSumExp(symbolCount, logits) - logits[Int(target)]
      }
    }
    return losses.elements()
  }

  /// The memory that batches run in, one after the other.
  package final class Workspace: @unchecked Sendable {
    let arena = Arena<S>()

    package init() {}
  }
}

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

  package func reset() { values.initialize(repeating: 0, count: elementCount) }

  private var elementCount: Int { 2 * layers * count * hiddenSize }

  private func matrix(_ layer: Int, _ part: Int) -> Matrix<S> {
    Matrix(
      pointer: values + (2 * layer + part) * count * hiddenSize, rows: count, columns: hiddenSize)
  }

  /// Sets the initial states of a pass of at most so many streams.
  func write(to pass: RecurrentStack<S>.Pass) {
    for (layer, directions) in pass.directions.enumerated() {
      let state = directions[0].state
      state.hidden.copyRows(state.hidden.rows, from: matrix(layer, 0))
      if state.cell.pointer != state.hidden.pointer {
        state.cell.copyRows(state.cell.rows, from: matrix(layer, 1))
      }
    }
  }

  /// Takes over the final states of a pass.
  func read(from pass: RecurrentStack<S>.Pass) {
    for (layer, directions) in pass.directions.enumerated() {
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
