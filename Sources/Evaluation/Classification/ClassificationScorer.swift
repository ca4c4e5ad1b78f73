import Text

/// Scores the classes of items, one or several each, and whatever the given probabilities allow.
public struct ClassificationScorer: Sendable {
  /// What was predicted for an item.
  public struct Prediction: Sendable {
    /// The predicted classes.
    public var labels: [String]
    /// The probability of each class; empty if they are unknown.
    public var scores: [String: Double]
    /// The probability of the predicted class, where only that one is known.
    public var score: Double?

    /// Sets every property.
    public init(labels: [String], scores: [String: Double] = [:], score: Double? = nil) {
      self.labels = labels
      self.scores = scores
      self.score = score
    }
  }

  /// The items so far.
  public private(set) var count = 0
  /// A hash of the gold classes of all items.
  public private(set) var goldHash = StableHash()
  /// A hash of the predicted classes of all items.
  public private(set) var predictedHash = StableHash()
  /// What a reader of the scores should know, such as why probabilities are not scored.
  public private(set) var remarks: [String] = []
  /// What is confused with what; set it before the first item to have it found.
  public var errors: ErrorAnalysis?
  /// The first items with the wrong classes.
  package private(set) var examples: [ClassExample] = []
  package private(set) var confusion = ConfusionMatrix()
  package private(set) var multilabel = MultilabelScorer()
  /// Whether some item has no class or several, on either side.
  package private(set) var isMultilabel = false
  /// For each item, whether its classes are right.
  package private(set) var isCorrect: [Bool] = []
  /// The ranking of all classes; `nil` if an item lacks the scores of some.
  package private(set) var ranking: LabelRanking? = LabelRanking()
  /// `nil` before the first item, or if there are no probabilities of all classes.
  package private(set) var probabilities: ClassProbabilities?
  private var rankedLabels: [String] = []

  /// The most wrong items that are kept.
  private static let maximumExamples = 500

  /// Every setting at its default.
  public init() {}

  /// Adds an item.
  ///
  /// - Parameters:
  ///   - location: where the item stands, for lists of errors.
  ///   - text: what the item says, for lists of errors.
  /// - Throws: `EvaluationError` if the probabilities are not those of one set of classes.
  public mutating func add(
    gold: [String], predicted: Prediction, location: String, text: String
  ) throws(EvaluationError) {
    Self.hash(gold, &goldHash)
    Self.hash(predicted.labels, &predictedHash)
    multilabel.add(gold: Set(gold), predicted: Set(predicted.labels))
    if gold.count == 1, predicted.labels.count == 1 {
      confusion.add(gold: gold[0], predicted: predicted.labels[0])
      try addProbabilities(gold[0], predicted.scores)
    } else {
      isMultilabel = true
    }
    try rank(gold, predicted.scores)
    let isRight = Set(gold) == Set(predicted.labels)
    isCorrect.append(isRight)
    if !isRight, examples.count < Self.maximumExamples {
      examples.append(
        ClassExample(
          location: location, text: text, gold: gold, predicted: predicted.labels,
          score: predicted.score ?? predicted.labels.first.flatMap { predicted.scores[$0] }))
    }
    errors?.add(gold: gold, predicted: predicted, location: location, text: text)
    count += 1
  }

  private mutating func addProbabilities(
    _ label: String, _ scores: [String: Double]
  ) throws(EvaluationError) {
    if count == 0, !scores.isEmpty {
      probabilities = ClassProbabilities(labels: scores.keys.sorted())
    }
    guard var current = probabilities else { return }
    guard current.labels.contains(label) else {
      remarks.append(
        "no probability for the gold class '\(label)', so probabilities are not scored")
      probabilities = nil
      return
    }
    // Released, so that what is appended to is not copied.
    probabilities = nil
    var row: [Double] = []
    for label in current.labels {
      guard let value = scores[label] else { throw .missingScore(label: label) }
      row.append(value)
    }
    try current.add(gold: label, probabilities: row)
    probabilities = current
  }

  /// Classes are ranked only where each item has scores of the same classes, the gold ones among
  /// them.
  private mutating func rank(
    _ gold: [String], _ scores: [String: Double]
  ) throws(EvaluationError) {
    if count == 0 { rankedLabels = scores.keys.sorted() }
    guard var current = ranking else { return }
    ranking = nil
    let values = rankedLabels.compactMap { scores[$0] }
    guard values.count == rankedLabels.count, values.count == scores.count, !values.isEmpty,
      gold.allSatisfy({ scores[$0] != nil })
    else { return }
    let relevant = Set(gold)
    try current.add(isRelevant: rankedLabels.map { relevant.contains($0) }, scores: values)
    ranking = current
  }

  private static func hash(_ labels: [String], _ hash: inout StableHash) {
    hash.combine(UInt64(labels.count))
    for label in labels { hash.combine(label) }
  }
}
