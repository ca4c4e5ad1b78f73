import Neural

/// Word features from spelling: the last states of a bidirectional recurrent layer over the characters
/// (Lample et al. 2016), once for each word type of a batch.
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

  struct Pass {
    /// The vectors of the characters, [C, size].
    let input: Matrix<S>
    let dinput: Matrix<S>
    let stack: RecurrentStack<S>.Pass
  }

  func forward(
    _ weights: Weights<S>, _ batch: TaggerBatch, _ arena: Arena<S>, _ pool: ThreadPool
  ) -> Pass {
    let words = batch.words
    let pass = Pass(
      input: arena.matrix(words.rowCount, embedding.size),
      dinput: arena.matrix(words.rowCount, embedding.size),
      stack: stack.makePass(words, arena))
    pool.forEach(words.shards.count) {
      embedding.forward(
        weights, rows: words.shards[$0].rows, batch.characters, into: pass.input)
    }
    stack.forward(
      weights, words, input: pass.input, pass.stack, dropoutSeed: nil, pool)
    return pass
  }

  /// y[r] = the features of the word in row r, for y[R, 2·H].
  func gather(_ pass: Pass, _ batch: TaggerBatch, rows: Range<Int>, into y: Matrix<S>) {
    for (direction, layer) in pass.stack.directions[0].enumerated() {
      let hidden = layer.state.hidden
      for row in rows {
        (y.row(row) + direction * hidden.columns).update(
          from: hidden.row(Int(batch.wordOfRow[row])), count: hidden.columns)
      }
    }
  }

  /// Back from the gradients of the gathered features, [R, 2·H], to the characters.
  func backward(
    _ weights: Weights<S>, _ batch: TaggerBatch, _ pass: Pass, dfeatures: Matrix<S>,
    _ arena: Arena<S>, _ pool: ThreadPool
  ) {
    // y[r] = hidden[word of r]: the gradients of all rows of a word add up.
    for (direction, layer) in pass.stack.directions[0].enumerated() {
      let dhidden = layer.gradient.hidden
      for row in 0..<dfeatures.rows {
        S.addScaled(
          dhidden.columns, 1, dfeatures.row(row) + direction * dhidden.columns,
          dhidden.row(Int(batch.wordOfRow[row])))
      }
    }
    stack.backward(
      weights, batch.words, pass.stack,
      doutput: arena.zeros(batch.words.rowCount, stack.outputSize), dinput: pass.dinput,
      dropoutSeed: nil, pool)
  }

  func gradientTasks(
    _ gradients: Gradients<S>, _ batch: TaggerBatch, _ pass: Pass
  ) -> [GradientTask] {
    stack.gradientTasks(gradients, input: pass.input, pass.stack, wasTraining: false)
      + embedding.gradientTasks(gradients, batch.characters, dy: pass.dinput)
  }
}
