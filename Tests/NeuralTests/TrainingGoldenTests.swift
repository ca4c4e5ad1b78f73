import Neural
import TestSupport
import Testing

/// Whole trainings against PyTorch, step by step from the same weights: Golden/make-layers.py,
/// `language_model` and `tagger`.
struct TrainingGoldenTests {
  private struct Step: Decodable {
    let loss: Double
    let norm: Double?

    enum CodingKeys: String, CodingKey {
      case loss
      case norm = "grad_norm"
    }
  }

  private struct LanguageModelRun: Decodable {
    let count: Int
    let size: Int
    let hidden: Int
    /// [B][characters]
    let data: [[Int32]]
    let `init`: [String: GoldenTensor]
    let log: [Step]
    let final: [String: GoldenTensor]

    enum CodingKeys: String, CodingKey {
      case count = "V"
      case size = "E"
      case hidden = "H"
      case data, `init`, log, final
    }
  }

  private struct TaggerRun: Decodable {
    struct Batch: Decodable {
      /// [T][B], as `tags`
      let words: [[Int32]]
      let tags: [[Int32]]
      let lengths: [Int]
    }
    let batches: [Batch]
    let `init`: [String: GoldenTensor]
    let log: [Step]
    let final: [String: GoldenTensor]
    let decoded: [[Int]]

    enum CodingKeys: String, CodingKey {
      case batches, `init`, log, final
      case decoded = "final_decode_last_batch"
    }
  }

  /// Truncated backpropagation through time over four streams, whose states are carried from one
  /// step to the next.
  @Test(arguments: zip(["LSTM", "GRU", "RNN"], [CellKind.lstm, .gru, .rnn]))
  func characterLanguageModel(name: String, kind: CellKind) throws {
    let golden = try GoldenFile.decode(
      LanguageModelRun.self, file: "train_language_model_\(name).json")
    let model = TaggingModel(
      count: golden.count, size: golden.size, hidden: golden.hidden, layers: 2,
      isBidirectional: false,
      cell: kind.cell, classes: golden.count, hasCRF: false)
    model.load(golden.`init`)
    let optimizer = Optimizer<Double>(.adam(), layout: model.weights.layout)
    let length = 5
    let sequences = PackedSequences(lengths: golden.data.map { _ in length }, shardSize: 3)
    var states: [(hidden: [Double], cell: [Double])]?
    #expect(golden.log.count == 8)
    for (number, expected) in golden.log.enumerated() {
      func packed(from start: Int) -> [Int32] {
        var ids = [Int32](repeating: -1, count: sequences.rowCount)
        for (place, stream) in sequences.order.enumerated() {
          for (step, row) in sequences.rows(ofSequence: place).enumerated() {
            ids[row] = golden.data[stream][start + step]
          }
        }
        return ids
      }
      let ids = packed(from: number * length)
      let targets = packed(from: number * length + 1)
      let activations = model.forward(sequences, ids, states: states)
      states = activations.stack.directions.map {
        ($0[0].state.hidden.elements(), $0[0].state.cell.elements())
      }
      let dlogits = model.arena.matrix(activations.logits.rows, activations.logits.columns)
      let scale = 1 / Double(targets.count)
      let loss =
        scale
        * CrossEntropy<Double>()(
          logits: activations.logits, targets: targets, scale: scale, dlogits: dlogits)
      model.backward(sequences, ids, activations, dlogits)
      let norm = model.gradients.clip(norm: 0.5)
      optimizer.step(model.weights, model.gradients, rate: 0.01)
      #expect(mismatch(loss, expected.loss, relative: 1e-9) == nil, "loss of step \(number)")
      let expectedNorm = try #require(expected.norm)
      #expect(mismatch(norm, expectedNorm, relative: 1e-9) == nil, "norm of step \(number)")
    }
    model.expectWeights(golden.final)
  }

  @Test func bidirectionalTagger() throws {
    let golden = try GoldenFile.decode(TaggerRun.self, file: "train_tagger.json")
    let model = TaggingModel(
      count: 20, size: 6, hidden: 5, layers: 1, isBidirectional: true, cell: LSTMCell(),
      classes: 4, hasCRF: true)
    let crf = try #require(model.crf)
    model.load(golden.`init`)
    let optimizer = Optimizer<Double>(.adam(), layout: model.weights.layout)
    #expect(golden.batches.count == golden.log.count && golden.log.count == 6)
    for (number, (batch, expected)) in zip(golden.batches, golden.log).enumerated() {
      let (sequences, ids) = packed(batch)
      let activations = model.forward(sequences, ids)
      let dlogits = model.arena.matrix(activations.logits.rows, activations.logits.columns)
      let prepared = crf.prepare(model.weights)
      let scores = crf.makeScoreGradients(model.arena)
      var loss = 0.0
      for place in 0..<sequences.count {
        let rows = sequences.rows(ofSequence: place)
        let emissions = model.gather(activations.logits, rows)
        let gradient = model.arena.matrix(rows.count, crf.tagCount)
        let tags = rows.indices.map { batch.tags[$0][sequences.order[place]] }
        loss += crf.negativeLogLikelihood(
          prepared, emissions: emissions, tags: tags, scale: 1 / Double(sequences.count),
          demissions: gradient, gradients: scores, arena: model.arena)
        for (step, row) in rows.enumerated() {
          dlogits.row(row).update(from: gradient.row(step), count: crf.tagCount)
        }
      }
      model.backward(sequences, ids, activations, dlogits)
      scores.add(to: model.gradients, of: crf)
      optimizer.step(model.weights, model.gradients, rate: 0.02)
      #expect(mismatch(loss, expected.loss, relative: 1e-9) == nil, "loss of step \(number)")
    }
    model.expectWeights(golden.final)

    let (sequences, ids) = packed(try #require(golden.batches.last))
    let activations = model.forward(sequences, ids)
    let prepared = crf.prepare(model.weights)
    for (place, index) in sequences.order.enumerated() {
      let emissions = model.gather(activations.logits, sequences.rows(ofSequence: place))
      #expect(crf.decode(prepared, emissions: emissions).tags == golden.decoded[index])
    }
  }

  private func packed(_ batch: TaggerRun.Batch) -> (PackedSequences, [Int32]) {
    let sequences = PackedSequences(lengths: batch.lengths, shardSize: 2)
    var ids = [Int32](repeating: -1, count: sequences.rowCount)
    for (place, index) in sequences.order.enumerated() {
      for (step, row) in sequences.rows(ofSequence: place).enumerated() {
        ids[row] = batch.words[step][index]
      }
    }
    return (sequences, ids)
  }
}

/// An embedding, a recurrent stack and a dense layer, with or without a CRF on top, under PyTorch's
/// names.
private struct TaggingModel {
  let embedding: Embedding<Double>
  let stack: RecurrentStack<Double>
  let output: Dense<Double>
  let crf: CRF<Double>?
  let weights: Weights<Double>
  let gradients: Gradients<Double>
  let arena = Arena<Double>()

