extension EncoderDecoder {
  /// The loss of a batch: the mean cross-entropy of a target's symbol, its end included, with label
  /// smoothing. Its gradients are added to `gradients`.
  ///
  /// - Parameter seed: of the dropout masks; `nil` for none.
  @specialized(where S == Float)
  package func loss(
    _ weights: Weights<S>, _ batch: Batch, _ workspace: Workspace, gradients: Gradients<S>,
    seed: UInt64?, _ pool: ThreadPool
  ) -> Double {
    workspace.arena.reset()
    let arena = workspace.arena
    let seeds = seed.map(Seeds.init)
    let activations = makeActivations(
      batch, arena, isTraining: true, hasMasks: seed != nil && dropout.rate > 0)
    let gradient = makeGradients(batch, activations, arena)
    let losses = arena.matrix(batch.targetCount, 1)
    let crossEntropy = CrossEntropy<S>(labelSmoothing: settings.labelSmoothing)
    let scale = 1 / S(batch.targetCount)
    encode(weights, batch, activations, seeds: seeds, pool)
    // A shard goes forward and back at once, while the caches still hold some of it.
    pool.forEach(batch.targets.shards.count) { index in
      let shard = batch.targets.shards[index]
      decode(weights, batch, shard, activations, seeds: seeds)
      for rows in shard.runs {
        let logits = activations.logits.rows(rows)
        batch.outputs.withUnsafeBufferPointer { outputs in
          _ = crossEntropy(
            logits: logits, targets: outputs.baseAddress! + rows.lowerBound, scale: scale,
            dlogits: logits, losses: losses.row(rows.lowerBound))
        }
      }
      backwardDecoder(weights, shard, activations, gradient, seeds: seeds)
    }
    backwardEncoder(weights, batch, activations, gradient, seeds: seeds, pool)
    let work = gradientTasks(gradients, activations, gradient, wasTraining: seed != nil)
    pool.forEach(work.count) { work[$0]() }
    let tables = tableTasks(gradients, batch, gradient)
    pool.forEach(tables.count) { tables[$0]() }
    return (0..<batch.targetCount).reduce(0) { $0 + Double(losses[$1, 0]) }
      / Double(batch.targetCount)
  }

  /// The tasks that add the gradients of all parameters but the tables of the inputs.
  private func gradientTasks(
    _ gradients: Gradients<S>, _ activations: Activations, _ gradient: ActivationGradients,
    wasTraining: Bool
  ) -> [GradientTask] {
    let h = settings.hiddenSize
    var tasks = weightGradientTasks(
      gradients, outputWeight, biases: [outputBias], dy: gradient.logits, x: activations.dropped)
    for (layer, recurrent) in decoder.enumerated() {
      tasks += recurrent.gradientTasks(
        gradients, input: layer == 0 ? activations.inputs : activations.between[layer - 1],
        activations.decoder[layer])
    }
    tasks += encoder.gradientTasks(
      gradients, input: activations.source, activations.encoder, wasTraining: wasTraining)
    tasks += combination.gradientTasks(
      gradients, x: activations.combined, dy: gradient.attentional)
    tasks += attention.gradientTasks(
      gradients, activations.memory, gradient.memory,
      queries: activations.combined.columns(h..<2 * h), dprojected: gradient.projected)
    return tasks
      + bridge.gradientTasks(gradients, x: activations.finals, dy: gradient.initials)
  }

  /// The tasks that add the gradients of the tables that inputs are looked up in, after that of the
  /// output, which may be the same table.
  private func tableTasks(
    _ gradients: Gradients<S>, _ batch: Batch, _ gradient: ActivationGradients
  ) -> [GradientTask] {
    let dvectors = gradient.inputs.columns(0..<settings.embeddingSize)
    let source = sourceEmbedding.gradientTasks(gradients, batch.sourceIDs, dy: gradient.source)
    if let targetEmbedding {
      return source + targetEmbedding.gradientTasks(gradients, batch.inputs, dy: dvectors)
    }
    let dtable = gradients[outputWeight]
    return source + [
      {
        for row in 0..<dvectors.rows {
          S.addScaled(
            dvectors.columns, 1, dvectors.row(row), dtable.row(Int(batch.inputs[row])))
        }
      }
    ]
  }

  /// -log p of each target, its end included, in nats, in the order in which the pairs were given.
  @specialized(where S == Float)
  package func losses(
    _ weights: Weights<S>, _ batch: Batch, _ workspace: Workspace, _ pool: ThreadPool
  ) -> [Double] {
    workspace.arena.reset()
    let activations = makeActivations(
      batch, workspace.arena, isTraining: true, hasMasks: false)
    let rowLosses = workspace.arena.matrix(batch.targetCount, 1)
    encode(weights, batch, activations, seeds: nil, pool)
    pool.forEach(batch.targets.shards.count) { index in
      let shard = batch.targets.shards[index]
      decode(weights, batch, shard, activations, seeds: nil)
      for row in shard.runs.joined() {
        let logits = activations.logits.row(row)
        rowLosses[row, 0] =
          S.logSumExp(settings.targetSymbols, logits) - logits[Int(batch.outputs[row])]
      }
    }
    var losses = [Double](repeating: 0, count: batch.targets.count)
    for (target, index) in batch.targets.order.enumerated() {
      batch.targets.forEachRow(ofSequence: target) { _, row in
        losses[index] += Double(rowLosses[row, 0])
      }
    }
    return losses
  }
}
