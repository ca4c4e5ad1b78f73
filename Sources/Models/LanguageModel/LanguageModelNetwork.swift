import Neural

/// The network of a ``CharacterLanguageModel``: vectors of symbols, recurrent layers in one
/// direction, and an affine map to the scores of the next symbol.
///
/// R rows for all steps of all streams, B streams, V symbols, E columns of a symbol's vector, H
/// hidden.
package struct LanguageModelNetwork<S: Scalar>: Sendable {
  /// The parameters, by name and shape.
  package let layout: ParameterLayout
  /// The number of different symbols.
  package let symbolCount: Int
  let recurrent: RecurrentStack<S>
  /// `nil` where the output's weights serve.
  private let embedding: Embedding<S>?
  let output: Dense<S>
  private let inputDropout: Dropout
  private let dropout: Dropout

  /// - Parameter symbolCount: the number of different symbols, which the output has a unit for each
  ///   of.
  package init(configuration: LanguageModelConfiguration, symbolCount: Int) {
    var layout = ParameterLayout()
    let isTied = configuration.tiedOutput
    let size = isTied ? configuration.hidden : configuration.embeddingSize
    embedding =
      isTied
      ? nil
      : layout.scope("embedding") {
        // Of variance 1, so that what the first layer reads weighs as much as its state from the
        // start.
        Embedding(
          count: symbolCount, size: size, isSparse: false,
          initialization: .uniform(3.0.squareRoot()), layout: &$0)
      }
    let rate = configuration.dropout ?? 0
    let pattern: Dropout.Pattern = configuration.variationalDropout ? .variational : .plain
    recurrent = layout.scope("recurrent") {
      RecurrentStack(
        inputSize: size, hiddenSize: configuration.hidden, layers: configuration.layers,
        isBidirectional: false, cell: configuration.cell.cell,
        dropout: Dropout(rate: rate, pattern: pattern),
        hiddenDropout: configuration.recurrentDropout ?? 0,
        isNormalized: configuration.layerNormalization, isResidual: configuration.residual,
        layout: &$0)
    }
    output = layout.scope("output") {
      Dense(inputSize: configuration.hidden, outputSize: symbolCount, layout: &$0)
    }
    inputDropout = Dropout(rate: configuration.inputDropout, pattern: pattern)
    dropout = Dropout(rate: rate, pattern: pattern)
    self.symbolCount = symbolCount
    self.layout = layout
  }

  func setOutputBias(of weights: Weights<S>, to values: [S]) {
    weights.setElements(of: output.bias, to: values)
  }

  var inputSize: Int { recurrent.layers[0][0].inputSize }

  /// Streams of symbols with what follows each.
  package struct Batch: Sendable {
    /// How the streams of the batch are packed.
    package fileprivate(set) var sequences: PackedSequences
    /// The symbol that each row reads.
    package var inputs: [Int32]
    /// The symbol that each row is to predict; negative for none.
    package var targets: [Int32]

    /// - Parameter lengths: of the streams, falling.
    package init(lengths: [Int]) {
      sequences = PackedSequences(lengths: lengths, shardSize: PackedSequences.minimumShardSize)
      inputs = [Int32](repeating: 0, count: sequences.rowCount)
      targets = [Int32](repeating: -1, count: sequences.rowCount)
    }
  }

  /// A batch in the shards that suit the network: weights that a core's own cache holds can be read
  /// often, and a matrix unit wants 32 rows.
  private func divided(_ batch: Batch, _ weights: Weights<S>, _ pool: ThreadPool) -> Batch {
    let areCached = weights.byteCount(of: recurrent.layers[0][0].weightHH) <= 1 << 19
    var batch = batch
    batch.sequences = batch.sequences.divided(
      among: pool.threadCount, limit: areCached && weights.precision == .float32 ? 16 : 32)
    return batch
  }

  /// The activations of a batch, kept from the forward pass for the backward pass.
  struct Activations {
    /// The vectors of the rows, [R, E], or of all symbols, [V, E], if `looksUp`.
    let input: Matrix<S>
    /// Whether the first layer looks up input projections by symbol.
    let looksUp: Bool
    let recurrent: RecurrentStack<S>.Activations
    /// [R, H]: the output of the last layer after dropout.
    let dropped: Matrix<S>
    /// [R, V]
    let logits: Matrix<S>
  }

  /// The vectors of the symbols, [V, E].
  func table(_ weights: Weights<S>) -> Matrix<S> {
    weights[embedding?.table ?? output.weight]
  }

  /// - Parameter isTraining: whether dropout and a backward pass will follow.
  private func makeActivations(
    _ weights: Weights<S>, _ batch: Batch, _ arena: Arena<S>, isTraining: Bool, seed: UInt64?
  ) -> Activations {
    let rows = batch.sequences.rowCount
    // A mask on the vectors makes each row's its own.
    let looksUp = symbolCount <= rows && (seed == nil || inputDropout.rate == 0)
    let recurrent = recurrent.makeActivations(
      batch.sequences, arena, ids: looksUp ? batch.inputs : nil,
      inputRows: looksUp ? symbolCount : 0, savesForBackward: isTraining)
    let hasMask = seed != nil && dropout.rate > 0
    return Activations(
      input: looksUp ? table(weights) : arena.matrix(rows, inputSize), looksUp: looksUp,
      recurrent: recurrent,
      dropped: hasMask ? arena.matrix(rows, self.recurrent.outputSize) : recurrent.output,
      logits: arena.matrix(rows, symbolCount))
  }

  /// The scores of the next symbol in all rows, from the states in the activations, which move on.
  ///
  /// - Parameters:
  ///   - seed: of the dropout masks; `nil` when not training.
  ///   - body: called with each shard that has its scores.
  @specialized(where S == Float)
  private func forward(
    _ weights: Weights<S>, _ batch: Batch, _ activations: Activations, seed: UInt64?,
    _ pool: ThreadPool,
    _ body: @escaping @Sendable (PackedSequences.Shard) -> Void
  ) {
    let shards = batch.sequences.shards
    let table = table(weights)
    recurrent.forward(
      weights, batch.sequences, input: activations.input, activations.recurrent,
      dropoutSeed: seed.map { RandomSource.derive($0, 2) }, pool,
      before: { index in
        guard !activations.looksUp else { return }
        for row in shards[index].runs.joined() {
          activations.input.row(row).update(
            from: table.row(Int(batch.inputs[row])), count: table.columns)
        }
        if let seed, inputDropout.rate > 0 {
          inputDropout.apply(
            shards[index], seed: RandomSource.derive(seed, 1), activations.input,
            into: activations.input)
        }
      },
      after: { index in
        let shard = shards[index]
        if let seed, dropout.rate > 0 {
          dropout.apply(
            shard, seed: RandomSource.derive(seed, 3), activations.recurrent.output,
            into: activations.dropped)
        }
        for rows in shard.runs {
          output.forward(weights, rows: rows, activations.dropped, into: activations.logits)
        }
        body(shard)
      })
  }

  /// The mean of -log p of the targets of a batch; its gradients are added to `gradients`.
  ///
  /// - Parameter state: what the streams start from, replaced by what they end with. No gradient
  ///   goes back beyond it.
  @specialized(where S == Float)
  package func loss(
    _ weights: Weights<S>, _ batch: Batch, _ workspace: Workspace, state: LanguageModelState<S>,
    gradients: Gradients<S>, seed: UInt64?, _ pool: ThreadPool
  ) -> Double {
    workspace.arena.reset()
    let arena = workspace.arena
    let batch = divided(batch, weights, pool)
    let rows = batch.sequences.rowCount
    let activations = makeActivations(weights, batch, arena, isTraining: true, seed: seed)
    let dlogits = arena.matrix(rows, symbolCount)
    let doutput = arena.matrix(rows, recurrent.outputSize)
    let dinput = arena.matrix(activations.input.rows, inputSize)
    let losses = arena.matrix(rows, 1)
    state.write(to: activations.recurrent)
    let crossEntropy = CrossEntropy<S>()
    let predicted = batch.targets.reduce(0) { $1 < 0 ? $0 : $0 + 1 }
    let scale = 1 / S(max(1, predicted))
    // A shard goes forward and back at once, while the caches still hold most of it.
    forward(weights, batch, activations, seed: seed, pool) { shard in
      for rows in shard.runs {
        batch.targets.withUnsafeBufferPointer { targets in
          _ = crossEntropy(
            logits: activations.logits.rows(rows), targets: targets.baseAddress! + rows.lowerBound,
            scale: scale, dlogits: dlogits.rows(rows), losses: losses.row(rows.lowerBound))
        }
        // logits = bias + dropped · weightᵀ;  dropped = mask · output of the last layer
        output.backward(weights, rows: rows, dy: dlogits, into: doutput)
      }
      if let seed, dropout.rate > 0 {
        dropout.apply(shard, seed: RandomSource.derive(seed, 3), doutput, into: doutput)
      }
      recurrent.backward(
        weights, shard, activations.recurrent, doutput: doutput, dinput: dinput,
        dropoutSeed: seed.map { RandomSource.derive($0, 2) })
    }
    state.read(from: activations.recurrent)
    recurrent.backwardThroughLookup(weights, activations.recurrent, dinput: dinput, pool)
    let work =
      recurrent.gradientTasks(
        gradients, input: activations.input, activations.recurrent, wasTraining: seed != nil)
      + output.gradientTasks(gradients, x: activations.dropped, dy: dlogits)
    pool.forEach(work.count) { work[$0]() }
    addTableGradient(gradients, batch, activations, dinput, seed, pool)
    return (0..<rows).reduce(0.0) { $0 + Double(losses[$1, 0]) } / Double(max(1, predicted))
  }

  /// The gradient of the vectors by the input, after that of the output, which may have the same
  /// table.
  @specialized(where S == Float)
  private func addTableGradient(
    _ gradients: Gradients<S>, _ batch: Batch, _ activations: Activations, _ dinput: Matrix<S>,
    _ seed: UInt64?,
    _ pool: ThreadPool
  ) {
    let dtable = gradients[embedding?.table ?? output.weight]
    if activations.looksUp {
      S.addScaled(dtable.count, 1, dinput.pointer, dtable.pointer)
      return
    }
    if let seed, inputDropout.rate > 0 {
      let shards = batch.sequences.shards
      pool.forEach(shards.count) {
        inputDropout.apply(
          shards[$0], seed: RandomSource.derive(seed, 1), dinput, into: dinput)
      }
    }
    // input[r] = table[inputs[r]]
    for row in 0..<dinput.rows {
      S.addScaled(inputSize, 1, dinput.row(row), dtable.row(Int(batch.inputs[row])))
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
    let activations = makeActivations(weights, batch, workspace.arena, isTraining: false, seed: nil)
    let losses = workspace.arena.matrix(sequences.rowCount, 1)
    state.write(to: activations.recurrent)
    forward(weights, batch, activations, seed: nil, pool) { shard in
      for row in shard.runs.joined() {
        let (target, logits) = (batch.targets[row], activations.logits.row(row))
        losses[row, 0] =
          target < 0 ? 0 : S.logSumExp(symbolCount, logits) - logits[Int(target)]
      }
    }
    state.read(from: activations.recurrent)
    return losses.elements()
  }

  /// The memory that batches run in, one after the other.
  package final class Workspace: @unchecked Sendable {
    let arena = Arena<S>()

    package init() {}
  }
}
