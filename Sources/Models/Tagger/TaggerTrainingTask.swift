import Evaluation
import Neural
import Text
import Tokenization

/// A ``SequenceTagger`` or ``TokenTagger`` with its training and validation sentences.
///
/// Words are encoded once, as types; a batch is made of indices of types.
package final class TaggerTrainingTask: Trainable {
  package let weights: Weights<Float>
  let network: TaggerNetwork<Float>
  private let features: TaggerFeatures
  private let targets: TaggerTargets
  private let configuration: TaggerConfiguration
  private let batchSize: Int
  private let train: [TaggerBatch.Sentence]
  private let validation: [TaggerBatch.Sentence]
  private let types: WordTypes
  /// The contextual vectors of the words of all sentences, where the tagger reads language models.
  private let contextual: ContextualVectors?
  private let workspace = TaggerNetwork<Float>.Workspace()
  private var batches: [[Int]] = []

  /// - Parameters:
  ///   - train: words and tags of each sentence.
  package convenience init(
    train: [LabelledSentence], validation: [LabelledSentence], features: TaggerFeatures,
    tagset: Tagset, configuration: TaggerConfiguration, embedder: ContextualEmbedder? = nil,
    batchSize: Int, precision: WeightPrecision = .float32, seed: UInt64, pool: ThreadPool = .serial
  ) throws(NeuralError) {
    try self.init(
      train: train, validation: validation, features: features, targets: .spans(tagset),
      configuration: configuration, embedder: embedder, batchSize: batchSize, precision: precision,
      seed: seed, pool: pool)
  }

  /// - Parameters:
  ///   - train: words and labels of each sentence.
  init(
    train: [LabelledSentence], validation: [LabelledSentence], features: TaggerFeatures,
    targets: TaggerTargets, configuration: TaggerConfiguration, embedder: ContextualEmbedder? = nil,
    batchSize: Int, precision: WeightPrecision = .float32, seed: UInt64, pool: ThreadPool = .serial
  ) throws(NeuralError) {
    var types = WordTypes(features: features)
    var token = 0
    func encode(_ sentences: [LabelledSentence]) -> [TaggerBatch.Sentence] {
      sentences.map { sentence in
        defer { token += sentence.words.count }
        return TaggerBatch.Sentence(
          types: sentence.words.map { types.index(of: $0) },
          tags: sentence.tags(targets),
          firstToken: token, corpus: features.corpusIndex(of: sentence.corpus),
          weight: Float(sentence.weight), names: features.nameColumns(of: sentence.words))
      }
    }
    self.train = encode(train)
    self.validation = encode(validation)
    self.types = types
    contextual = embedder?.vectors(
      of: train.map(\.words) + validation.map(\.words), Arena<Float>(), pool)
    self.features = features
    self.targets = targets
    self.configuration = configuration
    self.batchSize = batchSize
    network = TaggerNetwork(
      configuration: configuration, features: features, targets: targets,
      contextualSize: embedder?.size ?? 0)
    try network.layout.checkTrainingMemory()
    weights = Weights(layout: network.layout, forTraining: true, precision: precision)
    weights.initialize(seed: seed)
  }

  package var batchCount: Int { (train.count + batchSize - 1) / batchSize }

  /// Batches of sentences of like length, in random order: the sentences are shuffled, sorted by
  /// length within pools of twenty batches, and cut.
  package func beginEpoch(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let order = train.indices.shuffled(using: &random)
    let pool = 20 * batchSize
    batches = []
    for start in stride(from: 0, to: order.count, by: pool) {
      let sorted = order[start..<min(start + pool, order.count)].sorted {
        (train[$0].types.count, $0) < (train[$1].types.count, $1)
      }
      for first in stride(from: 0, to: sorted.count, by: batchSize) {
        batches.append(Array(sorted[first..<min(first + batchSize, sorted.count)]))
      }
    }
    batches.shuffle(using: &random)
  }

  package func addGradients(
    _ gradients: Gradients<Float>, batch index: Int, seed: UInt64, pool: ThreadPool
  ) -> BatchResult {
    var batch = TaggerBatch(
      batches[index].map { train[$0] }, attributeCount: features.attributes.count,
      contextual: contextual, encoding: types.encoding(of:))
    var random = RandomSource(seed: seed)
    batch.dropWords(counts: features.attributes[0].vocabulary.counts, configuration, &random)
    if features.corpora != nil { batch.dropCorpora(rate: configuration.corpusDropout, &random) }
    if features.names != nil { batch.dropNames(rate: configuration.gazetteerDropout, &random) }
    let loss = network.loss(
      weights, batch, workspace, gradients: gradients, seed: random.next(), pool)
    return BatchResult(loss: loss, units: batch.tokens.rowCount)
  }

  /// The F1 of entities over the validation sentences, or the mean over the layers of the share of
  /// tokens whose label is right.
  package func validationScore(pool: ThreadPool) -> Double? {
    switch targets {
    case .spans(let tagset):
      var scorer = EntityScorer(reading: .lenient)
      forEachValidationSentence(pool) { gold, predicted in
        scorer.add(
          goldSpans: tagset.spans(in: gold.map(Int.init)),
          predictedSpans: tagset.spans(in: predicted))
      }
      return scorer.report.overall.f1
    case .layers:
      var (correct, count) = (0, 0)
      forEachValidationSentence(pool) { gold, predicted in
        correct += zip(gold, predicted).count { Int($0) == $1 }
        count += gold.count { $0 != TokenLabels.missing }
      }
      return count > 0 ? Double(correct) / Double(count) : nil
    }
  }

  /// Calls `body` with the gold and the predicted tags of each validation sentence.
  private func forEachValidationSentence(_ pool: ThreadPool, _ body: ([Int32], [Int]) -> Void) {
    let order = validation.indices.sorted {
      validation[$0].types.count < validation[$1].types.count
    }
    for first in stride(from: 0, to: order.count, by: 64) {
      let sentences = order[first..<min(first + 64, order.count)].map { validation[$0] }
      let batch = TaggerBatch(
        sentences, attributeCount: features.attributes.count, contextual: contextual,
        encoding: types.encoding(of:))
      let decoded = network.decode(weights, batch, workspace, pool)
      for (sequence, tags) in decoded.enumerated() { body(batch.tags[sequence], tags) }
    }
  }
}

/// The words of a sentence, the spans among them, and their labels.
package struct LabelledSentence: Sendable, Hashable {
  package var words: [String]
  package var spans: [TokenSpan]
  /// For each layer that is learned the value of each word.
  package var labels: [[String?]]
  /// The corpus that the sentence is from.
  package var corpus: String
  /// How much the sentence counts in the loss.
  package var weight: Double
  /// The words of each token of the tokenizer that is several words of the corpus; in order.
  package var undivided: [Range<Int>] = []

  package init(
    words: [String], spans: [TokenSpan], labels: [[String?]] = [], corpus: String = "",
    weight: Double = 1
  ) {
    self.labels = labels
    self.words = words
    self.spans = spans
    self.corpus = corpus
    self.weight = weight
  }
}

extension LabelledSentence {
  /// The indices of what a tagger is to learn, one layer behind the other.
  package func tags(_ targets: TaggerTargets) -> [Int32] {
    switch targets {
    case .spans(let tagset): tagset.tags(for: spans, count: words.count)!.map(Int32.init)
    case .layers(let layers):
      zip(layers, labels).flatMap { layer, values in
        zip(words, values).map { layer.index(of: $1, word: $0) }
      }
    }
  }
}
