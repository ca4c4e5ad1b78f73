import Neural
import Text

extension ONNXBuilder {
  /// From the rows of words and n-grams to the probabilities of labels, [B, K].
  ///
  /// - Returns: the labels, and which n-gram each row is of.
  mutating func addClassifier(
    _ classifier: TextClassifier
  ) throws(ModelError) -> [(key: String, value: String)] {
    let configuration = classifier.recipe.classifier
    let calibration = classifier.calibration
    let shape: [ONNXGraph.Dimension] = [.name("batch"), .size(classifier.labels.count)]
    var logits: [String] = []
    if configuration.isRecurrent {
      let scores = try recurrentScores(classifier)
      graph.output(scores, as: "recurrent_scores", shape)
      logits.append(scaled(scores, by: calibration.recurrentScale))
    }
    if configuration.hasNGrams {
      let scores = try ngramScores()
      graph.output(scores, as: "ngram_scores", shape)
      logits.append(scaled(scores, by: calibration.ngramScale))
    }
    let sum = logits.count == 1 ? logits[0] : graph.node("Add", logits)
    let probabilities =
      classifier.isMultilabel
      ? graph.node("Sigmoid", [sum]) : graph.node("Softmax", [sum], [("axis", .integer(1))])
    graph.output(probabilities, as: "probabilities", shape)
    let table = classifier.features.ngrams
    return [
      ("labels", ONNXMetadata.json(classifier.labels)),
      ("ngram_hashes", ONNXMetadata.json(table.hashes)),
      ("ngram_rarity", ONNXMetadata.json(table.rarity)),
    ]
  }

  private mutating func scaled(_ x: String, by factor: Double) -> String {
    graph.node("Mul", [x, graph.constant([Float(factor)], [1])])
  }

  /// The n-grams of each text, filled up with values of 0: Σ value · row + bias.
  private mutating func ngramScores() throws(ModelError) -> String {
    let shape: [ONNXGraph.Dimension] = [.name("batch"), .name("ngrams")]
    let ids = graph.input("ngram_rows", .int64, shape)
    let values = graph.input("ngram_values", .float, shape)
    let columns = graph.node("Unsqueeze", [values, graph.constant([1])])
    let rows = try rows(of: "network.ngrams.weight", ids)
    // [B, 1, N] · [B, N, K]
    let product = graph.node("MatMul", [columns, rows])
    let sums = graph.node("Squeeze", [product, graph.constant([1])])
    return graph.node("Add", [sums, try constant("network.ngrams.bias")])
  }

  private mutating func recurrentScores(_ classifier: TextClassifier) throws(ModelError) -> String {
    let configuration = classifier.recipe.classifier
    var vectors = try attributes(
      "network.", classifier.features.attributes.map(\.attribute.rawValue)
    ).vectors
    if let fromText = classifier.features.vectors?.dimension {
      vectors.append(features("vectors", fromText))
    }
    if let states = file.tensor(named: "network.contextual.weight")?.shape[1] {
      vectors.append(try dense("network.contextual", features("contextual", states)))
    }
    let lengths = graph.input("lengths", .int32, [.name("batch")])
    let (states, last) = try encoder(
      "network.encoder.", vectors, cell: configuration.cell, layers: configuration.layers,
      lengths: lengths)
    let pooled = try pooled(configuration.pooling, states, last, lengths: lengths)
    return try dense("network.output", pooled)
  }

  /// One vector for each text, of its own steps alone.
  private mutating func pooled(
    _ kind: PoolingKind, _ states: String, _ last: Recurrent, lengths: String
  ) throws(ModelError) -> String {
    if kind == .last {
      // [D, B, H] to [B, D, H] to [B, D·H]
      return graph.node("Reshape", [exchanged(last.state), graph.constant([0, -1])])
    }
    let mask = mask(states, lengths: lengths)
    switch kind {
    case .mean: return mean(states, mask, lengths: lengths)
    case .max: return maximum(states, mask)
    case .meanMax:
      return graph.node(
        "Concat", [mean(states, mask, lengths: lengths), maximum(states, mask)],
        [("axis", .integer(1))])
    case .attention:
      let query = try tensor("network.pooling.query").elements
      let scores = graph.node("MatMul", [states, graph.constant(query, [query.count, 1])])
      let weights = graph.node(
        "Softmax", [hidden(scores, mask)], [("axis", .integer(1))])
      return sum(graph.node("Mul", [states, weights]))
    case .last: return states
    }
  }

  /// [B, T, 1]: 1 for the steps of a text, 0 for what fills it up.
  private mutating func mask(_ states: String, lengths: String) -> String {
    let zero = graph.constant([0], isScalar: true)
    let one = graph.constant([1], isScalar: true)
    let time = graph.node(
      "Gather", [graph.node("Shape", [states]), one], [("axis", .integer(0))])
    let steps = graph.node("Range", [zero, time, one])
    let ends = graph.node(
      "Unsqueeze", [graph.node("Cast", [lengths], [("to", .integer(7))]), graph.constant([1])])
    let isInside = graph.node("Less", [steps, ends])
    return graph.node(
      "Unsqueeze",
      [graph.node("Cast", [isInside], [("to", .integer(1))]), graph.constant([2])])
  }

  /// The mean of the steps of a text; 0 of no steps.
  private mutating func mean(_ states: String, _ mask: String, lengths: String) -> String {
    let own = graph.node("Mul", [states, mask])
    let sums = sum(own)
    let counts = graph.node("Cast", [lengths], [("to", .integer(1))])
    let divisors = graph.node(
      "Unsqueeze",
      [graph.node("Max", [counts, graph.constant([Float(1)], [1])]), graph.constant([1])])
    return graph.node("Div", [sums, divisors])
  }

  /// The sum over the steps.
  private mutating func sum(_ x: String) -> String {
    graph.node("ReduceSum", [x, graph.constant([1])], [("keepdims", .integer(0))])
  }

  private mutating func maximum(_ states: String, _ mask: String) -> String {
    graph.node(
      "ReduceMax", [hidden(states, mask)], [("axes", .integers([1])), ("keepdims", .integer(0))])
  }

  /// What fills a text up becomes so small that it counts nowhere.
  private mutating func hidden(_ x: String, _ mask: String) -> String {
    let penalty = graph.node("Sub", [mask, graph.constant([Float(1)], [1])])
    return graph.node(
      "Add", [x, graph.node("Mul", [penalty, graph.constant([Float(1e30)], [1])])])
  }
}
