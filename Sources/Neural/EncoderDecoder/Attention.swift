// D sentences, R rows of all their source states, T rows of all their targets; C columns of a
// source state, H of a query (the decoder's state), A of a key.

/// How well a source state fits a decoder's state.
public enum AttentionKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// query · W state (Luong, Pham and Manning 2015).
  case general
  /// v · tanh(W state + U query + b) (Bahdanau, Cho and Bengio 2015).
  case additive
}

/// Attention: the mean of a sentence's source states, weighted by how well each fits a query.
///
/// score[j] = query · key[j], or v · tanh(U query + b + key[j]), with key = states · keyᵀ;
/// α = softmax(score); context = Σ α[j] states[j].
package struct Attention<S: Scalar>: Sendable {
  /// C
  let stateSize: Int
  /// A
  let keySize: Int
  /// [A, C]
  let key: ParameterReference
  /// What the additive score has beside the keys.
  let additive: Additive?

  /// The parameters of the additive score.
  struct Additive: Sendable {
    /// U, [A, H]
    let query: ParameterReference
    /// b, [1, A]
    let bias: ParameterReference
    /// v, [1, A]
    let score: ParameterReference
  }

  /// Adds `key_weight` [A, C] to the layout, and for the additive score `query_weight` [A, H],
  /// `query_bias` [A] and `score` [A]. A is H.
  package init(
    kind: AttentionKind, stateSize: Int, querySize: Int, layout: inout ParameterLayout
  ) {
    self.stateSize = stateSize
    keySize = querySize
    key = layout.add(
      "key_weight", rows: querySize, columns: stateSize, kind: .weight, initialization: .glorot)
    additive =
      kind == .general
      ? nil
      : Additive(
        query: layout.add(
          "query_weight", rows: querySize, columns: querySize, kind: .weight,
          initialization: .glorot),
        bias: layout.add("query_bias", rows: 1, columns: querySize, initialization: .zeros),
        score: layout.add(
          "score", rows: 1, columns: querySize,
          initialization: .uniform((3 / Double(querySize)).squareRoot())))
  }

  /// The source states of some sentences, one sentence after the other.
  package struct Memory: Sendable {
    /// [R, C]
    let states: Matrix<S>
    /// [R, A]
    let keys: Matrix<S>
    /// The row where each sentence starts, and R.
    let starts: [Int]
    /// 0, 1, …, R - 1.
    private let indices: GatherIndices

    /// Takes memory for the states of sentences of these lengths.
    init(_ attention: Attention, lengths: [Int], _ arena: Arena<S>) {
      starts = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
      let rows = starts[lengths.count]
      states = arena.matrix(rows, attention.stateSize)
      keys = arena.matrix(rows, attention.keySize)
      indices = GatherIndices((0..<rows).map(Int32.init))
    }

    /// The rows of a sentence.
    func range(_ sentence: Int) -> Range<Int> { starts[sentence]..<starts[sentence + 1] }

    /// out[j] = x · the row of the j-th state of a sentence.
    @inline(__always)
    func products(
      _ sentence: Int, of matrix: Matrix<S>, with x: UnsafePointer<S>,
      into out: UnsafeMutablePointer<S>
    ) {
      let range = range(sentence)
      S.dotRows(
        count: range.count, n: matrix.columns, x: x, a: matrix.pointer, lda: matrix.stride,
        ids: indices.pointer(from: range.lowerBound), out: out)
    }
  }

  /// Keys of some rows of the memory.
  func project(_ weights: Weights<S>, _ memory: Memory, rows: Range<Int>) {
    weights.multiply(
      memory.states.rows(rows), by: key, initial: .zeros, into: memory.keys.rows(rows))
  }

  /// What of the additive score is the same for all source states: projected = U query + b.
  func project(_ weights: Weights<S>, queries: Matrix<S>, into projected: Matrix<S>) {
    guard let additive else { return }
    weights.multiply(
      queries, by: additive.query, initial: .row(weights[additive.bias].pointer), into: projected)
  }

  /// The context of one query.
  ///
  /// - Parameters:
  ///   - query: [H], or, for the additive score, U query + b, [A].
  ///   - scratch: [A], overwritten.
  ///   - alpha: written: the weight of each state of the sentence.
  ///   - context: [C], written.
  @inline(__always)
  func forward(
    _ weights: Weights<S>, _ memory: Memory, sentence: Int, query: UnsafePointer<S>,
    scratch: UnsafeMutablePointer<S>, alpha: UnsafeMutablePointer<S>,
    context: UnsafeMutablePointer<S>
  ) {
    let range = memory.range(sentence)
    if let additive {
      let v = weights[additive.score].pointer
      for (j, row) in range.enumerated() {
        activate(memory.keys.row(row), query, scratch)
        alpha[j] = dot(scratch, v)
      }
    } else {
      memory.products(sentence, of: memory.keys, with: query, into: alpha)
    }
    S.softmax(range.count, alpha, alpha)
    context.update(repeating: 0, count: stateSize)
    for (j, row) in range.enumerated() {
      S.addScaled(stateSize, alpha[j], memory.states.row(row), context)
    }
  }

  /// The gradients that the backward pass of a batch adds to.
  struct MemoryGradient: Sendable {
    /// [R, C]
    let states: Matrix<S>
    /// [R, A]
    let keys: Matrix<S>
    /// [D, A]: of v, with the additive score, a row for each sentence so that threads share none.
    let score: Matrix<S>

    init(_ attention: Attention, _ memory: Memory, _ arena: Arena<S>) {
      states = arena.zeros(memory.states.rows, attention.stateSize)
      keys = arena.zeros(memory.states.rows, attention.keySize)
      score = arena.zeros(
        attention.additive == nil ? 0 : memory.starts.count - 1, attention.keySize)
    }
  }

  /// Back through the context of one query.
  ///
  /// - Parameters:
  ///   - query, alpha: as the forward pass had and wrote them.
  ///   - dcontext: [C].
  ///   - scratch: [A], overwritten.
  ///   - dscores: as long as `alpha`, overwritten.
  ///   - dquery: added to; for the additive score the gradient of U query + b.
  @inline(__always)
  func backward(
    _ weights: Weights<S>, _ memory: Memory, _ gradient: MemoryGradient, sentence: Int,
    query: UnsafePointer<S>, alpha: UnsafePointer<S>, dcontext: UnsafePointer<S>,
    scratch: UnsafeMutablePointer<S>, dscores: UnsafeMutablePointer<S>,
    dquery: UnsafeMutablePointer<S>
  ) {
    let range = memory.range(sentence)
    // context = Σ α[j] states[j]:  dα[j] = dcontext · states[j]
    memory.products(sentence, of: memory.states, with: dcontext, into: dscores)
    var mean: S = 0
    for j in 0..<range.count { mean += alpha[j] * dscores[j] }
    for (j, row) in range.enumerated() {
      S.addScaled(stateSize, alpha[j], dcontext, gradient.states.row(row))
      // α = softmax(score):  dscore[j] = α[j] (dα[j] - Σ α dα)
      dscores[j] = alpha[j] * (dscores[j] - mean)
      let dkey = gradient.keys.row(row)
      guard let additive else {
        // score[j] = query · key[j]
        S.addScaled(keySize, dscores[j], memory.keys.row(row), dquery)
        S.addScaled(keySize, dscores[j], query, dkey)
        continue
      }
      // score[j] = v · y;  y = tanh(query + key[j])
      let v = weights[additive.score].pointer
      activate(memory.keys.row(row), query, scratch)
      S.addScaled(keySize, dscores[j], scratch, gradient.score.row(sentence))
      let dscore = dscores[j]
      for i in 0..<keySize {
        let d = dscore * v[i] * (1 - scratch[i] * scratch[i])
        dquery[i] += d
        dkey[i] += d
      }
    }
  }

  /// Back through ``project(_:_:rows:)``: dstates += dkeys · key.
  func backwardThroughKeys(
    _ weights: Weights<S>, _ gradient: MemoryGradient, rows: Range<Int>
  ) {
    weights.multiplyTransposed(
      gradient.keys.rows(rows), by: key, into: gradient.states.rows(rows), accumulates: true)
  }

  /// The tasks that add the gradients of the parameters.
  ///
  /// - Parameters:
  ///   - queries: [T, H].
  ///   - dprojected: [T, A], with the additive score.
  func gradientTasks(
    _ gradients: Gradients<S>, _ memory: Memory, _ gradient: MemoryGradient, queries: Matrix<S>,
    dprojected: Matrix<S>
  ) -> [GradientTask] {
    let tasks = weightGradientTasks(
      gradients, key, biases: [], dy: gradient.keys, x: memory.states)
    guard let additive else { return tasks }
    let dv = gradients[additive.score]
    return tasks
      + weightGradientTasks(
        gradients, additive.query, biases: [additive.bias], dy: dprojected, x: queries) + [
        {
          S.addColumnSums(
            m: gradient.score.rows, n: dv.columns, a: gradient.score.pointer,
            lda: gradient.score.stride, sums: dv.pointer)
        }
      ]
  }

  /// y = tanh(key + query)
  @inline(__always)
  private func activate(
    _ key: UnsafePointer<S>, _ query: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>
  ) {
    for i in 0..<keySize { y[i] = key[i] + query[i] }
    S.tanh(keySize, y, y)
  }

  @inline(__always)
  private func dot(_ a: UnsafePointer<S>, _ b: UnsafePointer<S>) -> S {
    var sum: S = 0
    for i in 0..<keySize { sum += a[i] * b[i] }
    return sum
  }
}
