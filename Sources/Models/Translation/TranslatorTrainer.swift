import Evaluation
import Neural
import Text
import TextInput
import Tokenization

/// Trains a ``Translator``.
///
/// Subwords are learned from the training pairs; the validation pairs choose the epoch; the test
/// pairs are not looked at.
public final class TranslatorTrainer: CheckpointedTrainer<TranslatorRecipe> {
  /// What was found in the pairs.
  public let summary: Summary
  private let model: TranslatorTrainingTask
  private let subwords: SubwordTable

  /// What was found in the pairs.
  public struct Summary: Sendable, Hashable {
    /// Pairs to train on.
    public var pairs: Int
    /// The pairs that validate.
    public var validationPairs: Int
    /// The pairs that are left alone.
    public var testPairs: Int
    /// Training pairs that are too long.
    public var longPairs: Int
    /// The subwords of the training targets, their ends included.
    public var targetSubwords: Int
    /// The number of different subwords.
    public var subwords: Int
    /// The number of weights.
    public var parameters: Int
  }

  private static let minimumPairs = 2

  /// The pairs of a training, and where they come from.
  private struct Source {
    var name: String
    var train: [SentencePair]
    var validation: [SentencePair]
    var testCount: Int
    var corpora: [ModelCard.Corpus]
    /// Those that are given; `nil` to learn them.
    var subwords: SubwordTable?
  }

  /// Divides pairs by a hash of their sources, so that a source with several translations is in one
  /// split only, learns subwords and initializes the network.
  ///
  /// - Parameter name: of the pairs, for the card and for messages.
  /// - Throws: ``TranslationError/fewPairs(name:count:needed:)``, and `NeuralError` if there is not
  ///   enough memory.
  public convenience init(_ pairs: [SentencePair], name: String, recipe: TranslatorRecipe) throws {
    var splits: [Split: [SentencePair]] = [:]
    let shares = recipe.shares
    for pair in pairs { splits[shares.split(of: pair.source), default: []].append(pair) }
    let used = [Split.train, .validation].map { ($0.rawValue, splits[$0] ?? []) }
    let corpus = ModelCard.Corpus(
      name: name,
      fingerprints: Dictionary(
        uniqueKeysWithValues: used.map { ($0, SentencePair.fingerprint($1)) }),
      documents: Dictionary(uniqueKeysWithValues: used.map { ($0, $1.count) }))
    try self.init(
      Source(
        name: name, train: splits[.train] ?? [], validation: splits[.validation] ?? [],
        testCount: splits[.test]?.count ?? 0, corpora: [corpus]), recipe: recipe)
  }

  /// Takes the documents of a corpus that have a target, learns subwords of its training split and
  /// initializes the network. Without a validation split a share of the training split validates,
  /// divided by a hash of the sources; the test split is not read.
  ///
  /// - Parameter subwords: those to read and write; `nil` to learn them.
  /// - Throws: ``TranslationError/fewPairs(name:count:needed:)``, what the corpus throws, and
  ///   `NeuralError` if there is not enough memory.
  public convenience init(
    _ corpus: some Corpus, recipe: TranslatorRecipe, subwords: SubwordTable? = nil
  ) throws {
    var train = try SentencePair.pairs(of: corpus, in: .train)
    var validation = try SentencePair.pairs(of: corpus, in: .validation)
    let isHeldOut = validation.isEmpty
    if isHeldOut {
      let shares = SplitShares(
        validation: recipe.validation, test: 0, seed: recipe.training.seed)
      validation = train.filter { shares.split(of: $0.source) == .validation }
      train.removeAll { shares.split(of: $0.source) == .validation }
    }
    try self.init(
      Source(
        name: corpus.name, train: train, validation: validation, testCount: 0,
        corpora: try ModelCard.Corpus.parts(of: corpus, readsValidation: !isHeldOut),
        subwords: subwords),
      recipe: recipe)
  }

