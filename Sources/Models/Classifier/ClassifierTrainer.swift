import Evaluation
import Neural
import Text
import Tokenization

/// Trains a ``TextClassifier`` on the training split of a corpus.
///
/// The validation split chooses the epoch and calibrates the probabilities; where there is none, a
/// share of the training documents is held out for it by a seeded hash of their text. With less
/// than twenty validation documents the last epoch is taken. The test split is not looked at.
public final class ClassifierTrainer: CheckpointedTrainer<ClassifierRecipe> {
  /// What was found in the corpus.
  public let summary: Summary
  private let model: ClassifierTrainingTask
  private let features: ClassifierFeatures
  private let validationFingerprint: String?
  /// The corpora of the classifier that this one started from.
  private let inherited: [ModelCard.Corpus]

  /// With fewer validation texts no epoch is chosen.
  private static let leastValidation = 20

  /// What was found in the corpus.
  public struct Summary: Sendable, Hashable {
    /// The training documents.
    public var documents: Int
    /// The tokens of the training documents.
    public var tokens: Int
    /// The documents that validate.
    public var validationDocuments: Int
    /// The documents of the validation split that are left out, since they have a label that no
    /// training document has; and these labels, sorted.
    public var unknownDocuments: Int
    /// Labels of the validation split that training does not have.
    public var unknownLabels: [String]
    /// Whether the validation documents were held out from the training split.
    public var isValidationHeldOut: Bool
    /// Whether documents may have several labels.
    public var isMultilabel: Bool
    /// The documents, of training and validation, without a label: they are left out where
    /// documents have one label each, and otherwise teach that a document may have none.
    public var unlabelledDocuments: Int
    /// Whether any of these documents has more than one label.
    public var hasSeveralLabels: Bool
    /// The training documents whose text came before with other labels.
    public var contradictingDocuments: Int
    /// The labels, sorted.
    public var labels: [String]
    /// The documents that another model has labelled, to learn from, too.
    public var silverDocuments: Int
    /// The training documents of each label.
    public var labelCounts: [Int]
    /// The size of the vocabulary.
    public var words: Int
    /// The number of different n-grams.
    public var ngrams: Int
    /// The number of weights.
    public var parameters: Int
  }

