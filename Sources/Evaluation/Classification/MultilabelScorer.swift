/// Scores of predictions that give each item any number of labels.
public struct MultilabelScorer: Sendable {
  private var counts: [String: PrecisionRecall] = [:]
  public private(set) var count = 0
  private var equalSets = 0
  private var differences = 0
  /// Sums over items of each item's own scores, 0 where undefined.
  private var jaccardSum = 0.0
  private var precisionSum = 0.0
  private var recallSum = 0.0
  private var f1Sum = 0.0

  /// - Parameter labels: labels that count even if no item has them.
  public init(labels: some Sequence<String> = [String]()) {
    for label in labels { counts[label] = PrecisionRecall() }
  }

  public mutating func add(gold: Set<String>, predicted: Set<String>) {
    let shared = gold.intersection(predicted)
    for label in gold { counts[label, default: PrecisionRecall()].gold += 1 }
    for label in predicted { counts[label, default: PrecisionRecall()].found += 1 }
    for label in shared { counts[label, default: PrecisionRecall()].correct += 1 }
    let item = PrecisionRecall(correct: shared.count, found: predicted.count, gold: gold.count)
    count += 1
    differences += item.gold + item.found - 2 * item.correct
    if gold == predicted { equalSets += 1 }
    jaccardSum += item.jaccard ?? 0
    precisionSum += item.precision ?? 0
    recallSum += item.recall ?? 0
    f1Sum += item.f1 ?? 0
  }

  public var labels: [String] { counts.keys.sorted() }

  public var byLabel: [PrecisionRecall] { labels.map { counts[$0] ?? PrecisionRecall() } }

  public func average(
    _ averaging: Averaging, beta: Double = 1, undefined: UndefinedLabels = .zero
  ) -> AverageScores {
    byLabel.average(averaging, beta: beta, undefined: undefined)
  }

  /// The mean over items of each item's precision, recall and F1; an undefined one counts as 0.
  public var samples: AverageScores {
    guard count > 0 else { return AverageScores(support: 0) }
    return AverageScores(
      precision: precisionSum / Double(count), recall: recallSum / Double(count),
      fScore: f1Sum / Double(count), support: counts.values.reduce(0) { $0 + $1.gold })
  }

  /// The share of items whose label set is exactly right.
  public var subsetAccuracy: Double? { ratio(equalSets, count) }

  /// The share of the decisions, one an item and label, that are wrong.
  public var hammingLoss: Double? { ratio(differences, count * counts.count) }

  /// The mean over items of the Jaccard index of the two label sets; two empty ones count as 0.
  public var jaccard: Double? { count > 0 ? jaccardSum / Double(count) : nil }
}
