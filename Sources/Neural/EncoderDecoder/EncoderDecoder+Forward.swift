extension EncoderDecoder {
  /// The seeds of a batch's dropout masks.
  struct Seeds: Sendable {
    let source: UInt64
    let encoder: UInt64
    let target: UInt64
    let decoder: UInt64
    let output: UInt64

    init(_ seed: UInt64) {
      source = RandomSource.derive(seed, 1)
      encoder = RandomSource.derive(seed, 2)
      target = RandomSource.derive(seed, 3)
      decoder = RandomSource.derive(seed, 4)
      output = RandomSource.derive(seed, 5)
    }

    func decoder(layer: Int) -> UInt64 { RandomSource.derive(decoder, layer) }
  }

  /// Reads the sources: the states of the memory, its keys aside, and the final states.
  @specialized(where S == Float)
  func encode(
    _ weights: Weights<S>, _ batch: Batch, _ activations: Activations, seeds: Seeds?,
    _ pool: ThreadPool
  ) {
    let (source, encoded) = (activations.source, activations.encoder)
    encoder.forward(
      weights, batch.sources, input: source, encoded, dropoutSeed: seeds?.encoder, pool,
      before: { index in
        let shard = batch.sources.shards[index]
        for rows in shard.runs {
          sourceEmbedding.forward(weights, rows: rows, batch.sourceIDs, into: source)
        }
        if let seeds, dropout.rate > 0 {
          dropout.apply(shard, seed: seeds.source, source, into: source)
        }
      })
    let half = settings.hiddenSize / 2
    let last = encoded.directions[encoded.directions.count - 1]
    for (target, index) in batch.sourceOfTarget.enumerated() {
      let start = activations.memory.starts[target]
      batch.sources.forEachRow(ofSequence: index) { step, row in
        activations.memory.states.row(start + step).update(
          from: encoded.output.row(row), count: settings.hiddenSize)
      }
      for (direction, own) in last.enumerated() {
        (activations.finals.row(target) + direction * half).update(
          from: own.state.hidden.row(index), count: half)
      }
    }
    for (recurrent, activations) in zip(decoder, activations.decoder) {
      recurrent.sumBiases(weights, into: activations.bias.pointer)
    }
  }

  /// The initial states of the decoder and the keys of a shard's sources.
  func prepare(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ activations: Activations
  ) {
    let sequences = shard.sequences
    let starts = activations.memory.starts
    attention.project(
      weights, activations.memory,
      rows: starts[sequences.lowerBound]..<starts[sequences.upperBound])
    // initial = tanh(W final + b)
    let initials = activations.initials.rows(sequences)
    bridge.forward(weights, rows: sequences, activations.finals, into: activations.initials)
    S.tanh(initials.count, initials.pointer, initials.pointer)
    for (layer, activations) in activations.decoder.enumerated() {
      let state = activations.state
      state.hidden.rows(sequences).copyRows(
        sequences.count, from: initials.columns(columns(ofHidden: layer)))
      if hasCellState {
        state.cell.rows(sequences).copyRows(
          sequences.count, from: initials.columns(columns(ofCell: layer)))
      }
    }
  }

  /// The columns of the initial states that hold the hidden state of a layer.
  func columns(ofHidden layer: Int) -> Range<Int> {
    layer * settings.hiddenSize..<(layer + 1) * settings.hiddenSize
  }

  /// The columns of the initial states that hold the cell state of a layer.
  func columns(ofCell layer: Int) -> Range<Int> { columns(ofHidden: decoder.count + layer) }

  /// The logits of the targets of a shard, given the symbols before.
  @specialized(where S == Float)
  func decode(
    _ weights: Weights<S>, _ batch: Batch, _ shard: PackedSequences.Shard,
    _ activations: Activations, seeds: Seeds?
  ) {
    let e = settings.embeddingSize
    let table = weights[targetTable]
    let vectors = activations.inputs.columns(0..<e)
    for row in shard.runs.joined() {
      vectors.row(row).update(from: table.row(Int(batch.inputs[row])), count: e)
    }
    if let seeds, dropout.rate > 0 {
      dropout.apply(shard, seed: seeds.target, vectors, into: vectors)
    }
    prepare(weights, shard, activations)
    let feed = activations.inputs.columns(e..<2 * e)
    for step in shard.steps {
      let now = shard.rows(ofStep: step)
      if step == 0 {
        feed.rows(now).fill(0)
      } else {
        // input[t] = [vector, a[t - 1]]
        feed.rows(now).copyRows(
          now.count, from: activations.attentional.rows(shard.rows(ofStep: step - 1)))
      }
      self.step(weights, shard, step, activations, seeds: seeds)
    }
    if let seeds, dropout.rate > 0 {
      dropout.apply(
        shard, seed: seeds.output, activations.attentional, into: activations.dropped)
    }
    for rows in shard.runs {
      weights.multiply(
        activations.dropped.rows(rows), by: outputWeight,
        initial: .row(weights[outputBias].pointer), into: activations.logits.rows(rows))
    }
  }

  /// One step of a shard, from its inputs to its attentional vectors.
  private func step(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, _ step: Int,
    _ activations: Activations, seeds: Seeds?
  ) {
    let h = settings.hiddenSize
    let only = shard.only(step: step)
    let now = only.runs[0]
    let queries = activations.combined.columns(h..<2 * h)
    for (layer, recurrent) in decoder.enumerated() {
      if layer > 0, let seeds, dropout.rate > 0 {
        dropout.apply(
          only, seed: seeds.decoder(layer: layer), activations.hidden[layer - 1],
          into: activations.between[layer - 1])
      }
      recurrent.forward(
        weights, only, input: layer == 0 ? activations.inputs : activations.between[layer - 1],
        activations.decoder[layer],
        output: layer == decoder.count - 1 ? queries : activations.hidden[layer])
    }
    let isAdditive = attention.additive != nil
    if isAdditive {
      attention.project(
        weights, queries: queries.rows(now), into: activations.projected.rows(now))
    }
    for (index, row) in now.enumerated() {
      let target = shard.sequences.lowerBound + index
      attention.forward(
        weights, activations.memory, sentence: target,
        query: isAdditive ? activations.projected.row(row) : queries.row(row),
        scratch: activations.scratch.keys.row(target),
        alpha: activations.alpha(target, step: step), context: activations.combined.row(row))
    }
    // a = tanh(W [context, state] + b)
    combination.forward(weights, rows: now, activations.combined, into: activations.attentional)
    let vectors = activations.attentional.rows(now)
    S.tanh(vectors.count, vectors.pointer, vectors.pointer)
  }
}
