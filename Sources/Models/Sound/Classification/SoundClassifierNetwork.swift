import Neural

/// The network of a ``SoundClassifier``: recurrent layers over frames, pooled into one vector for
/// each sound, and a linear layer.
///
/// N sounds of a batch, R rows for their steps, F numbers of a step, P of the pooled vector, K
/// classes.
package struct SoundClassifierNetwork<S: Scalar>: Sendable {
  /// The parameters, by name and shape.
  package let layout: ParameterLayout
  let classCount: Int
  private let encoder: RecurrentStack<S>
  private let pooling: SequencePooling<S>
  private let output: Dense<S>
  private let dropoutRate: Double

  package init(configuration: SoundClassifierConfiguration, frameSize: Int, classes: Int) {
    var layout = ParameterLayout()
    let settings = configuration.encoder
    let encoder: RecurrentStack<S> = settings.stack(frameSize: frameSize, layout: &layout)
    let pooling = layout.scope("pooling") {
      SequencePooling<S>(
        kind: configuration.pooling, inputSize: encoder.outputSize,
        forwardColumns: settings.hidden, layout: &$0)
    }
    output = layout.scope("output") {
      Dense(inputSize: pooling.outputSize, outputSize: classes, layout: &$0)
    }
    (self.encoder, self.pooling, self.layout) = (encoder, pooling, layout)
    classCount = classes
    dropoutRate = settings.dropout
  }

  /// The activations of a batch, kept from the forward pass for the backward pass.
  package struct Activations {
    /// [N, K]
    package let scores: Matrix<S>
    /// [R, F]
    fileprivate let input: Matrix<S>
    fileprivate let encoder: RecurrentStack<S>.Activations
    fileprivate let pooling: SequencePooling<S>.Activations
    /// [N, P]
    fileprivate let pooled: Matrix<S>
    /// [N, P]: `pooled` after dropout.
    fileprivate let dropped: Matrix<S>
  }

  /// The class scores of all sounds of a batch.
  ///
  /// - Parameter seed: of the dropout masks; `nil` when not training, and then there is no backward
  ///   pass.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ batch: SoundBatch, _ arena: Arena<S>, seed: UInt64?,
    savesForBackward: Bool, _ pool: ThreadPool
  ) -> Activations {
    arena.reset()
    let input = batch.matrix(arena)
    let encoded = encoder.makeActivations(
      batch.sequences, arena, savesForBackward: savesForBackward)
    let pooling = pooling.makeActivations(batch.groups, arena)
    let pooled = arena.matrix(batch.count, self.pooling.outputSize)
    let dropped = seed == nil ? pooled : arena.matrix(batch.count, self.pooling.outputSize)
    let scores = arena.matrix(batch.count, classCount)
    encoder.forward(
      weights, batch.sequences, input: input, encoded,
      dropoutSeed: seed.map { RandomSource.derive($0, 1) }, pool)
    pool.forEach(batch.count) { sound in
      self.pooling.forward(
        weights, batch.groups, group: sound, encoded.output, pooling, into: pooled)
      if let seed {
        S.dropout(
          pooled.columns, RandomSource.derive(seed, 2, sound), dropoutRate, pooled.row(sound),
          dropped.row(sound))
      }
      output.forward(weights, rows: sound..<sound + 1, dropped, into: scores)
    }
    return Activations(
      scores: scores, input: input, encoder: encoded, pooling: pooling, pooled: pooled,
      dropped: dropped)
  }

  /// Adds to `gradients` what the gradients of the class scores, [N, K], cause.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, _ batch: SoundBatch, _ activations: Activations, dscores: Matrix<S>,
    gradients: Gradients<S>, _ arena: Arena<S>, seed: UInt64?, _ pool: ThreadPool
  ) {
    let dpooled = arena.matrix(batch.count, pooling.outputSize)
    let doutput = arena.matrix(batch.sequences.rowCount, encoder.outputSize)
    pool.forEach(batch.count) { sound in
      // scores = bias + dropped · weightᵀ;  dropped = mask · pooled
      output.backward(weights, rows: sound..<sound + 1, dy: dscores, into: dpooled)
      if let seed {
        S.dropout(
          dpooled.columns, RandomSource.derive(seed, 2, sound), dropoutRate, dpooled.row(sound),
          dpooled.row(sound))
      }
      pooling.backward(
        weights, batch.groups, group: sound, activations.encoder.output, activations.pooling,
        y: activations.pooled, dy: dpooled, into: doutput)
    }
    encoder.backward(
      weights, batch.sequences, activations.encoder, doutput: doutput, dinput: nil,
      dropoutSeed: seed.map { RandomSource.derive($0, 1) }, pool)
    let tasks =
      encoder.gradientTasks(
        gradients, input: activations.input, activations.encoder, wasTraining: seed != nil)
      + output.gradientTasks(gradients, x: activations.dropped, dy: dscores)
      + pooling.gradientTasks(
        gradients, batch.groups, x: activations.encoder.output, activations.pooling)
    pool.forEach(tasks.count) { tasks[$0]() }
  }
}
