import Evaluation
import Neural
import Text
import Tokenization

/// Trains a ``TokenTagger`` on the layers of the corpus's own tokens that the recipe names.
///
/// Where the corpus divides tokens into words that are not in the text, the tagger learns these,
/// too (``TokenLayer/words``).
///
/// The validation split chooses the epoch; where there is none, a share of the training documents
/// is held out for it by a seeded hash of their text. The test split is not looked at.
public final class TokenTaggerTrainer: CheckpointedTrainer<TaggerRecipe> {
  /// What was found in the corpora.
  public let summary: Summary
  private let model: TaggerTrainingTask
  private let features: TaggerFeatures
  private let labels: [TokenLabels]
  private let embedder: ContextualEmbedder?
  private let validationFingerprint: String?

  /// What was found in the corpus.
  public struct Summary: Sendable, Hashable {
    /// Sentences to train on.
    public var sentences: Int
    /// Tokens to train on.
    public var tokens: Int
    /// Sentences that validate.
    public var validationSentences: Int
    /// Whether the validation sentences were held out from the training split.
    public var isValidationHeldOut: Bool
    /// The layers and how many labels each has.
    public var layers: [Layer]
    /// Different words of the vocabulary.
    public var words: Int
    /// The number of weights.
    public var parameters: Int

    /// A layer of tokens.
    public struct Layer: Sendable, Hashable {
      /// The name of the layer, such as `upos`.
      public var name: String
      /// Different labels, or rules of lemmas.
      public var labels: Int
    }
  }

  /// Reads the corpus, builds the vocabularies and initializes the network.
  ///
  /// - Parameters:
  ///   - recipe: names one layer or more.
  ///   - pretrained: vectors and language models that the tagger reads.
  ///   - pool: reads the sentences with the language models.
  /// - Throws: ``TaggerTrainingError``, and what the corpus throws.
  public init(
    _ corpus: some Corpus, recipe: TaggerRecipe, pretrained: PretrainedInputs = PretrainedInputs(),
    threads pool: ThreadPool = .serial
  ) throws {
    precondition(!recipe.tokenLayers.isEmpty)
    var recipe = recipe
    let asksForWords = recipe.tokenLayers.contains(TokenLayer.words)
    if !asksForWords, recipe.tokenLayers.count < TaggerRecipe.maximumTokenLayers {
      recipe.tokenLayers.append(TokenLayer.words)
    }
    var (train, validation, isHeldOut) = try TaggerSentences.parts(of: corpus, recipe: recipe)
    if let wordLayer = recipe.tokenLayers.firstIndex(of: TokenLayer.words) {
      let splits = train.splits(atLeast: recipe.tagger.minimumRuleCount)
      train.joinUndivided(splits, wordLayer: wordLayer)
      validation.joinUndivided(splits, wordLayer: wordLayer)
    }
    recipe.tagger.gazetteerIgnoresCase = pretrained.gazetteer?.ignoresCase ?? false
    if recipe.training.epochs == 0 {
      recipe.training.epochs = TaggerRecipe.epochs(
        batches: (train.sentences.count + recipe.batchSize - 1) / recipe.batchSize)
    }
    let copies = recipe.augmentation.copies(of: train.sentences, seed: recipe.training.seed)
    var labels: [TokenLabels] = []
    for (index, layer) in recipe.tokenLayers.enumerated() {
      let found = TokenLabels(
        layer: layer, index: index, sentences: train.sentences + copies,
        minimumCount: recipe.tagger.minimumRuleCount)
      // With the one label of tokens that are one word there is nothing to learn.
      if layer == TokenLayer.words, !asksForWords, found?.count ?? 0 < 2 { continue }
      guard let found else {
        throw TaggerTrainingError.noLayer(corpus: corpus.name, layer: layer)
      }
      labels.append(found)
    }
    recipe.tokenLayers = labels.map(\.layer)
    self.labels = labels
    features = TaggerFeatures(
      wordCounts: train.wordCounts, configuration: recipe.tagger, vectors: pretrained.vectors,
      corpora: train.corpusCounts, gazetteer: pretrained.gazetteer)
    embedder = pretrained.contextualEmbedder
    model = try TaggerTrainingTask(
      train: train.sentences + copies, validation: validation.sentences, features: features,
      targets: .layers(labels), configuration: recipe.tagger, embedder: embedder,
      batchSize: recipe.batchSize, precision: recipe.training.precision,
      seed: recipe.training.seed, pool: pool)
    summary = Summary(
      sentences: train.sentences.count, tokens: train.tokenCount,
      validationSentences: validation.sentences.count, isValidationHeldOut: isHeldOut,
      layers: labels.map { Summary.Layer(name: $0.layer, labels: $0.count) },
      words: features.attributes[0].vocabulary.count,
      parameters: model.weights.layout.entries.reduce(0) { $0 + $1.count })
    validationFingerprint = isHeldOut ? nil : try corpus.fingerprint(of: .validation)
    super.init(
      recipe: recipe,
      corpora: try ModelCard.Corpus.parts(of: corpus, readsValidation: !isHeldOut),
      trainer: Trainer(recipe.training, model: model), layout: model.weights.layout)
  }

  /// The tagger as trained so far.
  ///
  /// - Parameters:
  ///   - name: of the model.
  ///   - sources: what the licences of the corpora are and whom they ask to name, by the names of
  ///     the corpora.
  public func tagger(
    name: String, summary text: String = "", sources: [String: ModelCard.Source] = [:],
    notes: [String] = []
  ) -> TokenTagger {
    var metrics: [ModelCard.Metric] = []
    if let best = history.last(where: \.isBest), let score = best.validationScore {
      let signature = Signature(
        metric: "accuracy", split: validationFingerprint, seed: recipe.training.seed,
        more: [
          .init("layers", recipe.tokenLayers.joined(separator: "+")), .init("tokens", "gold"),
          .init("part", summary.isValidationHeldOut ? "held-out" : "validation"),
        ])
      metrics.append(
        ModelCard.Metric(name: "validation accuracy", value: score, signature: "\(signature)"))
    }
    let card = ModelCard(
      kind: .tokenTagger, name: name, summary: text, language: recipe.tokenizer.locale,
      toolkitVersion: ToolkitVersion.current, icuVersion: Tokenizer.icuVersion,
      labels: labels[0].layer == TokenLabels.lemmaLayer ? [] : labels[0].names.sorted(),
      corpora: corpora.map { $0.naming(sources) }, seed: recipe.training.seed, metrics: metrics,
      notes: notes)
    let weights = Weights<Float>(layout: model.network.layout, forTraining: false)
    weights.copy(from: model.weights)
    return TokenTagger(
      card: card, recipe: recipe, labels: labels, features: features, embedder: embedder,
      network: model.network, weights: weights)
  }
}
