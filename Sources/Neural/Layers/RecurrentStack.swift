/// Recurrent layers on top of each other, each in one direction or both.
///
/// The output of a layer is [R, D·H], the directions side by side; with D = 2 the second is reversed. Where
/// asked for, it is normalized row by row, and what the layer read is added to it (from the second layer
/// on, since the first one's input has another width): output = normalized(hidden) + output below.
/// Parameters have PyTorch's names: `weight_ih_l0`, `weight_ih_l0_reverse`, and so on.
package struct RecurrentStack<S: Scalar>: Sendable {
  package let hiddenSize: Int
  /// By layer, then by direction.
  package let layers: [[Recurrent<S>]]
  /// Applied between layers in training.
  let dropout: Dropout
  /// By layer; empty where nothing is normalized.
  let normalizations: [LayerNormalization<S>]
  let isResidual: Bool

  /// - Parameters:
  ///   - hiddenDropout: the share of the hidden state that recurrent products do not see in training.
  ///   - isNormalized: whether each layer's output is normalized (`weight` and `bias` in `norm_l0` and
  ///     so on).
  ///   - isResidual: whether each layer but the first adds its input to its output.
  package init(
    inputSize: Int, hiddenSize: Int, layers count: Int, isBidirectional: Bool,
    cell: any RecurrentCell, dropout: Dropout = Dropout(rate: 0), hiddenDropout: Double = 0,
    isNormalized: Bool = false, isResidual: Bool = false, layout: inout ParameterLayout
  ) {
    self.hiddenSize = hiddenSize
    self.dropout = dropout
    self.isResidual = isResidual
    let directions = isBidirectional ? 2 : 1
    layers = (0..<count).map { layer in
      (0..<directions).map { direction in
        Recurrent(
          inputSize: layer == 0 ? inputSize : directions * hiddenSize, hiddenSize: hiddenSize,
          cell: cell, isReversed: direction == 1, hiddenDropout: hiddenDropout,
          suffix: "_l\(layer)" + (direction == 1 ? "_reverse" : ""), layout: &layout)
      }
    }
    normalizations = (0..<(isNormalized ? count : 0)).map { layer in
      layout.scope("norm_l\(layer)") {
        LayerNormalization(size: directions * hiddenSize, layout: &$0)
      }
    }
  }

  /// The number of columns of the output.
  package var outputSize: Int { layers[0].count * hiddenSize }

  /// What the forward pass leaves for the backward pass.
  package struct Pass {
    /// By layer, then by direction: their states are set and read here.
    package let directions: [[Recurrent<S>.Pass]]
    /// By layer, [R, D·H].
    let outputs: [Matrix<S>]
    /// What the recurrent layers gave before it was normalized: other than `outputs` only where a
    /// backward pass through a normalization will follow.
    let hidden: [Matrix<S>]
    /// Of the normalizations, by layer, [R, 2].
    let statistics: [Matrix<S>]
    /// What each layer after the first read: the output below with dropout.
    let inputs: [Matrix<S>]
    /// Gradients of `outputs`. The caller has the last; it is copied where a normalization needs it.
    let gradients: [Matrix<S>]
    /// Gradients of `hidden`, where outputs are normalized.
    let hiddenGradients: [Matrix<S>]

    package var output: Matrix<S> { outputs[outputs.count - 1] }
  }

  /// - Parameters:
  ///   - ids: where rows of the input repeat, the row of the input, one of `inputRows`, that each row of
  ///     the sequences reads: the input is then [inputRows, I], and its products cost as much.
  ///   - keepsSteps: whether a backward pass will follow; without one less memory is used.
  package func makePass(
    _ sequences: PackedSequences, _ arena: Arena<S>, ids: [Int32]? = nil, inputRows: Int = 0,
    keepsSteps: Bool = true
  ) -> Pass {
    let lookups = ids.map { ids in
      let rows = LookupRows(ids)
      return layers[0].map {
        $0.makeLookup(rows, inputRows: inputRows, arena, keepsSteps: keepsSteps)
      }
    }
    return makePass(sequences, arena, lookups, keepsSteps: keepsSteps)
  }

  /// A pass without a backward one whose first layer finds its input's products ready.
  ///
  /// - Parameters:
  ///   - projected: for each direction of the first layer what its ``Recurrent/project`` has computed.
  ///   - ids: the row of `projected` that each row of the sequences starts from.
  package func makePass(
    _ sequences: PackedSequences, _ arena: Arena<S>, projected: [Matrix<S>], ids: [Int32]
  ) -> Pass {
    makePass(sequences, arena, projected: projected, rows: LookupRows(ids))
  }

  /// The same with rows that may be changed later.
  package func makePass(
    _ sequences: PackedSequences, _ arena: Arena<S>, projected: [Matrix<S>], rows: LookupRows
  ) -> Pass {
    makePass(
      sequences, arena,
      projected.map { .init(rows: rows, projected: $0, gradient: $0, isProjected: true) },
      keepsSteps: false)
  }

  @specialized(where S == Float)
  private func makePass(
    _ sequences: PackedSequences, _ arena: Arena<S>, _ lookups: [Recurrent<S>.Lookup]?,
    keepsSteps: Bool
  ) -> Pass {
    let rows = sequences.rowCount
    let kept = keepsSteps ? rows : 0
    let isNormalized = !normalizations.isEmpty
    let outputs = layers.map { _ in arena.matrix(rows, outputSize) }
    return Pass(
      directions: layers.enumerated().map { layer, directions in
        directions.enumerated().map { direction, recurrent in
          recurrent.makePass(
            sequences, arena, lookup: layer == 0 ? lookups?[direction] : nil,
            keepsSteps: keepsSteps)
        }
      },
      outputs: outputs,
      hidden: keepsSteps && isNormalized
        ? layers.map { _ in arena.matrix(rows, outputSize) } : outputs,
      statistics: normalizations.map { _ in arena.matrix(rows, 2) },
      inputs: layers.dropFirst().map { _ in arena.matrix(kept, outputSize) },
      gradients: layers.dropFirst(isNormalized ? 0 : 1).map { _ in
        arena.matrix(kept, outputSize)
      },
      hiddenGradients: normalizations.map { _ in arena.matrix(kept, outputSize) })
  }

  /// The output, [R, D·H], of input[R, I].
  ///
  /// - Parameters:
  ///   - input: `nil` where the pass has its products.
  ///   - seed: for the dropout between layers; `nil` when not training.
  ///   - before: called with the number of each shard before its rows of the input are read.
  ///   - after: called with the number of each shard whose output is complete, where possible by the thread
  ///     that has it at hand.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ sequences: PackedSequences, input: Matrix<S>?, _ pass: Pass,
    dropoutSeed seed: UInt64?, _ pool: ThreadPool, before: (@Sendable (Int) -> Void)? = nil,
    after: (@Sendable (Int) -> Void)? = nil
  ) {
    let shards = sequences.shards
    prepare(weights, input: input, pass, pool)
    let run = ForwardRun(stack: self, weights: weights, input: input, pass: pass, seed: seed)
    let directions = layers[0].count
    if isSharedStep(weights, shards, pass, pool) {
      before?(0)
      for layer in layers.indices {
        for direction in 0..<directions { run.step(shards[0], layer, direction, pool) }
        run.complete(shards[0], layer)
      }
      after?(0)
    } else if directions == 1 || shards.count >= 2 * pool.threadCount {
      pool.forEach(shards.count) { index in
        before?(index)
        for layer in layers.indices {
          run.drop(shards[index], layer)
          for direction in 0..<directions { run.forward(shards[index], layer, direction) }
          run.complete(shards[index], layer)
        }
        after?(index)
      }
    } else {
      // So few shards that threads share their directions, too.
      if let before { pool.forEach(shards.count, before) }
      for layer in layers.indices {
        if run.drops(layer) { pool.forEach(shards.count) { run.drop(shards[$0], layer) } }
        pool.forEach(shards.count * directions) { task in
          let (index, direction) = task.quotientAndRemainder(dividingBy: directions)
          run.forward(shards[index], layer, direction)
        }
        if run.completes(layer) {
          pool.forEach(shards.count) { run.complete(shards[$0], layer) }
        }
      }
      if let after { pool.forEach(shards.count, after) }
    }
  }

  /// A forward pass in pieces that threads can share.
  private struct ForwardRun: Sendable {
    let stack: RecurrentStack
    let weights: Weights<S>
    let input: Matrix<S>?
    let pass: Pass
    let seed: UInt64?

    /// Whether there is dropout on what a layer reads.
    func drops(_ layer: Int) -> Bool { layer > 0 && seed != nil && stack.dropout.rate > 0 }

    func drop(_ shard: PackedSequences.Shard, _ layer: Int) {
      guard drops(layer), let seed else { return }
      stack.dropout.apply(
        shard, seed: RandomSource.derive(seed, layer), pass.outputs[layer - 1],
        into: pass.inputs[layer - 1])
    }

    private func input(of layer: Int) -> Matrix<S>? {
      layer == 0 ? input : drops(layer) ? pass.inputs[layer - 1] : pass.outputs[layer - 1]
    }

    private func output(_ layer: Int, _ direction: Int) -> Matrix<S> {
      pass.hidden[layer].columns(stack.columns(of: direction))
    }

    func forward(_ shard: PackedSequences.Shard, _ layer: Int, _ direction: Int) {
      stack.layers[layer][direction].forward(
        weights, shard, input: input(of: layer), pass.directions[layer][direction],
        output: output(layer, direction),
        dropoutSeed: seed.map { RandomSource.derive($0, layer, direction) })
    }

    /// The same by all threads, which share the units of a single step.
    func step(
      _ shard: PackedSequences.Shard, _ layer: Int, _ direction: Int, _ pool: ThreadPool
    ) {
      stack.layers[layer][direction].step(
        weights, shard, input: input(of: layer), pass.directions[layer][direction],
        output: output(layer, direction), pool)
    }

    /// Whether anything follows the directions of a layer.
    func completes(_ layer: Int) -> Bool {
      !stack.normalizations.isEmpty || stack.isResidual && layer > 0
    }

    /// output = normalized(hidden) + output below
    func complete(_ shard: PackedSequences.Shard, _ layer: Int) {
      for rows in shard.runs {
        if !stack.normalizations.isEmpty {
          stack.normalizations[layer].forward(
            weights, rows: rows, pass.hidden[layer], into: pass.outputs[layer],
            statistics: pass.statistics[layer])
        }
        if stack.isResidual, layer > 0 {
          stack.add(pass.outputs[layer - 1], to: pass.outputs[layer], rows: rows)
        }
      }
    }
  }

  /// Whether there is one step of so few sequences that threads share its units.
  private func isSharedStep(
    _ weights: Weights<S>, _ shards: [PackedSequences.Shard], _ pass: Pass, _ pool: ThreadPool
  ) -> Bool {
    shards.count == 1 && shards[0].counts.count == 1 && !pass.directions[0][0].keepsSteps
      && layers[0][0].sharesUnits(weights, pool)
  }

  private func add(_ x: Matrix<S>, to y: Matrix<S>, rows: Range<Int>) {
    S.addScaled(
      rows.count * outputSize, 1, x.row(rows.lowerBound), y.row(rows.lowerBound))
  }

  /// What all shards need: the biases, and the products of an input whose rows repeat.
  @specialized(where S == Float)
  private func prepare(
    _ weights: Weights<S>, input: Matrix<S>?, _ pass: Pass, _ pool: ThreadPool
  ) {
    for (recurrent, pass) in zip(layers.joined(), pass.directions.joined()) {
      recurrent.sumBiases(weights, into: pass.bias.pointer)
    }
    let first = pass.directions[0]
    guard let input, let lookup = first[0].lookup, !lookup.isProjected else { return }
    project(
      weights, input: input, biases: first.map(\.bias), into: first.map { $0.lookup!.projected },
      pool)
  }

  /// What the first layer starts from for input[V, I], for each of its directions: the products that
  /// ``makePass(_:_:projected:ids:)`` takes, [V, G·H].
  package func project(
    _ weights: Weights<S>, input: Matrix<S>, into products: [Matrix<S>], _ arena: Arena<S>,
    _ pool: ThreadPool
  ) {
    let biases = layers[0].map { recurrent in
      let bias = arena.matrix(1, recurrent.width)
      recurrent.sumBiases(weights, into: bias.pointer)
      return bias
    }
    project(weights, input: input, biases: biases, into: products, pool)
  }

  private func project(
    _ weights: Weights<S>, input: Matrix<S>, biases: [Matrix<S>], into products: [Matrix<S>],
    _ pool: ThreadPool
  ) {
    let directions = layers[0]
    let block = Recurrent<S>.blockRows
    let blocks = (input.rows + block - 1) / block
    pool.forEach(blocks * directions.count) { task in
      let (index, direction) = task.quotientAndRemainder(dividingBy: directions.count)
      let rows = index * block..<min((index + 1) * block, input.rows)
      directions[direction].project(
        weights, input: input.rows(rows), bias: biases[direction].pointer,
        into: products[direction].rows(rows))
    }
  }

  /// Back from doutput[R, D·H] to dinput, as large as the input, which is replaced, and to the initial
  /// states.
  package func backward(
    _ weights: Weights<S>, _ sequences: PackedSequences, _ pass: Pass, doutput: Matrix<S>,
    dinput: Matrix<S>?, dropoutSeed seed: UInt64?, _ pool: ThreadPool
  ) {
    pool.forEach(sequences.shards.count) {
      backward(
        weights, sequences.shards[$0], pass, doutput: doutput, dinput: dinput, dropoutSeed: seed)
    }
    backwardThroughLookup(weights, pass, dinput: dinput, pool)
  }

  /// The same for one shard; once it was done for all, ``backwardThroughLookup(_:_:dinput:_:)`` follows.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ pass: Pass, doutput: Matrix<S>,
    dinput: Matrix<S>?, dropoutSeed seed: UInt64?
  ) {
    for layer in layers.indices.reversed() {
      let doutput = layer == layers.count - 1 ? doutput : pass.gradients[layer]
      let dinput = layer == 0 ? dinput : pass.gradients[layer - 1]
      let dhidden = backwardThroughNormalization(weights, shard, layer, pass, doutput: doutput)
      // Both directions read the same input: their gradients add up.
      for (direction, recurrent) in layers[layer].enumerated() {
        recurrent.backward(
          weights, shard, pass.directions[layer][direction],
          doutput: dhidden.columns(columns(of: direction)), dinput: dinput,
          accumulates: direction > 0)
      }
      if layer > 0, let seed, let dinput, dropout.rate > 0 {
        let seed = RandomSource.derive(seed, layer)
        dropout.apply(shard, seed: seed, dinput, into: dinput)
      }
      // output = normalized(hidden) + output below
      if isResidual, layer > 0, let dinput {
        for rows in shard.runs { add(doutput, to: dinput, rows: rows) }
      }
    }
  }

  /// The gradient of what a recurrent layer gave, by that of the output.
  private func backwardThroughNormalization(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ layer: Int, _ pass: Pass,
    doutput: Matrix<S>
  ) -> Matrix<S> {
    guard !normalizations.isEmpty else { return doutput }
    for rows in shard.runs {
      if layer == layers.count - 1 {
        pass.gradients[layer].rows(rows).copyRows(rows.count, from: doutput.rows(rows))
      }
      normalizations[layer].backward(
        weights, rows: rows, pass.hidden[layer], statistics: pass.statistics[layer],
        dy: doutput, into: pass.hiddenGradients[layer])
    }
    return pass.hiddenGradients[layer]
  }

  /// What is left of the way back where the rows of the input repeat.
  @specialized(where S == Float)
  package func backwardThroughLookup(
    _ weights: Weights<S>, _ pass: Pass, dinput: Matrix<S>?, _ pool: ThreadPool
  ) {
    let (recurrents, passes) = (layers[0], pass.directions[0])
    guard let lookup = passes[0].lookup else { return }
    lookup.rows.group(count: lookup.gradient.rows)
    let blocks = recurrents[0].columnBlocks
    pool.forEach(blocks.count * recurrents.count) { task in
      let (direction, block) = task.quotientAndRemainder(dividingBy: blocks.count)
      recurrents[direction].backwardThroughLookup(passes[direction], columns: blocks[block])
    }
    // projected = bias + input · weight_ihᵀ
    guard let dinput else { return }
    let size = Recurrent<S>.blockRows
    pool.forEach((dinput.rows + size - 1) / size) { block in
      let rows = block * size..<min((block + 1) * size, dinput.rows)
      for (direction, recurrent) in recurrents.enumerated() {
        let gradient = passes[direction].lookup!.gradient
        weights.multiplyTransposed(
          rows.count, gradient.row(rows.lowerBound), gradient.stride, by: recurrent.weightIH,
          into: dinput.row(rows.lowerBound), dinput.stride, accumulate: direction > 0)
      }
    }
  }

  package func gradientTasks(
    _ gradients: Gradients<S>, input: Matrix<S>, _ pass: Pass, wasTraining: Bool
  ) -> [GradientTask] {
    let normalizing = normalizations.enumerated().flatMap { layer, normalization in
      normalization.gradientTasks(
        gradients, x: pass.hidden[layer], statistics: pass.statistics[layer],
        dy: pass.gradients[layer])
    }
    return normalizing
      + layers.enumerated().flatMap { layer, directions in
        let between = wasTraining && dropout.rate > 0 ? pass.inputs : pass.outputs
        let input = layer == 0 ? input : between[layer - 1]
        return directions.enumerated().flatMap { direction, recurrent in
          recurrent.gradientTasks(gradients, input: input, pass.directions[layer][direction])
        }
      }
  }

  private func columns(of direction: Int) -> Range<Int> {
    direction * hiddenSize..<(direction + 1) * hiddenSize
  }
}
