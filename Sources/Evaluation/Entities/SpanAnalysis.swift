import Text

/// What kind of mistakes a tagger makes: wrong borders, wrong labels, missed and made-up entities.
///
/// Gold and predicted entities are paired one to one: equal ones first, then those with the same
/// borders, then those that share most tokens. The pairs are counted in the four ways of
/// SemEval-2013 task 9.1 (Segura-Bedmar, Martínez and Herrero-Zazo), which extend the counts of
/// MUC-5 (Chinchor and Sundheim, 1993).
public struct SpanAnalysis: Sendable, Hashable {
  /// What makes a pair right.
  public enum Criterion: String, Sendable, Hashable, CaseIterable {
    /// Borders and label.
    case strict
    /// The borders, whatever the label.
    case exact
    /// The borders, half for an overlap, whatever the label.
    case partial
    /// The label and an overlap.
    case type
  }

  /// The counts of MUC.
  public struct Counts: Sendable, Hashable {
    /// Spans that agree with a gold one.
    public var correct = 0
    /// Spans that overlap a gold one and do not agree with it.
    public var incorrect = 0
    /// Spans that overlap a gold one, where that counts half.
    public var partial = 0
    /// Gold entities without a partner.
    public var missed = 0
    /// Predicted entities without a partner.
    public var spurious = 0

    /// The number of gold spans.
    public var gold: Int { correct + incorrect + partial + missed }
    /// The number of spans that were found.
    public var found: Int { correct + incorrect + partial + spurious }
    private var credit: Double { Double(correct) + 0.5 * Double(partial) }

    /// A partial match counts half.
    public var precision: Double? { found > 0 ? credit / Double(found) : nil }
    /// Credit / gold.
    public var recall: Double? { gold > 0 ? credit / Double(gold) : nil }
    /// The harmonic mean of precision and recall.
    public var f1: Double? { gold + found > 0 ? 2 * credit / Double(gold + found) : nil }

    static func += (left: inout Counts, right: Counts) {
      left.correct += right.correct
      left.incorrect += right.incorrect
      left.partial += right.partial
      left.missed += right.missed
      left.spurious += right.spurious
    }
  }

  private var counts: [Criterion: Counts] = [:]
  /// The labels of pairs that share a token; entities without a partner are paired with `nothing`.
  public private(set) var confusion = ConfusionCounts()
  /// Exact scores of the entities of each length in tokens.
  public private(set) var byLength: [Int: PrecisionRecall] = [:]

  /// How often a gold label was predicted as another; `nil` stands for no entity.
  public struct ConfusionCounts: Sendable, Hashable {
    /// How often a gold label (`nil`: none) met a predicted one.
    public private(set) var cells: [[String?]: Int] = [:]

    /// How often the gold label was predicted as the other; `nil` stands for no entity.
    public subscript(gold gold: String?, predicted predicted: String?) -> Int {
      cells[[gold, predicted]] ?? 0
    }

    mutating func add(gold: String?, predicted: String?, count: Int = 1) {
      cells[[gold, predicted], default: 0] += count
    }

    /// All labels, sorted.
    public var labels: [String] { Set(cells.keys.joined().compactMap { $0 }).sorted() }
  }

  /// Starts with nothing counted.
  public init() {}

  /// The counts by a criterion of what is right.
  public subscript(criterion: Criterion) -> Counts { counts[criterion] ?? Counts() }

  /// Adds one sentence.
  ///
  /// - Parameter countsLengths: whether the spans are tokens, so that their lengths mean something.
  /// - Complexity: O(*n* · *m*) for *n* gold and *m* predicted entities.
  public mutating func add(
    gold: [TokenSpan], predicted: [TokenSpan], countsLengths: Bool = true
  ) {
    var partners = [Int?](repeating: nil, count: gold.count)
    var isTaken = [Bool](repeating: false, count: predicted.count)
    func pair(where fits: (TokenSpan, TokenSpan) -> Bool) {
      for (index, span) in gold.enumerated() where partners[index] == nil {
        let found = predicted.indices.first { !isTaken[$0] && fits(span, predicted[$0]) }
        if let found {
          partners[index] = found
          isTaken[found] = true
        }
      }
    }
    pair { $0 == $1 }
    pair { $0.tokens == $1.tokens }
    var overlaps: [(shared: Int, gold: Int, predicted: Int)] = []
    for (index, span) in gold.enumerated() where partners[index] == nil {
      for (other, found) in predicted.enumerated() where !isTaken[other] {
        let shared = span.tokens.clamped(to: found.tokens).count
        if shared > 0 { overlaps.append((shared, index, other)) }
      }
    }
    overlaps.sort { (-$0.shared, $0.gold, $0.predicted) < (-$1.shared, $1.gold, $1.predicted) }
    for overlap in overlaps where partners[overlap.gold] == nil && !isTaken[overlap.predicted] {
      partners[overlap.gold] = overlap.predicted
      isTaken[overlap.predicted] = true
    }
    for (index, span) in gold.enumerated() { count(span, partners[index].map { predicted[$0] }) }
    for (index, span) in predicted.enumerated() where !isTaken[index] { count(nil, span) }
    guard countsLengths else { return }
    for (index, span) in gold.enumerated() {
      let isCorrect = partners[index].map { predicted[$0] == span } ?? false
      byLength[span.tokens.count, default: PrecisionRecall()] += PrecisionRecall(
        correct: isCorrect ? 1 : 0, gold: 1)
    }
    for span in predicted { byLength[span.tokens.count, default: PrecisionRecall()].found += 1 }
  }

  private mutating func count(_ gold: TokenSpan?, _ predicted: TokenSpan?) {
    confusion.add(gold: gold?.label, predicted: predicted?.label)
    guard let gold, let predicted else {
      for criterion in Criterion.allCases {
        if gold == nil {
          counts[criterion, default: Counts()].spurious += 1
        } else {
          counts[criterion, default: Counts()].missed += 1
        }
      }
      return
    }
    let hasBorders = gold.tokens == predicted.tokens
    let hasLabel = gold.label == predicted.label
    for criterion in Criterion.allCases {
      let isCorrect =
        switch criterion {
        case .strict: hasBorders && hasLabel
        case .exact, .partial: hasBorders
        case .type: hasLabel
        }
      if isCorrect {
        counts[criterion, default: Counts()].correct += 1
      } else if criterion == .partial {
        counts[criterion, default: Counts()].partial += 1
      } else {
        counts[criterion, default: Counts()].incorrect += 1
      }
    }
  }

  /// Adds the counts of another analysis.
  public mutating func merge(_ other: SpanAnalysis) {
    for (criterion, added) in other.counts { counts[criterion, default: Counts()] += added }
    for (cell, count) in other.confusion.cells {
      confusion.add(gold: cell[0], predicted: cell[1], count: count)
    }
    byLength.merge(other.byLength) { $0 + $1 }
  }
}
