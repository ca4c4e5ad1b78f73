extension RecurrentStack {
  /// The output, [R, D·H], of input[R, I]; it is in the activations.
  ///
  /// - Parameters:
  ///   - input: `nil` where the activations have its projections.
  ///   - seed: of the dropout; `nil` when not training.
  ///   - before: called with the index of each shard before its rows of the input are read.
  ///   - after: called with the index of each shard whose output is complete, by the thread that
  ///     has computed it where one thread has.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ sequences: PackedSequences, input: Matrix<S>?,
    _ activations: Activations, dropoutSeed seed: UInt64?, _ pool: ThreadPool,
    before: (@Sendable (Int) -> Void)? = nil, after: (@Sendable (Int) -> Void)? = nil
  ) {
    prepare(weights, input: input, activations, pool)
    let run = ForwardRun(
      stack: self, weights: weights, shards: sequences.shards, input: input,
      activations: activations, seed: seed, before: before, after: after)
    if run.isSmallStep(pool) {
      run.shareUnits(pool)
    } else if directionCount == 1 || sequences.shards.count >= 2 * pool.threadCount {
      run.shareShards(pool)
    } else {
      run.shareDirections(pool)
    }
  }

  /// One forward pass, and the three ways in which threads share it. All give the same bytes.
  private struct ForwardRun: Sendable {
    let stack: RecurrentStack
    let weights: Weights<S>
    let shards: [PackedSequences.Shard]
    let input: Matrix<S>?
    let activations: Activations
    let seed: UInt64?
    let before: (@Sendable (Int) -> Void)?
    let after: (@Sendable (Int) -> Void)?

    /// Whether there is one step of a few sequences, as in generation.
    func isSmallStep(_ pool: ThreadPool) -> Bool {
      shards.count == 1 && shards[0].counts.count == 1
        && !activations.directions[0][0].savesForBackward
        && stack.layers[0][0].sharesUnits(weights, pool)
    }

    /// One step of a few sequences: threads share the hidden units of each layer.
    func shareUnits(_ pool: ThreadPool) {
      before?(0)
      for layer in stack.layers.indices {
        for direction in 0..<stack.directionCount {
          stack.layers[layer][direction].step(
            weights, shards[0], input: input(of: layer), activations.directions[layer][direction],
            output: output(layer, direction), pool)
        }
        normalizeAndAddResidual(shards[0], layer)
      }
      after?(0)
    }

    /// Enough shards: each thread takes one through all layers while its rows are in the cache.
    func shareShards(_ pool: ThreadPool) {
      pool.forEach(shards.count) { index in
        before?(index)
        for layer in stack.layers.indices {
          applyDropout(shards[index], layer)
          for direction in 0..<stack.directionCount { forward(shards[index], layer, direction) }
          normalizeAndAddResidual(shards[index], layer)
        }
        after?(index)
      }
    }

    /// Few shards: layer by layer, threads share the directions of each, too.
    func shareDirections(_ pool: ThreadPool) {
      if let before { pool.forEach(shards.count, before) }
      for layer in stack.layers.indices {
        if hasDropout(layer) { pool.forEach(shards.count) { applyDropout(shards[$0], layer) } }
        pool.forEach(shards.count * stack.directionCount) { task in
          let (index, direction) = task.quotientAndRemainder(dividingBy: stack.directionCount)
          forward(shards[index], layer, direction)
        }
        if hasNormalizationOrResidual(layer) {
          pool.forEach(shards.count) { normalizeAndAddResidual(shards[$0], layer) }
        }
      }
      if let after { pool.forEach(shards.count, after) }
    }

    private func forward(_ shard: PackedSequences.Shard, _ layer: Int, _ direction: Int) {
      stack.layers[layer][direction].forward(
        weights, shard, input: input(of: layer), activations.directions[layer][direction],
        output: output(layer, direction),
        dropoutSeed: seed.map { RandomSource.derive($0, layer, direction) })
    }

    /// The input of a layer, after dropout.
    private func input(of layer: Int) -> Matrix<S>? {
      if layer == 0 { return input }
      return hasDropout(layer) ? activations.inputs[layer - 1] : activations.outputs[layer - 1]
    }

    /// The part of a layer's output that a direction writes, before normalization.
    private func output(_ layer: Int, _ direction: Int) -> Matrix<S> {
      activations.hidden[layer].columns(stack.columns(of: direction))
    }

    /// Whether there is dropout on the input of a layer.
    private func hasDropout(_ layer: Int) -> Bool {
      layer > 0 && seed != nil && stack.dropout.rate > 0
    }

    private func applyDropout(_ shard: PackedSequences.Shard, _ layer: Int) {
      guard hasDropout(layer), let seed else { return }
      stack.dropout.apply(
        shard, seed: RandomSource.derive(seed, layer), activations.outputs[layer - 1],
        into: activations.inputs[layer - 1])
    }

    /// Whether the output of a layer is more than its hidden states.
    private func hasNormalizationOrResidual(_ layer: Int) -> Bool {
      !stack.normalizations.isEmpty || stack.isResidual && layer > 0
    }

    /// output = normalized(hidden) + output below
    private func normalizeAndAddResidual(_ shard: PackedSequences.Shard, _ layer: Int) {
      for rows in shard.runs {
        if !stack.normalizations.isEmpty {
          stack.normalizations[layer].forward(
            weights, rows: rows, activations.hidden[layer], into: activations.outputs[layer],
            statistics: activations.statistics[layer])
        }
        if stack.isResidual, layer > 0 {
          stack.add(activations.outputs[layer - 1], to: activations.outputs[layer], rows: rows)
        }
      }
    }
  }

  /// Computes what all shards read: the sums of the biases, and the projections of an input whose
  /// rows repeat.
  @specialized(where S == Float)
  private func prepare(
    _ weights: Weights<S>, input: Matrix<S>?, _ activations: Activations, _ pool: ThreadPool
  ) {
    for (recurrent, activations) in zip(layers.joined(), activations.directions.joined()) {
      recurrent.sumBiases(weights, into: activations.bias.pointer)
    }
    let first = activations.directions[0]
    guard let input, let lookup = first[0].lookup, !lookup.isProjected else { return }
    project(
      weights, input: input, biases: first.map(\.bias), into: first.map { $0.lookup!.projected },
      pool)
  }

  /// The input projections of the first layer: projections[direction][V, G·H] = biases + input[V,
  /// I] · weight_ihᵀ, for ``makeActivations(_:_:projected:ids:)``.
  package func project(
    _ weights: Weights<S>, input: Matrix<S>, into projections: [Matrix<S>], _ arena: Arena<S>,
    _ pool: ThreadPool
  ) {
    let biases = layers[0].map { recurrent in
      let bias = arena.matrix(1, recurrent.width)
      recurrent.sumBiases(weights, into: bias.pointer)
      return bias
    }
    project(weights, input: input, biases: biases, into: projections, pool)
  }

  private func project(
    _ weights: Weights<S>, input: Matrix<S>, biases: [Matrix<S>], into projections: [Matrix<S>],
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
        into: projections[direction].rows(rows))
    }
  }
}
