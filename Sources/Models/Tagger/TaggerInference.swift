import Neural
import Text

/// The path of a trained tagger from words to spans.
///
/// A word's part in the encoder's first layer is the same wherever it stands, so it is computed once and
/// kept for later uses; what is left for each token is the recurrent product.
struct TaggerInference: Sendable {
  let features: TaggerFeatures
  let tagset: Tagset
  private let network: TaggerNetwork<Float>
  private let weights: Weights<Float>
  private let scores: CRF<Float>.Prepared

  init(
    network: TaggerNetwork<Float>, weights: Weights<Float>, features: TaggerFeatures,
    tagset: Tagset
  ) {
    self.network = network
    self.weights = weights
    self.features = features
    self.tagset = tagset
    scores = network.crf.prepare(weights)
  }

  /// The memory of one caller at a time.
  final class Workspace {
    fileprivate let memory = TaggerNetwork<Float>.Workspace()
    fileprivate let words: WordProducts

    init(_ inference: TaggerInference) {
      words = WordProducts(directions: inference.network.encoder.layers[0])
    }
  }

  /// Sentences in a shard: enough rows for fast products.
  private static let shardSize = 16

  /// The spans of each sentence, each with its probability.
  ///
  /// - Parameter sentences: words, at most ``WordProducts/minimumCapacity`` in all.
  func spans(
    in sentences: [[String]], _ workspace: Workspace, _ pool: ThreadPool
  ) -> [[(span: TokenSpan, probability: Double)]] {
    let words = workspace.words
    let numbers = words.numbers(of: sentences) { added in
      project(added, into: words, workspace, pool)
    }
    let tokens = PackedSequences(lengths: numbers.map(\.count), shardSize: Self.shardSize)
    var ids = [Int32](repeating: 0, count: tokens.rowCount)
    for (place, index) in tokens.order.enumerated() {
      for (row, number) in zip(tokens.rows(ofSequence: place), numbers[index]) {
        ids[row] = number
      }
    }
    workspace.memory.reset(shards: tokens.shards.count)
    let emissions = network.emissions(
      weights, tokens, ids: ids, products: words.products, workspace.memory.arena, pool)
    let spans = Collected<[(span: TokenSpan, probability: Double)]>(
      count: tokens.count, empty: [])
    let memory = workspace.memory
    pool.forEach(tokens.shards.count) { index in
      let scratch = memory.arena(ofShard: index)
      for place in tokens.shards[index].sequences {
        let emissions = network.emissions(ofSequence: place, tokens, emissions, scratch)
        spans[tokens.order[place]] = self.spans(emissions, scratch)
      }
    }
    return spans.elements
  }

  private func spans(
    _ emissions: Matrix<Float>, _ scratch: Arena<Float>
  ) -> [(span: TokenSpan, probability: Double)] {
    let tags = network.crf.decode(scores, emissions: emissions).tags
    let found = tagset.spans(in: tags)
    if found.isEmpty { return [] }
    let lattice = network.crf.lattice(scores, emissions: emissions, arena: scratch)
    return found.map { ($0, lattice.spanProbability(tags: tags, range: $0.tokens)) }
  }

  /// Computes the products of words that were not kept.
  private func project(
    _ added: [(word: String, number: Int32)], into words: WordProducts, _ workspace: Workspace,
    _ pool: ThreadPool
  ) {
    let encodings = added.map { features.encode($0.word) }
    // A batch whose only sentence is the words: row r is the r-th.
    let batch = TaggerBatch(
      [TaggerBatch.Sentence(types: Array(0..<Int32(added.count)), tags: [])],
      attributeCount: features.attributeCount, encoding: { encodings[Int($0)] })
    workspace.memory.reset(shards: batch.tokens.shards.count)
    let arena = workspace.memory.arena
    let (input, _) = network.input(
      weights, batch, arena, seed: nil, keepsSteps: false, pool)
    for (direction, recurrent) in network.encoder.layers[0].enumerated() {
      let products = words.products[direction]
      let bias = arena.matrix(1, products.columns)
      let rows = arena.matrix(added.count, products.columns)
      recurrent.sumBiases(weights, into: bias.pointer)
      let block = 64
      pool.forEach((added.count + block - 1) / block) { index in
        let part = index * block..<min((index + 1) * block, added.count)
        recurrent.project(
          weights, input: input.rows(part), bias: bias.pointer, into: rows.rows(part))
        for row in part {
          products.row(Int(added[row].number)).update(
            from: rows.row(row), count: products.columns)
        }
      }
    }
  }
}
