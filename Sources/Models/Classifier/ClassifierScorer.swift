import Neural

/// The class scores of texts outside of training.
struct ClassifierScorer: Sendable {
  let network: ClassifierNetwork<Float>
  let weights: Weights<Float>
  let configuration: ClassifierConfiguration
  private let arenas = Reserve { Arena<Float>() }

  init(
    network: ClassifierNetwork<Float>, weights: Weights<Float>,
    configuration: ClassifierConfiguration
  ) {
    self.network = network
    self.weights = weights
    self.configuration = configuration
  }

  /// The scores of both parts; those of the recurrent part are the means over the parts of long texts.
  ///
  /// - Parameters:
  ///   - tokenCounts: of each text.
  ///   - ngrams: the scores of each text's n-grams, [K]; empty without them.
  ///   - attribute: the number of an attribute of a token, by attribute, text and token.
  func scores(
    tokenCounts: [Int], ngrams: [[Float]], _ pool: ThreadPool,
    attribute: @Sendable (_ attribute: Int, _ text: Int, _ token: Int) -> Int32
  ) -> ClassScores {
    let classes = network.classCount
    var scores = ClassScores(count: tokenCounts.count, classes: classes)
    for (text, values) in ngrams.enumerated() { scores.setNGrams(text, values) }
    guard configuration.isRecurrent else { return scores }
    let work = TextParts(tokenCounts: tokenCounts, size: configuration.maximumTokens)
    let results = Collected<[Float]>(count: work.batches.count, empty: [])
    // Several batches run side by side; a single one shares its work.
    let inner = work.batches.count == 1 ? pool : .serial
    withoutActuallyEscaping(attribute) { attribute in
      pool.forEach(work.batches.count) { index in
        let parts = work.parts[work.batches[index]]
        let first = parts.startIndex
        let batch = ClassifierBatch(
          lengths: parts.map(\.tokens.count), attributes: network.attributeCount,
          windowSize: configuration.windowSize
        ) { name, item, token in
          let part = parts[first + item]
          return attribute(name, part.text, part.tokens.lowerBound + token)
        }
        results[index] = arenas.with { arena in
          network.forward(weights, batch, arena, seed: nil, inner).recurrent.elements()
        }
      }
    }
    for (batch, result) in zip(work.batches, results.elements) {
      for (row, part) in work.parts[batch].enumerated() {
        scores.addRecurrent(
          part.text, result[row * classes..<(row + 1) * classes], share: part.share)
      }
    }
    // An empty text has the scores of a vector of zeros, as in training.
    let empty = tokenCounts.indices.filter { tokenCounts[$0] == 0 }
    if !empty.isEmpty {
      let bias = network.emptyTextScores(weights)
      for text in empty { scores.addRecurrent(text, bias[...], share: 1) }
    }
    return scores
  }
}
