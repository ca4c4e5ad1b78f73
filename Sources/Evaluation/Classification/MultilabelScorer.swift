/// Scores of predictions that give each item any number of labels.
public struct MultilabelScorer: Sendable {
  private var counts: [String: PrecisionRecall] = [:]
  /// The number of items.
  public private(set) var count = 0
  /// How many items have these counts of their own.
  private var items: [PrecisionRecall: Int] = [:]

  /// - Parameter labels: labels that count even if no item has them.
  public init(labels: some Sequence<String> = [String]()) {
    for label in labels { counts[label] = PrecisionRecall() }
  }

  /// Counts an item.
  public mutating func add(gold: Set<String>, predicted: Set<String>) {
    let shared = gold.intersection(predicted)
    for label in gold { counts[label, default: PrecisionRecall()].gold += 1 }
    for label in predicted { counts[label, default: PrecisionRecall()].found += 1 }
    for label in shared { counts[label, default: PrecisionRecall()].correct += 1 }
    count += 1
    items[
      PrecisionRecall(correct: shared.count, found: predicted.count, gold: gold.count), default: 0] +=
      1
  }

  /// The labels that are gold or predicted somewhere, sorted.
  public var labels: [String] { counts.keys.sorted() }

  /// The counts of each of ``labels``.
  public var byLabel: [PrecisionRecall] { labels.map { counts[$0] ?? PrecisionRecall() } }

  /// The scores of all labels averaged; labels without an item count as `undefined` says.
  public func average(
    _ averaging: Averaging, beta: Double = 1, undefined: UndefinedLabels = .zero
  ) -> AverageScores {
    byLabel.average(averaging, beta: beta, undefined: undefined)
  }

  /// The mean over items of each item's precision, recall and F-score; an undefined one counts as
  /// 0.
  public func samples(beta: Double = 1) -> AverageScores {
    AverageScores(
      precision: mean(\.precision), recall: mean(\.recall),
      fScore: mean { $0.fScore(beta: beta) }, support: counts.values.reduce(0) { $0 + $1.gold })
  }

  /// The mean of a score of each item, 0 where undefined, summed in an order that does not depend
  /// on that of the items.
  private func mean(_ score: (PrecisionRecall) -> Double?) -> Double? {
    if count == 0 { return nil }
    let sorted = items.sorted {
      ($0.key.correct, $0.key.found, $0.key.gold) < ($1.key.correct, $1.key.found, $1.key.gold)
    }
    let sum = sorted.reduce(0) { $0 + Double($1.value) * (score($1.key) ?? 0) }
    return sum / Double(count)
  }

  /// The share of items whose label set is exactly right.
  public var subsetAccuracy: Double? {
    let equal = items.reduce(0) { sum, item in
      let isEqual = item.key.correct == item.key.found && item.key.correct == item.key.gold
      return isEqual ? sum + item.value : sum
    }
    return ratio(equal, count)
  }

  /// The share of the decisions, one an item and label, that are wrong.
  public var hammingLoss: Double? {
    let differences = items.reduce(0) { sum, item in
      sum + item.value * (item.key.gold + item.key.found - 2 * item.key.correct)
    }
    return ratio(differences, count * counts.count)
  }

  /// The mean over items of the Jaccard index of the two label sets; two empty ones count as 0.
  public var jaccard: Double? { mean(\.jaccard) }
}