  /// Reads the corpus, builds the vocabularies and initializes the network.
  ///
  /// - Parameters:
  ///   - vectors: vectors of words that the recurrent part reads; the model keeps all of them.
  ///   - languageModels: character language models, such as one that reads forward and one that
  ///     reads backward, whose states the recurrent part reads; the model keeps them.
  ///   - base: the classifier to start from, whose architecture, tokenizer, vectors and language
  ///     models take the place of the recipe's and of those given here.
  ///   - silver: documents that another model has labelled, to learn from, too, each as surely as
  ///     the model was.
  ///   - pool: computes what the language models say of the corpus.
  /// - Throws: ``ClassifierTrainingError``, and what the corpus throws.
  public init(
    _ corpus: some Corpus, recipe given: ClassifierRecipe, vectors: WordVectors? = nil,
    languageModels: [CharacterLanguageModel] = [], from base: TextClassifier? = nil,
    silver: SilverCorpus? = nil, threads pool: ThreadPool = .serial
  ) throws {
    var recipe = given
    if let base {
      recipe.classifier = base.recipe.classifier
      recipe.tokenizer = base.recipe.tokenizer
    }
    let vectors = base == nil ? vectors : base?.features.vectors
    guard (vectors == nil && languageModels.isEmpty) || recipe.classifier.isRecurrent else {
      throw ClassifierTrainingError.vectorsWithoutOrder
    }
    let tokenizer = Tokenizer(recipe.tokenizer)
    var words = WordTable<String> { $0 }
    func texts(_ split: Split, _ part: HeldOutPart? = nil) throws -> ClassifierTexts {
      try ClassifierTexts(corpus, split: split, tokenizer: tokenizer, part: part, words: &words)
    }
    var train = try texts(.train)
    guard train.count > 0 else { throw ClassifierTrainingError.noDocuments(corpus: corpus.name) }
    var validation = try texts(.validation)
    let isHeldOut = validation.count == 0
    if isHeldOut {
      var part = HeldOutPart(
        share: recipe.heldOut, seed: recipe.training.seed, isHeldOut: false)
      words = WordTable { $0 }
      train = try texts(.train, part)
      part.isHeldOut = true
      validation = try texts(.train, part)
      // A label is learned before it is validated.
      let known = train.allLabels
      train.append(validation.remove { !$0.isSubset(of: known) })
      guard train.count > 0 else { throw ClassifierTrainingError.noDocuments(corpus: corpus.name) }
    }
    let contradictionCount = train.contradictionCount
    let left = validation.count
    let unknown = validation.allLabels.subtracting(train.allLabels).sorted()
    if let label = unknown.first {
      _ = validation.remove { !$0.isDisjoint(with: unknown) }
      if validation.count == 0 {
        throw ClassifierTrainingError.unknownLabel(corpus: corpus.name, label: label)
      }
    }
    let unknownCount = left - validation.count
    let unlabelledCount = train.unlabelledCount + validation.unlabelledCount
    let isMultilabel =
      switch recipe.labelling {
      case .automatic: train.hasSeveral || validation.hasSeveral
      case .single: false
      case .several: true
      }
    if recipe.labelling == .single {
      _ = train.remove { $0.isEmpty }
      _ = validation.remove { $0.isEmpty }
    }
    let labels = try Self.labels(
      train, validation, isMultilabel: isMultilabel, corpus: corpus.name)
    if silver != nil, isMultilabel { throw ClassifierTrainingError.silverForSeveralLabels }
    let learned = try silver.map {
      try ClassifierTexts($0, labels: Set(labels), tokenizer: tokenizer, words: &words)
    }
    let tokenCount = train.tokenCount + (learned?.tokenCount ?? 0)
    let epochs = max(4, recipe.maximumTokensRead / max(1, tokenCount))
    recipe.training.epochs = min(recipe.training.epochs, epochs)
    recipe.batchSize = recipe.batchSize(for: train.count + (learned?.count ?? 0))
    if validation.count < Self.leastValidation {
      // With so few texts the best epoch would be the luckiest one.
      recipe.training.patience = 0
      recipe.training.checkpoint = .last
    }
    let counted = ClassifierFeatures(
      types: train.types + (learned?.types ?? []), words: words.encodings, classes: labels.count,
      configuration: recipe.classifier, vectors: vectors,
      languageModels: base == nil ? languageModels : [])
    let classIndices = Dictionary(
      uniqueKeysWithValues: zip(labels, labels.indices.map { Int32($0) }))
    func labelled(_ texts: ClassifierTexts) -> [ClassifierTrainingTask.LabelledText] {
      zip(texts.types, texts.labels).map { types, labels in
        .init(types: types, classes: labels.compactMap { classIndices[$0] }.sorted())
      }
    }
    let silverTexts = learned.map { learned in
      zip(labelled(learned), learned.certainties).map { text, certainty in
        ClassifierTrainingTask.LabelledText(
          types: text.types, classes: text.classes, certainty: certainty,
          weight: silver?.weight ?? 1)
      }
    }
    let counts = labels.map { label in train.labels.count { $0.contains(label) } }
    let texts = labelled(train)
    let scaled =
      recipe.readsRatios
      ? counted.scaled(
        recipe.ngramScale,
        strengths: NGramStrengths(
          texts: texts, encodings: words.encodings.map { counted.encode($0) }, features: counted,
          classes: labels.count
        ).values) : counted
    // A score of a classifier of one label is relative to those of the others.
    let shared = base.map { $0.isMultilabel == isMultilabel ? $0.labels : [] } ?? []
    let knowsLabels = !Set(shared).isDisjoint(with: labels)
    let features =
      base.map { scaled.adding($0.features, ngrams: knowsLabels, classes: labels.count) } ?? scaled
    self.features = features
    model = try ClassifierTrainingTask(
      train: texts + (silverTexts ?? []), validation: labelled(validation),
      encodings: words.encodings.map { features.encode($0) }, features: features,
      classes: labels.count, isMultilabel: isMultilabel,
      classWeights: try Self.classWeights(labels, counts, texts: train.count, recipe),
      recipe: recipe, pool: pool)
    base?.transferWeights(
      to: model.weights, features: features,
      classes: labels.map { shared.firstIndex(of: $0) })
    inherited = base?.card.corpora ?? []
    summary = Summary(
      documents: train.count, tokens: train.tokenCount, validationDocuments: validation.count,
      unknownDocuments: unknownCount, unknownLabels: unknown,
      isValidationHeldOut: isHeldOut, isMultilabel: isMultilabel,
      unlabelledDocuments: unlabelledCount,
      hasSeveralLabels: (train.labels + validation.labels).contains { $0.count > 1 },
      contradictingDocuments: contradictionCount, labels: labels,
      silverDocuments: silverTexts?.count ?? 0,
      labelCounts: counts, words: features.attributes.first?.vocabulary.count ?? 0,
      ngrams: features.ngrams.count,
      parameters: model.weights.layout.entries.reduce(0) { $0 + $1.count })
    validationFingerprint = isHeldOut ? nil : try corpus.fingerprint(of: .validation)
    super.init(
      recipe: recipe,
      corpora: try ModelCard.Corpus.parts(of: corpus, readsValidation: !isHeldOut),
      trainer: Trainer(recipe.training, model: model), layout: model.weights.layout)
  }

