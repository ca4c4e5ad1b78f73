import Neural
import Text

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A trained tagger from words to spans, or to the labels of tokens.
///
/// Without language models the input projection of a word is the same wherever it stands, so it is
/// computed once and cached; what is left for each token is the recurrent product.
struct TaggerInference: Sendable {
  let features: TaggerFeatures
  /// Empty for a tagger of tokens.
  let tagset: Tagset
  private let embedder: ContextualEmbedder?
  let network: TaggerNetwork<Float>
  private let weights: Weights<Float>
  /// The transition scores of each head.
  let scores: [CRF<Float>.Prepared?]
  private let bias: GazetteerBias?

  init(
    network: TaggerNetwork<Float>, weights: Weights<Float>, features: TaggerFeatures,
    embedder: ContextualEmbedder?, tagset: Tagset = Tagset(labels: []), bias: GazetteerBias? = nil
  ) {
    self.bias = bias
    self.network = network
    self.weights = weights
    self.features = features
    self.tagset = tagset
    self.embedder = embedder
    scores = network.prepare(weights)
  }

  /// The memory of one caller at a time.
  final class Workspace {
    fileprivate let memory = TaggerNetwork<Float>.Workspace()
    fileprivate let cache: InputProjectionCache<TaggerFeatures.Encoding>
    /// For language models.
    fileprivate let contextual = Arena<Float>()

    /// The memory for input projections, taken as words come.
    private static let bytes = 64 << 20

    init(_ inference: TaggerInference) {
      let widths = inference.network.encoder.layers[0].map(\.width)
      let room = Self.bytes / (MemoryLayout<Float>.stride * widths.reduce(0, +))
      cache = InputProjectionCache(
        widths: widths, capacity: max(TaggerInference.batchTokens, room),
        encode: inference.features.encode)
    }
  }

  /// Sentences in a shard: enough rows for fast products.
  private static let shardSize = 16
  /// The most parts that the sentences are decoded in.
  private static let mostParts = 16
  /// The most tokens that the sentences of a call may have together.
  static let batchTokens = 4096

  /// The spans of each sentence, each with its probability.
  func spans(
    in sentences: [TokenizedSentence], _ workspace: Workspace, _ pool: ThreadPool
  ) -> [[(span: TokenSpan, probability: Double)]] {
    decode(sentences, workspace, pool, initial: []) { _, emissions, names, scratch in
      let found = spans(emissions, scratch) + names.map { ($0, 1) }
      return names.isEmpty
        ? found : found.sorted { $0.0.tokens.lowerBound < $1.0.tokens.lowerBound }
    }
  }

  /// The most probable taggings of each sentence, the best first, each with its probability.
  func alternatives(
    in sentences: [TokenizedSentence], limit: Int, _ workspace: Workspace, _ pool: ThreadPool
  ) -> [[(spans: [TokenSpan], probability: Double)]] {
    guard let crf = network.heads[0].crf, let scores = scores[0] else {
      return sentences.map { _ in [] }
    }
    return decode(sentences, workspace, pool, initial: []) { _, emissions, names, scratch in
      let best = crf.nBest(scores, emissions: emissions, limit: limit)
      let lattice = crf.lattice(scores, emissions: emissions, arena: scratch)
      return best.map { path in
        (
          (tagset.spans(in: path.tags) + names).sorted {
            $0.tokens.lowerBound < $1.tokens.lowerBound
          }, min(1, exp(path.score - lattice.logPartition))
        )
      }
    }
  }

