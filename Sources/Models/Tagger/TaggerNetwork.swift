import Neural
import Text

/// The network of a ``SequenceTagger``: vectors of words, of their forms and of their characters,
/// vectors and states of language models from plain text, a recurrent encoder, and over its output
/// a CRF (Lample et al. 2016), or a softmax for each layer of labels.
///
/// R rows for all tokens of a batch, W word types, I columns of the encoder's input, K tags, D
/// columns of vectors from plain text, C of states of language models.
package struct TaggerNetwork<S: Scalar>: Sendable {
  package let layout: ParameterLayout
  let tagCount: Int
  private let attributes: [Embedding<S>]
  private let characters: CharacterEncoder<S>?
  private let vectorSize: Int
  /// The columns that a gazetteer sets.
  private let nameSize: Int
  /// Vectors of training corpora.
  private let corpora: Embedding<S>?
  /// Maps the states of language models to fewer columns.
  private let contextual: Dense<S>?
  let encoder: RecurrentStack<S>
  private let output: Dense<S>
  let heads: [TaggerHead<S>]
  private let dropout: Dropout

  /// - Parameter contextualSize: C; 0 where the tagger reads no language models.
  package init(
    configuration: TaggerConfiguration, features: TaggerFeatures, tagset: Tagset,
    contextualSize: Int = 0
  ) {
    self.init(
      configuration: configuration, features: features, targets: .spans(tagset),
      contextualSize: contextualSize)
  }

  /// - Parameter contextualSize: C; 0 where the tagger reads no language models.
  package init(
    configuration: TaggerConfiguration, features: TaggerFeatures, targets: TaggerTargets,
    contextualSize: Int = 0
  ) {
    let tagCount =
      switch targets {
      case .spans(let tagset): tagset.count
      case .layers(let layers): layers.reduce(0) { $0 + $1.count }
      }
    var layout = ParameterLayout()
    attributes = features.attributes.map { attribute, vocabulary in
      let size = attribute == .word ? configuration.wordSize : configuration.attributeSize
      return layout.scope("\(attribute.rawValue)s") {
        Embedding(
          count: vocabulary.count, size: size,
          initialization: .uniform((3 / Double(size)).squareRoot()), layout: &$0)
      }
    }
    characters =
      configuration.characterSize == 0
      ? nil
      : layout.scope("characters") {
        CharacterEncoder(
          count: features.characters.count, size: configuration.characterSize,
          hidden: configuration.characterHidden, cell: configuration.cell.cell, layout: &$0)
      }
    vectorSize = features.vectors?.dimension ?? 0
    nameSize = features.names?.count ?? 0
    contextual =
      contextualSize == 0
      ? nil
      : layout.scope("contextual") {
        Dense(inputSize: contextualSize, outputSize: configuration.contextualSize, layout: &$0)
      }
    corpora = features.corpora.map { names in
      layout.scope("corpora") {
        Embedding(
          count: names.count, size: configuration.corpusSize, isSparse: false,
          initialization: .uniform((3 / Double(configuration.corpusSize)).squareRoot()),
          layout: &$0)
      }
    }
    let inputSize =
      attributes.reduce(0) { $0 + $1.size } + (characters.map(\.outputSize) ?? 0) + vectorSize
      + nameSize + (corpora.map(\.size) ?? 0) + (contextual.map(\.outputSize) ?? 0)
    encoder = layout.scope("encoder") {
      RecurrentStack(
        inputSize: inputSize, hiddenSize: configuration.hidden, layers: configuration.layers,
        isBidirectional: configuration.bidirectional, cell: configuration.cell.cell,
        dropout: Dropout(rate: configuration.dropout), layout: &$0)
    }
    let encoderOutput = encoder.outputSize
    output = layout.scope("output") {
      Dense(inputSize: encoderOutput, outputSize: tagCount, layout: &$0)
    }
    heads = TaggerHead.heads(of: targets, configuration: configuration, layout: &layout)
    dropout = Dropout(
      rate: configuration.dropout,
      pattern: configuration.variationalDropout ? .variational : .plain)
    self.tagCount = tagCount
    self.layout = layout
  }

  private var inputSize: Int { encoder.layers[0][0].inputSize }

  /// The activations of a batch, kept from the forward pass for the backward pass.
  struct Activations {
    let input: Matrix<S>
    /// The states of language models, [R, C].
    let contextual: Matrix<S>?
    let encoder: RecurrentStack<S>.Activations
    /// [R, D·H]: the encoder's output after dropout.
    let dropped: Matrix<S>
    let characters: CharacterEncoder<S>.Activations?
    /// [R, K]
    let emissions: Matrix<S>
  }

  /// - Parameters:
  ///   - hasDropout: whether the forward pass will have a dropout seed.
  ///   - savesForBackward: whether a backward pass will follow.
  private func makeActivations(
    _ batch: TaggerBatch, _ arena: Arena<S>, hasDropout: Bool, savesForBackward: Bool
  ) -> Activations {
    let rows = batch.tokens.rowCount
    let encoded = encoder.makeActivations(batch.tokens, arena, savesForBackward: savesForBackward)
    return Activations(
      input: arena.matrix(rows, inputSize),
      contextual: contextual.map { arena.matrix(rows, $0.inputSize) }, encoder: encoded,
      dropped: hasDropout ? arena.matrix(rows, encoder.outputSize) : encoded.output,
      characters: characters?.makeActivations(batch, arena, savesForBackward: savesForBackward),
      emissions: arena.matrix(rows, tagCount))
  }

  /// Writes the encoder's input[R, I] for the rows of a shard: all vectors of a word side by side.
  private func readWords(
    _ weights: Weights<S>, _ batch: TaggerBatch, _ shard: PackedSequences.Shard,
    _ characterActivations: CharacterEncoder<S>.Activations?, contextual states: Matrix<S>?,
    into input: Matrix<S>
  ) {
    for rows in shard.runs {
      var column = 0
      for (embedding, ids) in zip(attributes, batch.attributes) {
        embedding.forward(
          weights, rows: rows, ids, into: input.columns(column..<column + embedding.size))
        column += embedding.size
      }
      if let characters, let characterActivations {
        characters.gather(
          characterActivations, batch, rows: rows,
          into: input.columns(column..<column + characters.outputSize))
        column += characters.outputSize
      }
      batch.vectors.copy(rows: rows, into: input.columns(column..<column + vectorSize))
      column += vectorSize
      if nameSize > 0 {
        for row in rows {
          let names = input.row(row) + column
          names.update(repeating: 0, count: nameSize)
          for name in batch.names[row] { names[Int(name)] = 1 }
        }
        column += nameSize
      }
      if let corpora {
        corpora.forward(
          weights, rows: rows, batch.corpusOfRow,
          into: input.columns(column..<column + corpora.size))
        column += corpora.size
      }
      if let contextual, let states, let vectors = batch.contextual {
        for row in rows { vectors.copy(batch.contextualRows[row], into: states.row(row)) }
        contextual.forward(
          weights, rows: rows, states, into: input.columns(column..<inputSize))
      }
    }
  }

  /// The encoder's input, [R, I], at inference.
  func input(
    _ weights: Weights<S>, _ batch: TaggerBatch, _ arena: Arena<S>, _ pool: ThreadPool
  ) -> Matrix<S> {
    let input = arena.matrix(batch.tokens.rowCount, inputSize)
    let characterActivations = characters?.makeActivations(batch, arena, savesForBackward: false)
    if let characterActivations { characters?.forward(weights, batch, characterActivations, pool) }
    let shards = batch.tokens.shards
    pool.forEach(shards.count) {
      readWords(weights, batch, shards[$0], characterActivations, contextual: nil, into: input)
    }
    return input
  }

  /// The emissions of all tokens.
  ///
  /// - Parameters:
  ///   - seed: of the dropout masks; `nil` when not training.
  ///   - body: called with the index of each shard that has its emissions.
  @specialized(where S == Float)
  private func forward(
    _ weights: Weights<S>, _ batch: TaggerBatch, _ activations: Activations, seed: UInt64?,
    _ pool: ThreadPool,
    _ body: @escaping @Sendable (Int) -> Void
  ) {
    if let characterActivations = activations.characters {
      characters?.forward(weights, batch, characterActivations, pool)
    }
    let shards = batch.tokens.shards
    encoder.forward(
      weights, batch.tokens, input: activations.input, activations.encoder,
      dropoutSeed: seed.map { RandomSource.derive($0, 2) }, pool,
      before: { index in
        readWords(
          weights, batch, shards[index], activations.characters, contextual: activations.contextual,
          into: activations.input)
        if let seed {
          dropout.apply(
            shards[index], seed: RandomSource.derive(seed, 1), activations.input,
            into: activations.input)
        }
      },
      after: { index in
        if let seed {
          dropout.apply(
            shards[index], seed: RandomSource.derive(seed, 3), activations.encoder.output,
            into: activations.dropped)
        }
        for rows in shards[index].runs {
          output.forward(weights, rows: rows, activations.dropped, into: activations.emissions)
        }
        body(index)
      })
  }

  /// The emissions of all tokens, [R, K], from the input projections of their words.
  ///
  /// - Parameters:
  ///   - ids: the row of `projected` that each row of the sequences reads.
  ///   - projected: the input projections of each direction of the encoder's first layer.
  func emissions(
    _ weights: Weights<S>, _ tokens: PackedSequences, ids: [Int32], projected: [Matrix<S>],
    _ arena: Arena<S>, _ pool: ThreadPool
  ) -> Matrix<S> {
    let encoded = encoder.makeActivations(tokens, arena, projected: projected, ids: ids)
    let emissions = arena.matrix(tokens.rowCount, tagCount)
    encoder.forward(weights, tokens, input: nil, encoded, dropoutSeed: nil, pool)
    let block = 64
    pool.forEach((emissions.rows + block - 1) / block) { index in
      let rows = index * block..<min((index + 1) * block, emissions.rows)
      output.forward(weights, rows: rows, encoded.output, into: emissions)
    }
    return emissions
  }

  /// The emissions of one sentence, [T, K], gathered from those of its batch.
  func emissions(
    ofSequence sequence: Int, _ tokens: PackedSequences, _ emissions: Matrix<S>, _ arena: Arena<S>
  ) -> Matrix<S> {
    let gathered = arena.matrix(tokens.lengths[sequence], tagCount)
    tokens.forEachRow(ofSequence: sequence) { step, row in
      gathered.row(step).update(from: emissions.row(row), count: tagCount)
    }
    return gathered
  }

  /// The transition scores of each head that has a CRF.
  func prepare(_ weights: Weights<S>) -> [CRF<S>.Prepared?] {
    heads.map { $0.crf?.prepare(weights) }
  }

  /// The mean negative log-likelihood of the tags of a batch; its gradients are added to
  /// `gradients`.
  @specialized(where S == Float)
  package func loss(
    _ weights: Weights<S>, _ batch: TaggerBatch, _ workspace: Workspace,
    gradients: Gradients<S>, seed: UInt64?, _ pool: ThreadPool
  ) -> Double {
    let shards = batch.tokens.shards
    let rows = batch.tokens.rowCount
    workspace.reset(shards: shards.count)
    let arena = workspace.arena
    let activations = makeActivations(batch, arena, hasDropout: seed != nil, savesForBackward: true)
    let demissions = arena.matrix(rows, tagCount)
    let doutput = arena.matrix(rows, encoder.outputSize)
    let dinput = arena.matrix(rows, inputSize)
    let losses = arena.zeros(batch.tokens.count, 1)
    let prepared = prepare(weights)
    let scale = 1 / S(batch.tokens.count)
    let scoreGradients = shards.map { _ in heads.map { $0.crf?.makeScoreGradients(arena) } }

    // A shard goes forward and back at once, while the caches still hold most of it.
    forward(weights, batch, activations, seed: seed, pool) { index in
      let shard = shards[index]
      let scratch = workspace.arena(ofShard: index)
      for sequence in shard.sequences where batch.tokens.lengths[sequence] > 0 {
        let rows = Array(batch.tokens.rows(ofSequence: sequence))
        let weight = S(batch.sentenceWeights[sequence])
        losses[sequence, 0] = S(
          batch.tags[sequence].withUnsafeBufferPointer { tags in
            heads.indices.reduce(0.0) { sum, head in
              sum
                + heads[head].loss(
                  prepared[head], rows: rows, tags: tags.baseAddress! + head * rows.count,
                  scale: weight * scale, emissions: activations.emissions, demissions: demissions,
                  gradients: scoreGradients[index][head], scratch)
            }
          })
      }
      // emissions = bias + dropped · weightᵀ;  dropped = mask · encoder's output
      for rows in shard.runs { output.backward(weights, rows: rows, dy: demissions, into: doutput) }
      if let seed {
        dropout.apply(shard, seed: RandomSource.derive(seed, 3), doutput, into: doutput)
      }
      encoder.backward(
        weights, shard, activations.encoder, doutput: doutput, dinput: dinput,
        dropoutSeed: seed.map { RandomSource.derive($0, 2) })
      if let seed {
        dropout.apply(shard, seed: RandomSource.derive(seed, 1), dinput, into: dinput)
      }
    }
    for shard in scoreGradients {
      for (head, scores) in zip(heads, shard) {
        if let crf = head.crf { scores?.add(to: gradients, of: crf) }
      }
    }
    let attributeWidth = attributes.reduce(0) { $0 + $1.size }
    if let characters, let characterActivations = activations.characters {
      characters.backward(
        weights, batch, characterActivations,
        dfeatures: dinput.columns(attributeWidth..<attributeWidth + characters.outputSize),
        gradients: gradients, arena, pool)
    }
    var tasks =
      encoder.gradientTasks(
        gradients, input: activations.input, activations.encoder, wasTraining: seed != nil)
      + output.gradientTasks(gradients, x: activations.dropped, dy: demissions)
    if let characters, let characterActivations = activations.characters {
      tasks += characters.gradientTasks(weights, gradients, characterActivations)
    }
    if let contextual, let states = activations.contextual {
      tasks += contextual.gradientTasks(
        gradients, x: states, dy: dinput.columns(inputSize - contextual.outputSize..<inputSize))
    }
    if let corpora {
      let end = inputSize - (contextual.map(\.outputSize) ?? 0)
      tasks += corpora.gradientTasks(
        gradients, batch.corpusOfRow, dy: dinput.columns(end - corpora.size..<end))
    }
    var column = 0
    for (embedding, ids) in zip(attributes, batch.attributes) {
      tasks += embedding.gradientTasks(
        gradients, ids, dy: dinput.columns(column..<column + embedding.size))
      column += embedding.size
    }
    let work = tasks
    pool.forEach(work.count) { work[$0]() }
    return (0..<losses.rows).reduce(0) { $0 + Double(losses[$1, 0]) }
  }

  /// The emissions of all tokens of a batch, without dropout.
  func emissions(
    _ weights: Weights<S>, _ batch: TaggerBatch, _ arena: Arena<S>, _ pool: ThreadPool
  ) -> Matrix<S> {
    let activations = makeActivations(batch, arena, hasDropout: false, savesForBackward: false)
    forward(weights, batch, activations, seed: nil, pool) { _ in }
    return activations.emissions
  }

  /// The best tags of each sentence, in packed order, those of one head behind those of another.
  @specialized(where S == Float)
  func decode(
    _ weights: Weights<S>, _ batch: TaggerBatch, _ workspace: Workspace, _ pool: ThreadPool
  ) -> [[Int]] {
    let shards = batch.tokens.shards
    workspace.reset(shards: shards.count)
    let activations = makeActivations(
      batch, workspace.arena, hasDropout: false, savesForBackward: false)
    let prepared = prepare(weights)
    let tags = ParallelResults<[Int]>(count: batch.tokens.count, initial: [])
    forward(weights, batch, activations, seed: nil, pool) { index in
      let scratch = workspace.arena(ofShard: index)
      for sequence in shards[index].sequences {
        let emissions = emissions(
          ofSequence: sequence, batch.tokens, activations.emissions, scratch)
        tags[sequence] = zip(heads, prepared).flatMap { $0.decode($1, emissions: emissions) }
      }
    }
    return tags.elements
  }
}
