import Evaluation
import Neural
import Text
import Tokenization

/// Trains a ``SequenceTagger`` on the training split of a corpus.
///
/// The validation split chooses the epoch; where there is none, a share of the training documents
/// is held out for it by a seeded hash of their text. The test split is not looked at.
public final class TaggerTrainer: CheckpointedTrainer<TaggerRecipe> {
  /// What was found in the corpora.
  public let summary: Summary
  private let model: TaggerTrainingTask
  private let features: TaggerFeatures
  private let tagset: Tagset
  private let embedder: ContextualEmbedder?
  private let validationFingerprint: String?
  /// What the tagger that this one starts from was trained on.
  private let inherited: [ModelCard.Corpus]

  /// What was found in the corpus.
  public struct Summary: Sendable, Hashable {
    /// Documents to train on.
    public var documents: Int
    /// Sentences to train on.
    public var sentences: Int
    /// Tokens to train on.
    public var tokens: Int
    /// Sentences that validate.
    public var validationSentences: Int
    /// The sentences of the validation split that are left out, since they have a label that no
    /// training sentence has.
    public var unknownSentences: Int
    /// These labels, sorted.
    public var unknownLabels: [String]
    /// Whether the validation sentences were held out from the training split.
    public var isValidationHeldOut: Bool
    /// Entities to learn from.
    public var spans: Int
    /// Sentences that another tagger has tagged.
    public var silverSentences: Int
    /// The spans, of both splits, that do not fit the tokens and are left out.
    public var misaligned: [MisalignedSpan]
    /// The labels, sorted.
    public var labels: [String]
    /// Different words of the vocabulary.
    public var words: Int
    /// The number of weights.
    public var parameters: Int
  }

  /// Reads the corpus, builds the vocabularies and initializes the network.
  ///
  /// - Parameters:
  ///   - pretrained: vectors and language models that the tagger reads, or the tagger that it
  ///     starts from, whose architecture and tokenizer take the place of the recipe's.
  ///   - silver: documents that another tagger has tagged, to learn from, too.
  ///   - pool: reads the sentences with the language models.
  /// - Throws: ``TaggerTrainingError``, and what the corpus throws.
  public init(
    _ corpus: some Corpus, recipe: TaggerRecipe, pretrained: PretrainedInputs = PretrainedInputs(),
    silver: SilverCorpus? = nil, threads pool: ThreadPool = .serial
  ) throws {
    var recipe = recipe
    if let base = pretrained.base {
      recipe.tagger = base.recipe.tagger
      recipe.tokenizer = base.recipe.tokenizer
    }
    let (train, held, isHeldOut) = try TaggerSentences.parts(of: corpus, recipe: recipe)
    var validation = held
    guard !train.labels.isEmpty else { throw TaggerTrainingError.noSpans(corpus: corpus.name) }
    // What is held out belongs to the training split, so its labels are the tagger's.
    let labels = isHeldOut ? train.labels.union(validation.labels) : train.labels
    let unknown = validation.labels.subtracting(labels).sorted()
    let removed = validation.removeSentences { span in unknown.contains(span.label) }
    if let label = unknown.first, validation.sentences.isEmpty {
      throw TaggerTrainingError.unknownLabel(corpus: corpus.name, label: label)
    }
    if pretrained.base == nil {
      recipe.tagger.gazetteerIgnoresCase = pretrained.gazetteer?.ignoresCase ?? false
    }
    if recipe.training.epochs == 0 {
      recipe.training.epochs = TaggerRecipe.epochs(
        batches: (train.sentences.count + recipe.batchSize - 1) / recipe.batchSize)
    }
    let learned = try silver.map { try TaggerSentences($0, recipe: recipe) }
    let wordCounts = train.wordCounts.merging(learned?.wordCounts ?? [:], uniquingKeysWith: +)
    features =
      if let base = pretrained.base {
        TaggerFeatures(
          extending: base.features, wordCounts: wordCounts, corpora: train.corpusCounts,
          configuration: recipe.tagger)
      } else {
        TaggerFeatures(
          wordCounts: wordCounts, configuration: recipe.tagger, vectors: pretrained.vectors,
          corpora: train.corpusCounts, gazetteer: pretrained.gazetteer)
      }
    embedder = pretrained.base?.embedder ?? pretrained.contextualEmbedder
    inherited = pretrained.base?.card.corpora ?? []
    tagset = Tagset(labels: labels)
    let copies = recipe.augmentation.copies(of: train.sentences, seed: recipe.training.seed)
    let known = Set(tagset.labels)
    let silverSentences = (learned?.sentences ?? []).filter {
      $0.spans.allSatisfy { known.contains($0.label) }
    }
    model = try TaggerTrainingTask(
      train: train.sentences + copies + silverSentences, validation: validation.sentences,
      features: features,
      tagset: tagset, configuration: recipe.tagger, embedder: embedder,
      batchSize: recipe.batchSize, precision: recipe.training.precision,
      seed: recipe.training.seed, pool: pool)
    if let base = pretrained.base {
      base.transferWeights(to: model.weights, features: features, tagset: tagset)
    }
    summary = Summary(
      documents: train.documentCount, sentences: train.sentences.count, tokens: train.tokenCount,
      validationSentences: validation.sentences.count, unknownSentences: removed,
      unknownLabels: unknown, isValidationHeldOut: isHeldOut,
      spans: train.spanCount + validation.spanCount, silverSentences: silverSentences.count,
      misaligned: train.misaligned + validation.misaligned, labels: tagset.labels,
      words: features.attributes[0].vocabulary.count,
      parameters: model.weights.layout.entries.reduce(0) { $0 + $1.count })
    validationFingerprint =
      isHeldOut ? nil : try corpus.fingerprint(of: .validation)
    super.init(
      recipe: recipe,
      corpora: try ModelCard.Corpus.parts(of: corpus, readsValidation: !isHeldOut),
      trainer: Trainer(recipe.training, model: model), layout: model.weights.layout)
  }

