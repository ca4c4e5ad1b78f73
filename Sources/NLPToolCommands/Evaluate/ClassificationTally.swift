import NLPToolkit

/// Collects the items of a classification and decides what can be said about them.
struct ClassificationTally {
  private(set) var count = 0
  private(set) var goldHash = StableHash()
  private(set) var predictedHash = StableHash()
  private var confusion = ConfusionMatrix()
  private var multilabel = MultilabelScorer()
  private var isMultilabel = false
  private var isCorrect: [Bool] = []
  /// The ranking of all labels, where every item has scores for the same ones.
  private var ranking: LabelRanking? = LabelRanking()
  private var rankedLabels: [String] = []
  private var examples: [ClassExample] = []
  /// `nil` before the first item, or if the file has no probabilities.
  private var probabilities: ClassProbabilities?
  private(set) var notes: [String] = []

  /// - Throws: status 65 if the probabilities are not those of one set of classes.
  mutating func add(gold: LabelledItem, predicted: LabelledItem, place: String) throws {
    hash(gold.labels, &goldHash)
    hash(predicted.labels, &predictedHash)
    multilabel.add(gold: Set(gold.labels), predicted: Set(predicted.labels))
    if gold.labels.count == 1, predicted.labels.count == 1 {
      confusion.add(gold: gold.labels[0], predicted: predicted.labels[0])
      try addProbabilities(gold.labels[0], predicted, place)
    } else {
      isMultilabel = true
    }
    try rank(gold, predicted, place)
    let isRight = Set(gold.labels) == Set(predicted.labels)
    isCorrect.append(isRight)
    if !isRight, examples.count < EvaluationResult.maximumExamples {
      examples.append(
        ClassExample(
          place: place, text: gold.text ?? predicted.text ?? "", gold: gold.labels,
          predicted: predicted.labels,
          score: predicted.score ?? predicted.labels.first.flatMap { predicted.scores[$0] }))
    }
    count += 1
  }

  private mutating func addProbabilities(
    _ label: String, _ predicted: LabelledItem, _ place: String
  ) throws {
    if count == 0, !predicted.scores.isEmpty {
      probabilities = ClassProbabilities(labels: predicted.scores.keys.sorted())
    }
    guard var current = probabilities else { return }
    guard current.labels.contains(label) else {
      notes.append(
        "no probability for the gold class '\(label)', so probabilities are not scored")
      probabilities = nil
      return
    }
    probabilities = nil
    let row = try current.labels.map { label in
      guard let value = predicted.scores[label] else {
        throw CommandError.badData(
          "\(place): no score for '\(label)'; give the scores of all classes in every item")
      }
      return value
    }
    do { try current.add(gold: label, probabilities: row) } catch {
      throw CommandError.badData("\(place): \(error)")
    }
    probabilities = current
  }

  /// Labels are ranked only where each item has a score for each of the same labels, the gold ones among
  /// them.
  private mutating func rank(_ gold: LabelledItem, _ predicted: LabelledItem, _ place: String)
    throws
  {
    if count == 0 { rankedLabels = predicted.scores.keys.sorted() }
    guard var current = ranking else { return }
    ranking = nil
    let scores = rankedLabels.compactMap { predicted.scores[$0] }
    guard scores.count == rankedLabels.count, scores.count == predicted.scores.count,
      !scores.isEmpty, gold.labels.allSatisfy({ predicted.scores[$0] != nil })
    else { return }
    let relevant = Set(gold.labels)
    do {
      try current.add(isRelevant: rankedLabels.map { relevant.contains($0) }, scores: scores)
    } catch {
      throw CommandError.badData("\(place): \(error)")
    }
    ranking = current
  }

  private func hash(_ labels: [String], _ hash: inout StableHash) {
    hash.combine(UInt64(labels.count))
    for label in labels { hash.combine(label) }
  }

  func result(keepsItems: Bool, context: EvaluationContext) -> EvaluationResult {
    var result: EvaluationResult =
      isMultilabel
      ? .multilabel(
        multilabel, ranking: ranking, isCorrect: keepsItems ? isCorrect : [], context: context)
      : .classification(
        confusion, isCorrect: keepsItems ? isCorrect : [], probabilities: probabilities,
        context: context)
    result.classExamples = examples
    return result
  }
}
