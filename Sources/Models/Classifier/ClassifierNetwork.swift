import Neural
import Text

/// The network of a ``TextClassifier``: recurrent layers over word vectors, its own and those from
/// plain text, and over states of language models, pooled into one vector for each text, and a
/// linear model of the text's n-grams (Joulin et al. 2017; Wang and Manning 2012 for its strength
/// on long texts). The class scores of both add up.
///
/// N texts of a batch, R rows for their tokens, I columns of the encoder's input, P of the pooled
/// vector, K classes, C columns of states of language models.
package struct ClassifierNetwork<S: Scalar>: Sendable {
  /// The parameters, by name and shape.
  package let layout: ParameterLayout
  let classCount: Int
  private let recurrent: RecurrentPart?
  private let ngrams: NGramPart?
  private let dropout: Dropout

  private struct RecurrentPart {
    let attributes: [Embedding<S>]
    /// The columns of vectors from plain text, behind those of attributes.
    let vectorSize: Int
    /// Maps the states of language models to the last columns.
    let contextual: Dense<S>?
    let encoder: RecurrentStack<S>
    let pooling: SequencePooling<S>
    let output: Dense<S>

    var inputSize: Int { encoder.layers[0][0].inputSize }

    /// The columns that language models have no part in.
    var plainSize: Int { inputSize - (contextual?.outputSize ?? 0) }

    /// Puts together what the encoder reads but for language models, rows of input[R, I].
    func read(
      _ weights: Weights<S>, rows: Range<Int>, _ ids: [[Int32]], _ vectors: PretrainedRows,
      into input: Matrix<S>
    ) {
      var column = 0
      for (embedding, ids) in zip(attributes, ids) {
        embedding.forward(
          weights, rows: rows, ids, into: input.columns(column..<column + embedding.size))
        column += embedding.size
      }
      vectors.copy(rows: rows, into: input.columns(column..<column + vectorSize))
    }

    /// Puts what language models say of words into rows of input[R, I], by way of states[R, C].
    func readContext(
      _ weights: Weights<S>, rows: Range<Int>, _ batch: ClassifierBatch, by states: Matrix<S>?,
      into input: Matrix<S>
    ) {
      guard let contextual, let states, let vectors = batch.contextual else { return }
      for row in rows {
        let own = batch.contextualRows[row]
        if own < 0 {
          states.row(row).update(repeating: 0, count: states.columns)
        } else {
          vectors.copy(own, into: states.row(row))
        }
      }
      contextual.forward(
        weights, rows: rows, states, into: input.columns(plainSize..<inputSize))
    }
  }

  private struct NGramPart {
    let bag: WeightedBag<S>
    let bias: ParameterReference
  }

  /// - Parameter ngramRate: the learning rate of n-grams, times that of all other parameters.
  package init(
    configuration: ClassifierConfiguration, features: ClassifierFeatures, classes: Int,
    ngramRate: Double = 1
  ) {
    var layout = ParameterLayout()
    recurrent =
      configuration.isRecurrent
      ? Self.makeRecurrentPart(configuration, features, classes: classes, layout: &layout) : nil
    ngrams =
      configuration.hasNGrams
      ? layout.scope("ngrams") {
        NGramPart(
          bag: WeightedBag(
            count: features.ngrams.count, size: classes, rate: ngramRate, initialization: .zeros,
            layout: &$0),
          bias: $0.add("bias", rows: 1, columns: classes, initialization: .zeros))
      } : nil
    dropout = Dropout(
      rate: configuration.dropout,
      pattern: configuration.variationalDropout ? .variational : .plain)
    classCount = classes
    self.layout = layout
  }

  private static func makeRecurrentPart(
    _ configuration: ClassifierConfiguration, _ features: ClassifierFeatures, classes: Int,
    layout: inout ParameterLayout
  ) -> RecurrentPart {
    let attributes = features.attributes.map { attribute, vocabulary in
      let size = attribute == .word ? configuration.wordSize : configuration.attributeSize
      return layout.scope("\(attribute.rawValue)s") {
        Embedding<S>(
          count: vocabulary.count, size: size,
          initialization: .uniform((3 / Double(size)).squareRoot()), layout: &$0)
      }
    }
    let vectorSize = features.vectors?.dimension ?? 0
    let contextual = features.embedder.map { embedder in
      layout.scope("contextual") {
        Dense<S>(
          inputSize: embedder.size, outputSize: configuration.contextualSize, layout: &$0)
      }
    }
    let encoder = layout.scope("encoder") {
      RecurrentStack<S>(
        inputSize: attributes.reduce(vectorSize + (contextual?.outputSize ?? 0)) { $0 + $1.size },
        hiddenSize: configuration.hidden,
        layers: configuration.layers, isBidirectional: configuration.bidirectional,
        cell: configuration.cell.cell, dropout: Dropout(rate: configuration.dropout), layout: &$0)
    }
    let pooling = layout.scope("pooling") {
      SequencePooling<S>(
        kind: configuration.pooling, inputSize: encoder.outputSize,
        forwardColumns: configuration.hidden, layout: &$0)
    }
    return layout.scope("output") {
      RecurrentPart(
        attributes: attributes, vectorSize: vectorSize, contextual: contextual, encoder: encoder,
        pooling: pooling,
        output: Dense(inputSize: pooling.outputSize, outputSize: classes, layout: &$0))
    }
  }

  /// The attributes of a token that the network reads.
  package var attributeCount: Int { recurrent?.attributes.count ?? 0 }

  /// The recurrent part's scores of a text without tokens, whose pooled vector is 0.
  func emptyTextScores(_ weights: Weights<S>) -> [S] {
    guard let recurrent else { return [] }
    return weights[recurrent.output.bias].elements()
  }

  /// The class scores of a text's n-grams, [K]; empty without them.
  @specialized(where S == Float)
  func ngramScores(_ weights: Weights<S>, _ features: SparseFeatures, item: Int) -> [S] {
    guard let ngrams else { return [] }
    return [S](unsafeUninitializedCapacity: classCount) { buffer, count in
      guard let scores = buffer.baseAddress else { return }
      scores.initialize(repeating: 0, count: classCount)
      ngrams.bag.forward(weights, features, item: item, into: scores)
      S.addScaled(classCount, 1, weights[ngrams.bias].pointer, scores)
      count = classCount
    }
  }

  /// G·H, the columns of a word's input projection, in each direction of the encoder's first layer.
  var productWidths: [Int] { recurrent?.encoder.layers[0].map(\.width) ?? [] }

  /// Computes what words start from in the encoder's first layer.
  ///
  /// - Parameters:
  ///   - projections: the matrix of each direction; `rows` are those to write.
  @specialized(where S == Float)
  func project(
    _ weights: Weights<S>, _ words: ClassifierWords, _ arena: Arena<S>,
    into projections: [Matrix<S>], rows: [Int]
  ) {
    guard let recurrent else { return }
    let input = arena.matrix(words.count, recurrent.inputSize)
    let vectors = PretrainedRows(
      dimension: words.dimension, vectors: words.vectors, words: (0..<Int32(words.count)).map { $0 }
    )
    recurrent.read(
      weights, rows: 0..<words.count, words.attributes, vectors, into: input)
    for (layer, projections) in zip(recurrent.encoder.layers[0], projections) {
      let bias = arena.matrix(1, projections.columns)
      let made = arena.matrix(words.count, projections.columns)
      layer.sumBiases(weights, into: bias.pointer)
      layer.project(weights, input: input, bias: bias.pointer, into: made)
      for (word, row) in rows.enumerated() {
        projections.row(row).update(from: made.row(word), count: projections.columns)
      }
    }
  }

  /// The recurrent part's scores, [N, K], from the input projections of the texts' words.
  ///
  /// - Parameter ids: the row of `projected` that each row of the windows reads.
  @specialized(where S == Float)
  func recurrentScores(
    _ weights: Weights<S>, _ windows: TextWindows, projected: [Matrix<S>], ids: [Int32],
    _ arena: Arena<S>, _ pool: ThreadPool
  ) -> Matrix<S> {
    let count = windows.groups.count
    let scores = arena.zeros(count, classCount)
    guard let part = recurrent else { return scores }
    let encoded = part.encoder.makeActivations(
      windows.sequences, arena, projected: projected, ids: ids)
    let pooling = part.pooling.makeActivations(windows.groups, arena)
    let pooled = arena.matrix(count, part.pooling.outputSize)
    part.encoder.forward(
      weights, windows.sequences, input: nil, encoded, dropoutSeed: nil, pool)
    pool.forEach(count) { text in
      part.pooling.forward(
        weights, windows.groups, group: text, encoded.output, pooling, into: pooled)
      part.output.forward(weights, rows: text..<text + 1, pooled, into: scores)
    }
    return scores
  }

  /// The activations of a batch, kept from the forward pass for the backward pass.
  package struct Activations {
    /// The class scores of the recurrent part, [N, K]; zeros without one.
    package let recurrent: Matrix<S>
    /// The class scores of the n-grams, [N, K]; zeros without them.
    package let ngrams: Matrix<S>
    fileprivate let sequence: SequenceActivations?
  }

  fileprivate struct SequenceActivations {
    /// [R, I]
    let input: Matrix<S>
    /// The states of language models, [R, C].
    let contextual: Matrix<S>?
    let encoder: RecurrentStack<S>.Activations
    let pooling: SequencePooling<S>.Activations
    /// [N, P]: the pooled states of each text.
    let pooled: Matrix<S>
    /// [N, P]: `pooled` after dropout.
    let dropped: Matrix<S>
  }

  /// The class scores of all texts of a batch, of each part.
  ///
  /// - Parameter seed: of the dropout masks; `nil` when not training.
  @specialized(where S == Float)
  package func forward(
    _ weights: Weights<S>, _ batch: ClassifierBatch, _ arena: Arena<S>, seed: UInt64?,
    _ pool: ThreadPool
  ) -> Activations {
    arena.reset()
    let scores = (arena.zeros(batch.count, classCount), arena.zeros(batch.count, classCount))
    // A batch without n-grams leaves their scores at 0.
    if let ngrams, batch.ngrams.count == batch.count {
      let bias = weights[ngrams.bias]
      pool.forEach((batch.count + 7) / 8) { task in
        for item in 8 * task..<min(8 * task + 8, batch.count) {
          ngrams.bag.forward(weights, batch.ngrams, item: item, into: scores.1.row(item))
          S.addScaled(classCount, 1, bias.pointer, scores.1.row(item))
        }
      }
    }
    let sequence = recurrent.map {
      forward($0, weights, batch, arena, seed: seed, into: scores.0, pool)
    }
    return Activations(recurrent: scores.0, ngrams: scores.1, sequence: sequence)
  }

  @specialized(where S == Float)
  private func forward(
    _ part: RecurrentPart, _ weights: Weights<S>, _ batch: ClassifierBatch, _ arena: Arena<S>,
    seed: UInt64?, into scores: Matrix<S>, _ pool: ThreadPool
  ) -> SequenceActivations {
    let shards = batch.windows.sequences.shards
    let input = arena.matrix(batch.windows.sequences.rowCount, part.inputSize)
    let contextual = part.contextual.map {
      arena.matrix(batch.windows.sequences.rowCount, $0.inputSize)
    }
    let encoded = part.encoder.makeActivations(batch.windows.sequences, arena)
    let pooling = part.pooling.makeActivations(batch.windows.groups, arena)
    let pooled = arena.matrix(batch.count, part.pooling.outputSize)
    let dropped = seed == nil ? pooled : arena.matrix(batch.count, part.pooling.outputSize)
    pool.forEach(shards.count) { index in
      for rows in shards[index].runs {
        part.read(weights, rows: rows, batch.attributes, batch.vectors, into: input)
        part.readContext(weights, rows: rows, batch, by: contextual, into: input)
      }
      if let seed {
        dropout.apply(shards[index], seed: RandomSource.derive(seed, 1), input, into: input)
      }
    }
    part.encoder.forward(
      weights, batch.windows.sequences, input: input, encoded,
      dropoutSeed: seed.map { RandomSource.derive($0, 2) }, pool)
    pool.forEach(batch.count) { text in
      part.pooling.forward(
        weights, batch.windows.groups, group: text, encoded.output, pooling, into: pooled)
      if let seed {
        S.dropout(
          pooled.columns, RandomSource.derive(seed, 3, text), dropout.rate, pooled.row(text),
          dropped.row(text))
      }
      part.output.forward(weights, rows: text..<text + 1, dropped, into: scores)
    }
    return SequenceActivations(
      input: input, contextual: contextual, encoder: encoded, pooling: pooling, pooled: pooled,
      dropped: dropped)
  }

  /// Adds to `gradients` what the gradients of both parts' class scores, [N, K] each, cause.
  @specialized(where S == Float)
  package func backward(
    _ weights: Weights<S>, _ batch: ClassifierBatch, _ activations: Activations,
    drecurrent: Matrix<S>,
    dngrams: Matrix<S>, gradients: Gradients<S>, _ arena: Arena<S>, seed: UInt64?,
    _ pool: ThreadPool
  ) {
    var tasks: [GradientTask] = []
    if let part = recurrent, let sequence = activations.sequence {
      let dinput = backward(
        part, weights, batch, sequence, dscores: drecurrent, arena, seed: seed, pool)
      tasks += part.encoder.gradientTasks(
        gradients, input: sequence.input, sequence.encoder, wasTraining: seed != nil)
      tasks += part.output.gradientTasks(gradients, x: sequence.dropped, dy: drecurrent)
      tasks += part.pooling.gradientTasks(
        gradients, batch.windows.groups, x: sequence.encoder.output, sequence.pooling)
      if let contextual = part.contextual, let states = sequence.contextual {
        tasks += contextual.gradientTasks(
          gradients, x: states, dy: dinput.columns(part.plainSize..<part.inputSize))
      }
      var column = 0
      for (embedding, ids) in zip(part.attributes, batch.attributes) {
        tasks += embedding.gradientTasks(
          gradients, ids, dy: dinput.columns(column..<column + embedding.size))
        column += embedding.size
      }
    }
    if let ngrams {
      tasks += ngrams.bag.gradientTasks(gradients, batch.ngrams, dy: dngrams)
      let dbias = gradients[ngrams.bias]
      let classes = classCount
      // scores = bias + …
      tasks.append {
        S.addColumnSums(
          m: dngrams.rows, n: classes, a: dngrams.pointer, lda: dngrams.stride, sums: dbias.pointer)
      }
    }
    let work = tasks
    pool.forEach(work.count) { work[$0]() }
  }

  /// The contribution of each n-gram of a text to the value whose gradient by the class scores,
  /// [K], is `gradient`.
  func ngramContributions(
    _ weights: Weights<S>, _ features: SparseFeatures, gradient: [S]
  ) -> [S] {
    guard let ngrams else { return [] }
    var gradient = gradient
    return gradient.withUnsafeMutableBufferPointer {
      ngrams.bag.contributions(weights, features, item: 0, dy: $0.baseAddress!)
    }
  }

  /// Gradient times input for each row of a text: the dot product of its vector and the gradient.
  ///
  /// - Parameter gradient: the gradient by the class scores of the text, [K].
  @specialized(where S == Float)
  func inputContributions(
    _ weights: Weights<S>, _ batch: ClassifierBatch, _ arena: Arena<S>, gradient: [S]
  ) -> [S] {
    let activations = forward(weights, batch, arena, seed: nil, .serial)
    guard let part = recurrent, let sequence = activations.sequence else { return [] }
    let dscores = arena.matrix(1, classCount)
    for (c, value) in gradient.enumerated() { dscores[0, c] = value }
    let dinput = backward(
      part, weights, batch, sequence, dscores: dscores, arena, seed: nil, .serial)
    return (0..<dinput.rows).map { row in
      (0..<dinput.columns).reduce(0) { $0 + dinput[row, $1] * sequence.input[row, $1] }
    }
  }

  /// The gradient of the encoder's input, [R, I], from those of the recurrent part's scores.
  @specialized(where S == Float)
  private func backward(
    _ part: RecurrentPart, _ weights: Weights<S>, _ batch: ClassifierBatch,
    _ activations: SequenceActivations, dscores: Matrix<S>, _ arena: Arena<S>, seed: UInt64?,
    _ pool: ThreadPool
  ) -> Matrix<S> {
    let shards = batch.windows.sequences.shards
    let rows = batch.windows.sequences.rowCount
    let dpooled = arena.matrix(batch.count, part.pooling.outputSize)
    let doutput = arena.matrix(rows, part.encoder.outputSize)
    let dinput = arena.matrix(rows, part.inputSize)
    pool.forEach(batch.count) { text in
      // scores = bias + dropped · weightᵀ;  dropped = mask · pooled
      part.output.backward(weights, rows: text..<text + 1, dy: dscores, into: dpooled)
      if let seed {
        S.dropout(
          dpooled.columns, RandomSource.derive(seed, 3, text), dropout.rate, dpooled.row(text),
          dpooled.row(text))
      }
      part.pooling.backward(
        weights, batch.windows.groups, group: text, activations.encoder.output, activations.pooling,
        y: activations.pooled,
        dy: dpooled, into: doutput)
    }
    part.encoder.backward(
      weights, batch.windows.sequences, activations.encoder, doutput: doutput, dinput: dinput,
      dropoutSeed: seed.map { RandomSource.derive($0, 2) }, pool)
    if let seed {
      pool.forEach(shards.count) {
        dropout.apply(shards[$0], seed: RandomSource.derive(seed, 1), dinput, into: dinput)
      }
    }
    return dinput
  }
}