  private static func labels(
    _ train: ClassifierTexts, _ validation: ClassifierTexts, isMultilabel: Bool, corpus: String
  ) throws(ClassifierTrainingError) -> [String] {
    let labels = train.allLabels.sorted()
    guard labels.count > (isMultilabel ? 0 : 1) else {
      throw .tooFewLabels(corpus: corpus, labels: labels)
    }
    for texts in [train, validation] where !isMultilabel && texts.hasSeveral {
      throw .notOneLabel(corpus: corpus, count: texts.labels.count { $0.count != 1 })
    }
    return labels
  }

  private static func classWeights(
    _ labels: [String], _ counts: [Int], texts: Int, _ recipe: ClassifierRecipe
  ) throws(ClassifierTrainingError) -> [Double]? {
    if let label = recipe.weights.keys.filter({ !labels.contains($0) }).min() {
      throw .unknownWeight(label: label, labels: labels)
    }
    if recipe.classWeights == .none, recipe.weights.isEmpty { return nil }
    return zip(labels, counts).map { label, count in
      let balanced =
        recipe.classWeights == .balanced
        ? Double(texts) / Double(labels.count * max(1, count)) : 1
      return balanced * (recipe.weights[label] ?? 1)
    }
  }

  /// The classifier as trained so far, with its probabilities calibrated on the validation
  /// documents.
  ///
  /// - Parameters:
  ///   - name: of the model.
  ///   - languages: of the text, as BCP 47 tags, where there are several.
  ///   - sources: what the licences of the corpora are and whom they ask to name, by the names of
  ///     the corpora.
  public func classifier(
    name: String, summary text: String = "", languages: [String]? = nil,
    sources: [String: ModelCard.Source] = [:], notes: [String] = [],
    pool: ThreadPool = .serial
  ) -> TextClassifier {
    let fit = CalibrationFit(
      model.validationScores(pool: pool), classes: model.validationClasses,
      isMultilabel: summary.isMultilabel,
      hasBoth: recipe.classifier.architecture == .both)
    let card = ModelCard(
      kind: .classifier, name: name, summary: text, language: recipe.tokenizer.locale,
      languages: languages, toolkitVersion: ToolkitVersion.current,
      icuVersion: Tokenizer.icuVersion,
      labels: summary.labels,
      corpora: inherited.filter { old in !corpora.contains { $0.name == old.name } }
        + corpora.map { $0.naming(sources) },
      seed: recipe.training.seed,
      metrics: metrics(fit), notes: notes)
    let weights = Weights<Float>(layout: model.network.layout, forTraining: false)
    weights.copy(from: model.weights)
    return TextClassifier(
      card: card, recipe: recipe, isMultilabel: summary.isMultilabel,
      calibration: fit.calibration, features: features, network: model.network, weights: weights)
  }

  private func metrics(_ fit: CalibrationFit) -> [ModelCard.Metric] {
    fit.metrics.map { metric in
      let signature = Signature(
        metric: metric.name, split: validationFingerprint, seed: recipe.training.seed,
        more: [.init("part", summary.isValidationHeldOut ? "held-out" : "validation")]
          + (metric.isCrossFitted ? [.init("calibration", "two-fold")] : []))
      return ModelCard.Metric(
        name: "validation \(metric.title)", value: metric.value, signature: "\(signature)")
    }
  }
}
