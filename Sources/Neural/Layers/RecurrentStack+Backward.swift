extension RecurrentStack {
  /// From doutput[R, D·H] to dinput, of the input's shape, and to the gradients of the initial
  /// states.
  package func backward(
    _ weights: Weights<S>, _ sequences: PackedSequences, _ activations: Activations,
    doutput: Matrix<S>, dinput: Matrix<S>?, dropoutSeed seed: UInt64?, _ pool: ThreadPool
  ) {
    pool.forEach(sequences.shards.count) {
      backward(
        weights, sequences.shards[$0], activations, doutput: doutput, dinput: dinput,
        dropoutSeed: seed)
    }
    backwardThroughLookup(weights, activations, dinput: dinput, pool)
  }

  /// The backward pass of one shard; after those of all shards
  /// ``backwardThroughLookup(_:_:dinput:_:)`` follows.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ activations: Activations,
    doutput: Matrix<S>, dinput: Matrix<S>?, dropoutSeed seed: UInt64?
  ) {
    for layer in layers.indices.reversed() {
      let doutput = layer == layers.count - 1 ? doutput : activations.gradients[layer]
      let dinput = layer == 0 ? dinput : activations.gradients[layer - 1]
      let dhidden = backwardThroughNormalization(
        weights, shard, layer, activations, doutput: doutput)
      // Both directions read the same input: their gradients add up.
      for (direction, recurrent) in layers[layer].enumerated() {
        recurrent.backward(
          weights, shard, activations.directions[layer][direction],
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

  /// From the gradient of a layer's output to that of its hidden states.
  private func backwardThroughNormalization(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ layer: Int,
    _ activations: Activations, doutput: Matrix<S>
  ) -> Matrix<S> {
    guard !normalizations.isEmpty else { return doutput }
    for rows in shard.runs {
      if layer == layers.count - 1 {
        activations.gradients[layer].rows(rows).copyRows(rows.count, from: doutput.rows(rows))
      }
      normalizations[layer].backward(
        weights, rows: rows, activations.hidden[layer], statistics: activations.statistics[layer],
        dy: doutput, into: activations.hiddenGradients[layer])
    }
    return activations.hiddenGradients[layer]
  }

  /// The last part of the backward pass, where rows of the input repeat: the gradients of the input
  /// projections, summed over the rows that read them, and dinput[V, I].
  @specialized(where S == Float)
  package func backwardThroughLookup(
    _ weights: Weights<S>, _ activations: Activations, dinput: Matrix<S>?, _ pool: ThreadPool
  ) {
    let (recurrents, directions) = (layers[0], activations.directions[0])
    guard let lookup = directions[0].lookup else { return }
    lookup.indices.group(count: lookup.gradient.rows)
    let blocks = recurrents[0].columnBlocks
    pool.forEach(blocks.count * recurrents.count) { task in
      let (direction, block) = task.quotientAndRemainder(dividingBy: blocks.count)
      recurrents[direction].backwardThroughLookup(directions[direction], columns: blocks[block])
    }
    // projected = bias + input · weight_ihᵀ
    guard let dinput else { return }
    let size = Recurrent<S>.blockRows
    pool.forEach((dinput.rows + size - 1) / size) { block in
      let rows = block * size..<min((block + 1) * size, dinput.rows)
      for (direction, recurrent) in recurrents.enumerated() {
        weights.multiplyTransposed(
          directions[direction].lookup!.gradient.rows(rows), by: recurrent.weightIH,
          into: dinput.rows(rows), accumulates: direction > 0)
      }
    }
  }

  /// The tasks that add the gradients of all parameters, after the backward pass.
  ///
  /// - Parameters:
  ///   - input: as the forward pass read it.
  ///   - wasTraining: whether the forward pass had a dropout seed.
  package func gradientTasks(
    _ gradients: Gradients<S>, input: Matrix<S>, _ activations: Activations, wasTraining: Bool
  ) -> [GradientTask] {
    let normalizing = normalizations.enumerated().flatMap { layer, normalization in
      normalization.gradientTasks(
        gradients, x: activations.hidden[layer], statistics: activations.statistics[layer],
        dy: activations.gradients[layer])
    }
    return normalizing
      + layers.enumerated().flatMap { layer, directions in
        let between =
          wasTraining && dropout.rate > 0 ? activations.inputs : activations.outputs
        let input = layer == 0 ? input : between[layer - 1]
        return directions.enumerated().flatMap { direction, recurrent in
          recurrent.gradientTasks(
            gradients, input: input, activations.directions[layer][direction])
        }
      }
  }
}
