/// What was measured of one system: its scores, and what they were computed from.
///
/// `EvaluationReports` draws tables, figures and pages of it.
public struct EvaluationResult: Sendable {
  /// What kind of system was measured.
  public enum Task: String, Sendable, Hashable, CaseIterable {
    case tagging
    case classification
    case languageModel = "language-model"
    case speech
    case translation
    case generation
    case treebank = "conllu"
  }

  /// The counts behind the scores.
  public enum Measurements: Sendable {
    /// `analysis` is `nil` where the kinds of errors were not counted.
    case tagging(EntityReport, analysis: SpanAnalysis?)
    /// One class for each item.
    case classification(ConfusionMatrix, probabilities: ClassProbabilities?)
    /// Any number of labels for each item.
    case multilabel(MultilabelScorer, ranking: LabelRanking?)
    case languageModel(LanguageModelScorer)
    case speech(words: ErrorRate, characters: ErrorRate)
    case translation(segments: Int)
    case generation(texts: Int)
    case treebank([TreebankScore])
  }

  /// The most examples of errors that a result keeps: more make a page slow and are read by nobody.
  public static let maximumExamples = 500

  /// The headline first.
  public var scores: [Score]
  /// What the scores were computed from.
  public var measurements: Measurements
  /// How the scores were computed, and what the signatures have in common.
  public var context: EvaluationContext
  /// What the headline is computed from, item by item, for comparisons; `nil` if that was not kept.
  public var items: ItemStatistics?
  /// The headline as a function of the sums of `items`.
  public var headlineOfSums: @Sendable ([Double]) -> Double?
  /// Sentences in which a tagger erred.
  public var examples: [EntityExample] = []
  /// Texts that a classifier gave the wrong classes.
  public var classExamples: [ClassExample] = []
  /// What is confused with what, where that was asked for.
  public var errors: ErrorAnalysis?
  /// The counts of entities that are and are not in the training data; `nil` unless they were
  /// added.
  public internal(set) var seenEntities: SeenEntities?

  /// - Parameters:
  ///   - scores: the headline first.
  ///   - measurements: what the scores were computed from.
  ///   - context: how they were computed.
  ///   - items: what the headline is computed from, item by item.
  ///   - headlineOfSums: the headline as a function of the sums of `items`.
  public init(
    scores: [Score], measurements: Measurements, context: EvaluationContext = .init(),
    items: ItemStatistics? = nil,
    headlineOfSums: @escaping @Sendable ([Double]) -> Double? = { _ in nil }
  ) {
    self.scores = scores
    self.measurements = measurements
    self.context = context
    self.items = items
    self.headlineOfSums = headlineOfSums
  }

  /// The kind of system that was measured.
  public var task: Task {
    switch measurements {
    case .tagging: .tagging
    case .classification, .multilabel: .classification
    case .languageModel: .languageModel
    case .speech: .speech
    case .translation: .translation
    case .generation: .generation
    case .treebank: .treebank
    }
  }

  /// The entity counts of a tagger; `nil` for other systems.
  public var entityReport: EntityReport? {
    guard case .tagging(let report, _) = measurements else { return nil }
    return report
  }

  /// The score that sums the others up.
  public var headline: Score? { scores.first }

  /// The score with that name, such as `f1` or `f1:PER`.
  public subscript(name: String) -> Score? { scores.first { $0.name == name } }
}
