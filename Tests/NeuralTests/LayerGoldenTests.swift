import Neural
import TestSupport
import Testing

/// Dense layers, embeddings and layer normalization against PyTorch: Golden/make-layers.py.
struct LayerGoldenTests {
  @Test func dense() throws {
    try checkDense(Double.self, relative: 1e-9, absolute: 1e-12)
    try checkDense(Float.self, relative: 1e-5, absolute: 1e-5)
  }

  private func checkDense<S: Scalar>(_: S.Type, relative: Double, absolute: Double) throws {
    let golden = try GoldenFile(named: "Linear")
    let w = try golden.tensor("w")
    var layout = ParameterLayout()
    let dense = Dense<S>(inputSize: w.shape[1], outputSize: w.shape[0], layout: &layout)
    let weights = Weights<S>(layout: layout, forTraining: true)
    weights.setElements(of: dense.weight, to: w.data.map { S($0) })
    weights.setElements(of: dense.bias, to: try golden.tensor("b").data.map { S($0) })
    weights.repack()
    let gradients = Gradients<S>(layout: layout)
    let arena = Arena<S>()
    let x = arena.matrix(try golden.tensor("x"))
    let dy = arena.matrix(try golden.tensor("R_output"))
    let y = arena.matrix(x.rows, dense.outputSize)
    let dx = arena.matrix(x.rows, x.columns)
    // In two parts, as shards do it.
    for rows in [0..<1, 1..<x.rows] {
      dense.forward(weights, rows: rows, x, into: y)
      dense.backward(weights, rows: rows, dy: dy, into: dx)
    }
    for task in dense.gradientTasks(gradients, x: x, dy: dy) { task() }
    let found = [
      "output": y, "grad.x": dx, "grad.w": gradients[dense.weight], "grad.b": gradients[dense.bias],
    ]
    for (name, matrix) in found {
      let problem = mismatch(
        matrix.elements(), try golden.tensor(name).data, relative: relative, absolute: absolute)
      #expect(problem == nil, "\(name) in \(S.self)")
    }
  }

  @Test func layerNormalization() throws {
    try checkNormalization(Double.self, relative: 1e-9, absolute: 1e-12)
    try checkNormalization(Float.self, relative: 1e-5, absolute: 1e-5)
  }

  private func checkNormalization<S: Scalar>(
    _: S.Type, relative: Double, absolute: Double
  ) throws {
    let golden = try GoldenFile(named: "LayerNorm")
    let x = try golden.tensor("x")
    var layout = ParameterLayout()
    let layer = LayerNormalization<S>(size: x.shape[1], layout: &layout)
    let weights = Weights<S>(layout: layout, forTraining: true)
    weights.setElements(of: layer.weight, to: try golden.tensor("w").data.map { S($0) })
    weights.setElements(of: layer.bias, to: try golden.tensor("b").data.map { S($0) })
    let gradients = Gradients<S>(layout: layout)
    let arena = Arena<S>()
    let input = arena.matrix(x)
    let dy = arena.matrix(try golden.tensor("R_output"))
    let y = arena.matrix(input.rows, input.columns)
    let dx = arena.matrix(input.rows, input.columns)
    let statistics = arena.matrix(input.rows, 2)
    for rows in [0..<1, 1..<input.rows] {
      layer.forward(weights, rows: rows, input, into: y, statistics: statistics)
      layer.backward(weights, rows: rows, input, statistics: statistics, dy: dy, into: dx)
    }
    for task in layer.gradientTasks(gradients, x: input, statistics: statistics, dy: dy) { task() }
    let found = [
      "output": y, "grad.x": dx, "grad.w": gradients[layer.weight], "grad.b": gradients[layer.bias],
    ]
    for (name, matrix) in found {
      let problem = mismatch(
        matrix.elements(), try golden.tensor(name).data, relative: relative, absolute: absolute)
      #expect(problem == nil, "\(name) in \(S.self)")
    }
  }

  @Test(arguments: [false, true])
  func embedding(isSparse: Bool) throws {
    try checkEmbedding(Double.self, isSparse: isSparse, relative: 1e-9, absolute: 1e-12)
    try checkEmbedding(Float.self, isSparse: isSparse, relative: 1e-5, absolute: 1e-6)
  }

  /// PyTorch gives its padding row no gradient; packed sequences have no rows for padding at all,
  /// so the gradients are those of the other rows.
  private func checkEmbedding<S: Scalar>(
    _: S.Type, isSparse: Bool, relative: Double, absolute: Double
  ) throws {
    let golden = try GoldenFile(named: "Embedding_pad0")
    let w = try golden.tensor("w")
    var layout = ParameterLayout()
    let embedding = Embedding<S>(
      count: w.shape[0], size: w.shape[1], isSparse: isSparse, initialization: .zeros,
      layout: &layout)
    let weights = Weights<S>(layout: layout, forTraining: true)
    weights.setElements(of: embedding.table, to: w.data.map { S($0) })
    let gradients = Gradients<S>(layout: layout)
    let arena = Arena<S>()
    let ids = try golden.tensor("ids").ints.map { Int32($0) }
    let y = arena.matrix(ids.count, embedding.size)
    for rows in [0..<2, 2..<ids.count] {
      embedding.forward(weights, rows: rows, ids, into: y)
    }
    let output = try golden.tensor("output")
    #expect(mismatch(y.elements(), output.data, relative: relative, absolute: absolute) == nil)

    let all = arena.matrix(try golden.tensor("R_output"))
    let kept = ids.indices.filter { ids[$0] != 0 }
    let dy = arena.matrix(kept.count, embedding.size)
    for (row, index) in kept.enumerated() {
      dy.row(row).update(from: all.row(index), count: embedding.size)
    }
    let tasks = embedding.gradientTasks(gradients, kept.map { ids[$0] }, dy: dy)
    for task in tasks { task() }
    let problem = mismatch(
      gradients[embedding.table].elements(), try golden.tensor("grad.w").data,
      relative: relative, absolute: absolute)
    #expect(problem == nil)
    #expect(gradients.touchedRows(of: embedding.table) == (isSparse ? [1, 2, 4] : []))
  }
}