  /// The results of `body` for each sentence: for its index, its emissions, [T, K], the names that
  /// only the gazetteer has labels for, and scratch memory.
  func decode<Result>(
    _ sentences: [TokenizedSentence], _ workspace: Workspace, _ pool: ThreadPool, initial: Result,
    _ body: @Sendable (Int, Matrix<Float>, [TokenSpan], Arena<Float>) -> Result
  ) -> [Result] {
    let (tokens, emissions) =
      if embedder != nil || features.names != nil {
        self.emissions(inContext: sentences, workspace, pool)
      } else {
        self.emissions(of: sentences, workspace, pool)
      }
    // The longest sentences come first, so parts for threads had better be small.
    let parts = min(Self.mostParts, (tokens.count + 3) / 4)
    workspace.memory.prepare(shards: parts)
    let results = ParallelResults<Result>(count: tokens.count, initial: initial)
    let memory = workspace.memory
    pool.forEach(parts) { part in
      let scratch = memory.arena(ofShard: part)
      for sequence in tokens.count * part / parts..<tokens.count * (part + 1) / parts {
        let emissions = network.emissions(ofSequence: sequence, tokens, emissions, scratch)
        let index = tokens.order[sequence]
        let names = bias?.apply(to: emissions, words: sentences[index].words) ?? []
        results[index] = body(index, emissions, names, scratch)
      }
    }
    return results.elements
  }

  /// The emissions from cached input projections, which are computed for new words.
  private func emissions(
    of sentences: [TokenizedSentence], _ workspace: Workspace, _ pool: ThreadPool
  ) -> (PackedSequences, Matrix<Float>) {
    let cache = workspace.cache
    let indices = cache.indices(of: sentences) { rows, encodings in
      project(Array(encodings), into: cache.projections.map { $0.rows(rows) }, workspace, pool)
    }
    let tokens = PackedSequences(
      lengths: sentences.map(\.tokens.count), shardSize: Self.shardSize)
    workspace.memory.reset(shards: 0)
    return (
      tokens,
      network.emissions(
        weights, tokens, ids: tokens.packed(indices), projected: cache.projections,
        workspace.memory.arena, pool)
    )
  }

  /// The emissions of words in their context.
  private func emissions(
    inContext sentences: [TokenizedSentence], _ workspace: Workspace, _ pool: ThreadPool
  ) -> (PackedSequences, Matrix<Float>) {
    var types = WordTypes(features: features)
    var words: [[String]] = []
    var batch: [TaggerBatch.Sentence] = []
    var token = 0
    for sentence in sentences {
      let strings = sentence.words
      batch.append(
        TaggerBatch.Sentence(
          types: strings.map { types.index(of: $0) }, tags: [], firstToken: token,
          names: features.nameColumns(of: strings)))
      token += strings.count
      words.append(strings)
    }
    let known = types
    let input = TaggerBatch(
      batch, attributeCount: features.attributeCount,
      contextual: embedder?.vectors(of: words, workspace.contextual, pool),
      encoding: known.encoding(of:))
    workspace.memory.reset(shards: input.tokens.shards.count)
    return (
      input.tokens, network.emissions(weights, input, workspace.memory.arena, pool)
    )
  }

  private func spans(
    _ emissions: Matrix<Float>, _ scratch: Arena<Float>
  ) -> [(span: TokenSpan, probability: Double)] {
    guard let crf = network.heads[0].crf, let scores = scores[0] else { return [] }
    let tags = crf.decode(scores, emissions: emissions).tags
    let found = tagset.spans(in: tags)
    if found.isEmpty { return [] }
    let lattice = crf.lattice(scores, emissions: emissions, arena: scratch)
    return found.map { ($0, lattice.spanProbability(tags: tags, range: $0.tokens)) }
  }

  /// Computes the input projections of words.
  private func project(
    _ encodings: [TaggerFeatures.Encoding], into projections: [Matrix<Float>],
    _ workspace: Workspace, _ pool: ThreadPool
  ) {
    // A batch whose only sentence is the words: row r is the r-th.
    let batch = TaggerBatch(
      [TaggerBatch.Sentence(types: Array(0..<Int32(encodings.count)), tags: [])],
      attributeCount: features.attributeCount, encoding: { encodings[Int($0)] })
    workspace.memory.reset(shards: batch.tokens.shards.count)
    let arena = workspace.memory.arena
    let input = network.input(weights, batch, arena, pool)
    network.encoder.project(weights, input: input, into: projections, arena, pool)
  }
}