  /// The tagger as trained so far.
  ///
  /// - Parameters:
  ///   - name: of the model.
  ///   - languages: of the text, as BCP 47 tags, where there are several.
  ///   - sources: what the licences of the corpora are and whom they ask to name, by the names of
  ///     the corpora.
  public func tagger(
    name: String, summary text: String = "", languages: [String]? = nil,
    sources: [String: ModelCard.Source] = [:], notes: [String] = []
  ) -> SequenceTagger {
    var metrics: [ModelCard.Metric] = []
    if let best = history.last(where: \.isBest), let score = best.validationScore {
      let signature = Signature(
        metric: "f1", reading: .lenient, averaging: .micro,
        split: validationFingerprint, seed: recipe.training.seed,
        more: [
          .init("tokens", recipe.goldTokens ? "gold" : "tokenizer"),
          .init("part", summary.isValidationHeldOut ? "held-out" : "validation"),
        ])
      metrics.append(
        ModelCard.Metric(name: "validation f1", value: score, signature: "\(signature)"))
    }
    let card = ModelCard(
      kind: .tagger, name: name, summary: text, language: recipe.tokenizer.locale,
      languages: languages, toolkitVersion: ToolkitVersion.current,
      icuVersion: Tokenizer.icuVersion,
      labels: tagset.labels,
      corpora: inherited.filter { old in !corpora.contains { $0.name == old.name } }
        + corpora.map { $0.naming(sources) },
      seed: recipe.training.seed,
      metrics: metrics, notes: notes)
    let weights = Weights<Float>(layout: model.network.layout, forTraining: false)
    weights.copy(from: model.weights)
    return SequenceTagger(
      card: card, recipe: recipe, tagset: tagset, features: features, embedder: embedder,
      network: model.network, weights: weights)
  }
}
