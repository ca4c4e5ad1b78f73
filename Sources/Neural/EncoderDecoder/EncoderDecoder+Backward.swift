extension EncoderDecoder {
  /// The gradients of the activations of a batch.
  struct ActivationGradients: Sendable {
    /// [R, E], of the sources' vectors.
    let source: Matrix<S>
    /// [R, C], of the encoder's output.
    let encoded: Matrix<S>
    let memory: Attention<S>.MemoryGradient
    /// [D, C], of the final states of the encoder.
    let finals: Matrix<S>
    /// [D, states · H], of the initial states before tanh.
    let initials: Matrix<S>
    /// [T, 2 E], of what the first layer of the decoder reads.
    let inputs: Matrix<S>
    /// Of the outputs of the layers but the last, [T, H].
    let hidden: [Matrix<S>]
    /// [T, C + H]
    let combined: Matrix<S>
    /// [T, A]
    let projected: Matrix<S>
    /// [T, E], of the attentional vectors, then of them before tanh.
    let attentional: Matrix<S>
    /// [T, V]
    let logits: Matrix<S>
  }

  func makeGradients(
    _ batch: Batch, _ activations: Activations, _ arena: Arena<S>
  ) -> ActivationGradients {
    func like(_ matrix: Matrix<S>) -> Matrix<S> { arena.matrix(matrix.rows, matrix.columns) }
    return ActivationGradients(
      source: like(activations.source),
      encoded: arena.matrix(batch.sources.rowCount, settings.hiddenSize),
      memory: .init(attention, activations.memory, arena), finals: like(activations.finals),
      initials: like(activations.initials), inputs: like(activations.inputs),
      hidden: activations.hidden.map(like), combined: like(activations.combined),
      projected: like(activations.projected), attentional: like(activations.attentional),
      // The logits are not needed any more.
      logits: activations.logits)
  }

  /// Back from the gradients of the logits of a shard to those of its memory and initial states.
  @specialized(where S == Float)
  func backwardDecoder(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ activations: Activations,
    _ gradient: ActivationGradients, seeds: Seeds?
  ) {
    let e = settings.embeddingSize
    // logits = O dropped + b;  dropped = mask · a
    for rows in shard.runs {
      weights.multiplyTransposed(
        gradient.logits.rows(rows), by: outputWeight, into: gradient.attentional.rows(rows),
        accumulates: false)
    }
    if let seeds, dropout.rate > 0 {
      dropout.apply(shard, seed: seeds.output, gradient.attentional, into: gradient.attentional)
    }
    let dfeed = gradient.inputs.columns(e..<2 * e)
    for step in shard.steps.reversed() {
      if step + 1 < shard.counts.count {
        // input[t + 1] = [vector, a[t]]
        let first = shard.starts[step]
        for (index, row) in shard.rows(ofStep: step + 1).enumerated() {
          S.addScaled(e, 1, dfeed.row(row), gradient.attentional.row(first + index))
        }
      }
      backwardStep(weights, shard, step, activations, gradient, seeds: seeds)
    }
    if let seeds, dropout.rate > 0 {
      let dvectors = gradient.inputs.columns(0..<e)
      dropout.apply(shard, seed: seeds.target, dvectors, into: dvectors)
    }
    backwardPreparation(weights, shard, activations, gradient)
  }

  private func backwardStep(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ step: Int,
    _ activations: Activations, _ gradient: ActivationGradients, seeds: Seeds?
  ) {
    let (e, h) = (settings.embeddingSize, settings.hiddenSize)
    let only = shard.only(step: step)
    let now = only.runs[0]
    // a = tanh(z);  z = W [context, state] + b
    differentiateTanh(
      now.count * e, activations.attentional.row(now.lowerBound),
      gradient.attentional.row(now.lowerBound))
    combination.backward(weights, rows: now, dy: gradient.attentional, into: gradient.combined)
    let (queries, dqueries) = (
      activations.combined.columns(h..<2 * h), gradient.combined.columns(h..<2 * h)
    )
    let isAdditive = attention.additive != nil
    if isAdditive { gradient.projected.rows(now).fill(0) }
    for (index, row) in now.enumerated() {
      let target = shard.sequences.lowerBound + index
      attention.backward(
        weights, activations.memory, gradient.memory, sentence: target,
        query: isAdditive ? activations.projected.row(row) : queries.row(row),
        alpha: activations.alpha(target, step: step), dcontext: gradient.combined.row(row),
        scratch: activations.scratch.keys.row(target),
        dscores: activations.scratch.scores.row(target),
        dquery: isAdditive ? gradient.projected.row(row) : dqueries.row(row))
    }
    if let additive = attention.additive {
      // projected = U query + b
      weights.multiplyTransposed(
        gradient.projected.rows(now), by: additive.query, into: dqueries.rows(now),
        accumulates: true)
    }
    for layer in decoder.indices.reversed() {
      let dinput = layer == 0 ? gradient.inputs : gradient.hidden[layer - 1]
      decoder[layer].backward(
        weights, only, activations.decoder[layer],
        doutput: layer == decoder.count - 1 ? dqueries : gradient.hidden[layer], dinput: dinput,
        accumulates: false)
      if layer > 0, let seeds, dropout.rate > 0 {
        dropout.apply(only, seed: seeds.decoder(layer: layer), dinput, into: dinput)
      }
    }
  }

  /// Back through ``prepare(_:_:_:)``.
  private func backwardPreparation(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ activations: Activations,
    _ gradient: ActivationGradients
  ) {
    let sequences = shard.sequences
    let starts = activations.memory.starts
    attention.backwardThroughKeys(
      weights, gradient.memory, rows: starts[sequences.lowerBound]..<starts[sequences.upperBound])
    for (layer, activations) in activations.decoder.enumerated() {
      let state = activations.gradient
      gradient.initials.rows(sequences).columns(columns(ofHidden: layer)).copyRows(
        sequences.count, from: state.hidden.rows(sequences))
      if hasCellState {
        gradient.initials.rows(sequences).columns(columns(ofCell: layer)).copyRows(
          sequences.count, from: state.cell.rows(sequences))
      }
    }
    // initial = tanh(W final + b)
    differentiateTanh(
      sequences.count * bridge.outputSize, activations.initials.row(sequences.lowerBound),
      gradient.initials.row(sequences.lowerBound))
    bridge.backward(weights, rows: sequences, dy: gradient.initials, into: gradient.finals)
  }

  /// Back through the encoder, once all shards of the targets are done.
  @specialized(where S == Float)
  func backwardEncoder(
    _ weights: Weights<S>, _ batch: Batch, _ activations: Activations,
    _ gradient: ActivationGradients, seeds: Seeds?, _ pool: ThreadPool
  ) {
    let half = settings.hiddenSize / 2
    let encoded = activations.encoder
    let last = encoded.directions[encoded.directions.count - 1]
    for (target, index) in batch.sourceOfTarget.enumerated() {
      let start = activations.memory.starts[target]
      batch.sources.forEachRow(ofSequence: index) { step, row in
        gradient.encoded.row(row).update(
          from: gradient.memory.states.row(start + step), count: settings.hiddenSize)
      }
      for (direction, own) in last.enumerated() {
        own.gradient.hidden.row(index).update(
          from: gradient.finals.row(target) + direction * half, count: half)
      }
    }
    encoder.backward(
      weights, batch.sources, encoded, doutput: gradient.encoded, dinput: gradient.source,
      dropoutSeed: seeds?.encoder, pool)
    if let seeds, dropout.rate > 0 {
      for shard in batch.sources.shards {
        dropout.apply(shard, seed: seeds.source, gradient.source, into: gradient.source)
      }
    }
  }

  /// dy = dy (1 - y²), from the gradient of y = tanh(z) to that of z.
  @inline(__always)
  private func differentiateTanh(
    _ count: Int, _ y: UnsafeMutablePointer<S>, _ dy: UnsafeMutablePointer<S>
  ) {
    for i in 0..<count { dy[i] *= 1 - y[i] * y[i] }
  }
}