  struct Activations {
    let input: Matrix<Double>
    let stack: RecurrentStack<Double>.Activations
    let logits: Matrix<Double>
  }

  init(
    count: Int, size: Int, hidden: Int, layers: Int, isBidirectional: Bool,
    cell: any RecurrentCell, classes: Int, hasCRF: Bool
  ) {
    var layout = ParameterLayout()
    embedding = layout.scope("emb") {
      Embedding(
        count: count, size: size, isSparse: false, initialization: .zeros, layout: &$0)
    }
    let stack = layout.scope("rnn") {
      RecurrentStack<Double>(
        inputSize: size, hiddenSize: hidden, layers: layers, isBidirectional: isBidirectional,
        cell: cell, layout: &$0)
    }
    self.stack = stack
    output = layout.scope("out") {
      Dense(inputSize: stack.outputSize, outputSize: classes, layout: &$0)
    }
    crf = hasCRF ? layout.scope("crf") { CRF(tags: classes, layout: &$0) } : nil
    weights = Weights(layout: layout, forTraining: true)
    gradients = Gradients(layout: layout)
  }

  func load(_ tensors: [String: GoldenTensor]) {
    #expect(Set(tensors.keys) == Set(weights.layout.entries.map(\.name)))
    for (name, tensor) in tensors {
      guard let reference = weights.layout.reference(named: name) else { continue }
      weights.setElements(of: reference, to: tensor.data)
    }
    weights.repack()
  }

  func expectWeights(_ tensors: [String: GoldenTensor]) {
    let elements = weights.allElements()
    #expect(Set(tensors.keys) == Set(elements.keys))
    for (name, tensor) in tensors {
      let problem = mismatch(elements[name] ?? [], tensor.data, relative: 1e-9)
      #expect(problem == nil, "\(name)")
    }
  }

  /// - Parameter states: the initial ones of each layer; zero without.
  func forward(
    _ sequences: PackedSequences, _ ids: [Int32],
    states: [(hidden: [Double], cell: [Double])]? = nil
  ) -> Activations {
    arena.reset()
    let rows = 0..<sequences.rowCount
    let activations = Activations(
      input: arena.matrix(rows.count, embedding.size),
      stack: stack.makeActivations(sequences, arena),
      logits: arena.matrix(rows.count, output.outputSize))
    for (layer, state) in (states ?? []).enumerated() {
      let start = activations.stack.directions[layer][0].state
      start.hidden.pointer.update(from: state.hidden, count: state.hidden.count)
      start.cell.pointer.update(from: state.cell, count: state.cell.count)
    }
    embedding.forward(weights, rows: rows, ids, into: activations.input)
    stack.forward(
      weights, sequences, input: activations.input, activations.stack, dropoutSeed: nil, .serial)
    output.forward(weights, rows: rows, activations.stack.output, into: activations.logits)
    return activations
  }

  /// Leaves the gradients of the batch in `gradients`.
  func backward(
    _ sequences: PackedSequences, _ ids: [Int32], _ activations: Activations,
    _ dlogits: Matrix<Double>
  ) {
    gradients.reset()
    let rows = 0..<sequences.rowCount
    let doutput = arena.matrix(rows.count, stack.outputSize)
    let dinput = arena.matrix(rows.count, embedding.size)
    output.backward(weights, rows: rows, dy: dlogits, into: doutput)
    stack.backward(
      weights, sequences, activations.stack, doutput: doutput, dinput: dinput, dropoutSeed: nil,
      .serial)
    let tasks =
      stack.gradientTasks(
        gradients, input: activations.input, activations.stack, wasTraining: false)
      + output.gradientTasks(gradients, x: activations.stack.output, dy: dlogits)
      + embedding.gradientTasks(gradients, ids, dy: dinput)
    for task in tasks { task() }
  }

  func gather(_ matrix: Matrix<Double>, _ rows: [Int]) -> Matrix<Double> {
    let gathered = arena.matrix(rows.count, matrix.columns)
    for (step, row) in rows.enumerated() {
      gathered.row(step).update(from: matrix.row(row), count: matrix.columns)
    }
    return gathered
  }
}
