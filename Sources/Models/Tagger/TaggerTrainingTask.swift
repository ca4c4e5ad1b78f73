import Evaluation
import Neural
import Text
import Tokenization

/// A ``SequenceTagger`` with its training and validation sentences.
///
/// Words are encoded once, as types; a batch is made of indices of types.
package final class TaggerTrainingTask: Trainable {
  package let weights: Weights<Float>
  let network: TaggerNetwork<Float>
  private let features: TaggerFeatures
  private let tagset: Tagset
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
  package init(
    train: [LabelledSentence], validation: [LabelledSentence], features: TaggerFeatures,
    tagset: Tagset, configuration: TaggerConfiguration, embedder: ContextualEmbedder? = nil,
    batchSize: Int, precision: WeightPrecision = .float32, seed: UInt64, pool: ThreadPool = .serial
  ) throws(NeuralError) {
    var types = WordTypes(features: features)
    var token = 0
    func encode(_ sentences: [LabelledSentence]) -> [TaggerBatch.Sentence] {
      sentences.map { sentence in
        defer { token += sentence.words.count }
        return TaggerBatch.Sentence(
          types: sentence.words.map { types.index(of: $0) },
          tags: tagset.tags(for: sentence.spans, count: sentence.words.count)!.map(Int32.init),
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
    self.tagset = tagset
    self.configuration = configuration
    self.batchSize = batchSize
    network = TaggerNetwork(
      configuration: configuration, features: features, tagset: tagset,
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

  /// The F1 of entities over the validation sentences.
  package func validationScore(pool: ThreadPool) -> Double? {
    var scorer = EntityScorer(reading: .lenient)
    let order = validation.indices.sorted {
      validation[$0].types.count < validation[$1].types.count
    }
    for first in stride(from: 0, to: order.count, by: 64) {
      let sentences = order[first..<min(first + 64, order.count)].map { validation[$0] }
      let batch = TaggerBatch(
        sentences, attributeCount: features.attributes.count, contextual: contextual,
        encoding: types.encoding(of:))
      let decoded = network.decode(weights, batch, workspace, pool)
      for (sequence, tags) in decoded.enumerated() {
        scorer.add(
          goldSpans: tagset.spans(in: batch.tags[sequence].map(Int.init)),
          predictedSpans: tagset.spans(in: tags))
      }
    }
    return scorer.report.overall.f1
  }
}

/// The words of a sentence and the spans among them.
package struct LabelledSentence: Sendable, Hashable {
  package var words: [String]
  package var spans: [TokenSpan]
  /// The corpus that the sentence is from.
  package var corpus: String
  /// How much the sentence counts in the loss.
  package var weight: Double

  package init(words: [String], spans: [TokenSpan], corpus: String = "", weight: Double = 1) {
    self.words = words
    self.spans = spans
    self.corpus = corpus
    self.weight = weight
  }
}
