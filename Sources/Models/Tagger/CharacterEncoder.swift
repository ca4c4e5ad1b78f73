import Neural

/// Word features from spelling: the last states of a bidirectional recurrent layer over the
/// characters (Lample et al. 2016), once for each word type of a batch.
///
/// W word types, C their characters in all, H hidden units of a direction.
struct CharacterEncoder<S: Scalar>: Sendable {
  private let embedding: Embedding<S>
  private let stack: RecurrentStack<S>

  init(
    count: Int, size: Int, hidden: Int, cell: any RecurrentCell, layout: inout ParameterLayout
  ) {
    embedding = Embedding(
      count: count, size: size, isSparse: false,
      initialization: .uniform((3 / Double(size)).squareRoot()), layout: &layout)
    stack = RecurrentStack(
      inputSize: size, hiddenSize: hidden, layers: 1, isBidirectional: true, cell: cell,
      layout: &layout)
  }

  /// The number of features, 2·H.
  var outputSize: Int { stack.outputSize }

  typealias Activations = RecurrentStack<S>.Activations

  /// - Parameter savesForBackward: whether a backward pass will follow.
  func makeActivations(_ batch: TaggerBatch, _ arena: Arena<S>, savesForBackward: Bool)
    -> Activations
  {
    stack.makeActivations(
      batch.words, arena, ids: batch.characters, inputRows: embedding.count,
      savesForBackward: savesForBackward)
  }

  func forward(
    _ weights: Weights<S>, _ batch: TaggerBatch, _ activations: Activations, _ pool: ThreadPool
  ) {
    stack.forward(
      weights, batch.words, input: weights[embedding.table], activations, dropoutSeed: nil, pool)
  }

  /// y[r] = the features of the word in row r, for y[R, 2·H].
  func gather(_ activations: Activations, _ batch: TaggerBatch, rows: Range<Int>, into y: Matrix<S>)
  {
    for (direction, layer) in activations.directions[0].enumerated() {
      let hidden = layer.state.hidden
      for row in rows {
        (y.row(row) + direction * hidden.columns).update(
          from: hidden.row(Int(batch.wordOfRow[row])), count: hidden.columns)
      }
    }
  }

  /// Back from the gradients of the gathered features, [R, 2·H], to the characters, whose gradients
  /// are replaced.
  func backward(
    _ weights: Weights<S>, _ batch: TaggerBatch, _ activations: Activations, dfeatures: Matrix<S>,
    gradients: Gradients<S>, _ arena: Arena<S>, _ pool: ThreadPool
  ) {
    // y[r] = hidden[word of r]: the gradients of all rows of a word add up.
    for (direction, layer) in activations.directions[0].enumerated() {
      let dhidden = layer.gradient.hidden
      for row in 0..<dfeatures.rows {
        S.addScaled(
          dhidden.columns, 1, dfeatures.row(row) + direction * dhidden.columns,
          dhidden.row(Int(batch.wordOfRow[row])))
      }
    }
    stack.backward(
      weights, batch.words, activations,
      doutput: arena.zeros(batch.words.rowCount, stack.outputSize),
      dinput: gradients[embedding.table], dropoutSeed: nil, pool)
  }

  func gradientTasks(
    _ weights: Weights<S>, _ gradients: Gradients<S>, _ activations: Activations
  ) -> [GradientTask] {
    stack.gradientTasks(
      gradients, input: weights[embedding.table], activations, wasTraining: false)
  }
}
