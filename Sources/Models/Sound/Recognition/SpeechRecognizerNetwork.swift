import Neural

/// The network of a ``SpeechRecognizer``: recurrent layers over frames and a linear layer, which
/// gives each step the scores of the blank and of all symbols.
///
/// R rows for the steps of all sounds, F numbers of a step, P of the encoder's output, C symbols
/// with the blank.
package struct SpeechRecognizerNetwork<S: Scalar>: Sendable {
  /// The parameters, by name and shape.
  package let layout: ParameterLayout
  /// C
  let classCount: Int
  let encoder: RecurrentStack<S>
  private let output: Dense<S>
  private let dropout: Dropout

  package init(configuration: SoundEncoderConfiguration, frameSize: Int, classes: Int) {
    var layout = ParameterLayout()
    let encoder: RecurrentStack<S> = configuration.stack(frameSize: frameSize, layout: &layout)
    output = layout.scope("output") {
      Dense(inputSize: encoder.outputSize, outputSize: classes, layout: &$0)
    }
    dropout = Dropout(rate: configuration.dropout)
    (self.encoder, self.layout) = (encoder, layout)
    classCount = classes
  }

  /// The activations of a batch, kept from the forward pass for the backward pass.
  package struct Activations {
    /// [R, C]
    package let logits: Matrix<S>
    /// [R, F]
    fileprivate let input: Matrix<S>
    let encoder: RecurrentStack<S>.Activations
    /// [R, P]: the encoder's output after dropout.
    fileprivate let dropped: Matrix<S>
  }

  /// The scores of all symbols at all steps of a batch.
  ///
  /// - Parameters:
  ///   - seed: of the dropout masks; `nil` when not training.
  ///   - prepare: sets the states that the layers start from, if they are others than 0.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ batch: SoundBatch, _ arena: Arena<S>, seed: UInt64?,
    savesForBackward: Bool, _ pool: ThreadPool,
    prepare: (RecurrentStack<S>.Activations) -> Void = { _ in }
  ) -> Activations {
    arena.reset()
    let sequences = batch.sequences
    let input = batch.matrix(arena)
    let encoded = encoder.makeActivations(sequences, arena, savesForBackward: savesForBackward)
    prepare(encoded)
    let dropped =
      seed == nil ? encoded.output : arena.matrix(sequences.rowCount, encoder.outputSize)
    let logits = arena.matrix(sequences.rowCount, classCount)
    encoder.forward(
      weights, sequences, input: input, encoded,
      dropoutSeed: seed.map { RandomSource.derive($0, 1) }, pool)
    pool.forEach(sequences.shards.count) { index in
      let shard = sequences.shards[index]
      if let seed {
        dropout.apply(shard, seed: RandomSource.derive(seed, 2), encoded.output, into: dropped)
      }
      for rows in shard.runs { output.forward(weights, rows: rows, dropped, into: logits) }
    }
    return Activations(logits: logits, input: input, encoder: encoded, dropped: dropped)
  }

  /// Adds to `gradients` what the gradients of the logits, [R, C], cause.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, _ batch: SoundBatch, _ activations: Activations, dlogits: Matrix<S>,
    gradients: Gradients<S>, _ arena: Arena<S>, seed: UInt64?, _ pool: ThreadPool
  ) {
    let sequences = batch.sequences
    let doutput = arena.matrix(sequences.rowCount, encoder.outputSize)
    pool.forEach(sequences.shards.count) { index in
      let shard = sequences.shards[index]
      // logits = bias + dropped · weightᵀ;  dropped = mask · output
      for rows in shard.runs { output.backward(weights, rows: rows, dy: dlogits, into: doutput) }
      if let seed {
        dropout.apply(shard, seed: RandomSource.derive(seed, 2), doutput, into: doutput)
      }
    }
    encoder.backward(
      weights, sequences, activations.encoder, doutput: doutput, dinput: nil,
      dropoutSeed: seed.map { RandomSource.derive($0, 1) }, pool)
    let tasks =
      encoder.gradientTasks(
        gradients, input: activations.input, activations.encoder, wasTraining: seed != nil)
      + output.gradientTasks(gradients, x: activations.dropped, dy: dlogits)
    pool.forEach(tasks.count) { tasks[$0]() }
  }
}