  private init(_ source: Source, recipe: TranslatorRecipe) throws {
    let train = source.train
    subwords = source.subwords ?? Self.learnSubwords(train, recipe)
    var encoder = SubwordEncoder(subwords)
    func encoded(_ pairs: [SentencePair]) -> [TranslatorTrainingTask.Pair] {
      pairs.map { (encoder.encode($0.source), encoder.encode($0.target)) }
    }
    func isShort(_ pair: TranslatorTrainingTask.Pair) -> Bool {
      max(pair.source.count, pair.target.count) <= recipe.maximumLength
    }
    let all = encoded(train)
    let short = all.filter(isShort)
    guard short.count >= Self.minimumPairs else {
      throw TranslationError.fewPairs(
        name: source.name, count: short.count, needed: Self.minimumPairs)
    }
    let validation = encoded(source.validation).filter(isShort)
    let recipe = recipe.fitted(toPairs: short.count)
    let network = EncoderDecoder<Float>(recipe.model.settings(subwords: subwords.count))
    model = try TranslatorTrainingTask(
      train: short, validation: validation, network: network, batchSize: recipe.batchSize,
      precision: recipe.training.precision, seed: recipe.training.seed)
    summary = Summary(
      pairs: short.count, validationPairs: validation.count,
      testPairs: source.testCount, longPairs: all.count - short.count,
      targetSubwords: short.reduce(0) { $0 + $1.target.count + 1 }, subwords: subwords.count,
      parameters: network.layout.entries.reduce(0) { $0 + $1.count })
    super.init(
      recipe: recipe, corpora: source.corpora, trainer: Trainer(recipe.training, model: model),
      layout: network.layout)
  }

  private static func learnSubwords(
    _ pairs: [SentencePair], _ recipe: TranslatorRecipe
  ) -> SubwordTable {
    var learner = SubwordLearner()
    for pair in pairs {
      learner.add(pair.source)
      learner.add(pair.target)
    }
    return learner.table(size: recipe.subwords, minimumCount: recipe.minimumCount)
  }

  /// The model as trained so far.
  ///
  /// - Parameters:
  ///   - name: of the model.
  ///   - sources: what the licences of the corpora are and whom they ask to name, by the names of
  ///     the corpora.
  public func model(
    name: String, summary text: String = "", sources: [String: ModelCard.Source] = [:],
    notes: [String] = []
  ) -> Translator {
    let weights = Weights<Float>(layout: model.network.layout, forTraining: false)
    weights.copy(from: model.weights)
    let card = ModelCard(
      kind: .translator, name: name, summary: text, language: "und",
      toolkitVersion: ToolkitVersion.current,
      icuVersion: Tokenizer.icuVersion, corpora: corpora.map { $0.naming(sources) },
      seed: recipe.training.seed, metrics: metrics(), notes: notes)
    return Translator(
      card: card, recipe: recipe, subwords: subwords, network: model.network, weights: weights)
  }

  private func metrics() -> [ModelCard.Metric] {
    guard let score = history.last(where: \.isBest)?.validationScore else { return [] }
    let signature = Signature(
      metric: "nats_per_subword", seed: recipe.training.seed,
      more: [.init("subwords", "\(subwords.count)"), .init("part", "validation")])
    return [
      ModelCard.Metric(
        name: "validation nats per subword", value: -score, signature: "\(signature)")
    ]
  }
}

extension SentencePair {
  /// The texts of a split with their targets; documents without a target are passed over.
  static func pairs(of corpus: some Corpus, in split: Split) throws -> [SentencePair] {
    var pairs: [SentencePair] = []
    try corpus.forEachDocument(in: split) { document in
      guard let target = document.target else { return }
      pairs.append(SentencePair(source: document.text, target: target))
    }
    return pairs
  }

  /// A hash of pairs in their order.
  static func fingerprint(_ pairs: [SentencePair]) -> String {
    var hash = StableHash()
    for pair in pairs {
      hash.combine(pair.source)
      hash.combine(pair.target)
    }
    return hash.hexadecimal
  }
}
