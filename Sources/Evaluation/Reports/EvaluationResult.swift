/// What was measured of one system: scores, headline first, and tables for people.
public struct EvaluationResult: Sendable {
  public enum Task: String, Sendable, Hashable, CaseIterable {
    case tagging
    case classification
    case languageModel = "language-model"
    case speech
    case translation
    case generation
  }

  public var task: Task
  /// The headline first.
  public var scores: [Score]
  public var tables: [ReportTable]
  /// What the headline is computed from, item by item, for comparisons; `nil` if that was not kept.
  public var items: ItemStatistics?
  /// The headline as a function of the sums of `items`.
  public var headlineOfSums: @Sendable ([Double]) -> Double?
  public var figures: [ReportFigure] = []
  /// Sentences with errors, for reading.
  public var examples: [EntityExample] = []
  /// Texts that were given the wrong classes.
  public var classExamples: [ClassExample] = []
  /// More errors than anybody reads make a page slow, so no more are kept.
  public static let maximumExamples = 500
  /// The entity counts, of a tagger.
  public var entityReport: EntityReport?

  public init(
    task: Task, scores: [Score], tables: [ReportTable], items: ItemStatistics? = nil,
    headlineOfSums: @escaping @Sendable ([Double]) -> Double? = { _ in nil },
    entityReport: EntityReport? = nil
  ) {
    self.task = task
    self.scores = scores
    self.tables = tables
    self.items = items
    self.headlineOfSums = headlineOfSums
    self.entityReport = entityReport
  }

  /// The score that sums the others up.
  public var headline: Score? { scores.first }

  /// The score with that name, such as `f1` or `f1:PER`.
  public subscript(name: String) -> Score? { scores.first { $0.name == name } }
}

/// What the signatures of one evaluation have in common.
public struct EvaluationContext: Sendable, Hashable {
  /// A hash of the gold data.
  public var split: String?
  /// A hash of the model or of its predictions.
  public var model: String?
  /// How intervals are computed; `nil` for none.
  public var resampling: Resampling?
  /// How many times as much as precision recall counts in F-scores that stand beside F1; `nil` for none.
  public var beta: Double?
  /// What a confusion matrix shows shares of; `nil` for counts.
  public var normalization: ConfusionMatrix.Normalization?
  public var more: [Signature.Field]

  public init(
    split: String? = nil, model: String? = nil, resampling: Resampling? = nil,
    beta: Double? = nil, normalization: ConfusionMatrix.Normalization? = nil,
    more: [Signature.Field] = []
  ) {
    self.split = split
    self.model = model
    self.resampling = resampling
    self.beta = beta
    self.normalization = normalization
    self.more = more
  }

  /// The same for that model on that split.
  ///
  /// - Parameters:
  ///   - model: a hash of the model or of its predictions.
  ///   - split: a hash of the gold data.
  public func measuring(_ model: String, on split: String, _ more: [Signature.Field] = [])
    -> EvaluationContext
  {
    var context = self
    context.model = model
    context.split = split
    context.more += more
    return context
  }

  func signature(
    _ metric: String, reading: TagReading? = nil, averaging: Averaging? = nil,
    more extra: [Signature.Field] = [], isResampled: Bool = false
  ) -> Signature {
    var fields = more + extra
    if isResampled, let resampling {
      fields.append(Signature.Field("bootstrap", "\(resampling.samples)"))
      fields.append(Signature.Field("confidence", "\(resampling.confidence)"))
    }
    return Signature(
      metric: metric, reading: reading, averaging: averaging, split: split, model: model,
      seed: isResampled ? resampling?.seed : nil, more: fields)
  }
}
