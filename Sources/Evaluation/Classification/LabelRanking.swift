/// How well scores rank the labels of an item that has several.
///
/// Tsoumakas, Katakis and Vlahavas, "Mining Multi-label Data", 2010.
public struct LabelRanking: Sendable {
  /// The number of items.
  public private(set) var count = 0
  private var precisionSum = 0.0
  private var lossSum = 0.0
  private var coverageSum = 0.0

  /// Starts with nothing counted.
  public init() {}

  /// - Parameters:
  ///   - isRelevant: for each label, whether the item has it.
  ///   - scores: for each label, how sure the model is of it.
  /// - Throws: `EvaluationError` if the two differ in length or a score is NaN.
  /// - Complexity: O(*K*²) for *K* labels.
  public mutating func add(isRelevant: [Bool], scores: [Double]) throws(EvaluationError) {
    guard isRelevant.count == scores.count else {
      throw .scoreCount(item: count, found: scores.count, expected: isRelevant.count)
    }
    if let value = scores.first(where: \.isNaN) {
      throw .invalidScore(item: count, value: value, expected: "a number")
    }
    let relevant = scores.indices.filter { isRelevant[$0] }
    let others = scores.indices.filter { !isRelevant[$0] }
    count += 1
    coverageSum += Double(
      relevant.map { scores[$0] }.min().map { least in scores.count { $0 >= least } } ?? 0)
    guard !relevant.isEmpty, !others.isEmpty else {
      precisionSum += 1
      return
    }
    var precision = 0.0
    var wrongPairs = 0
    for label in relevant {
      let above = scores.count { $0 >= scores[label] }
      let relevantAbove = relevant.count { scores[$0] >= scores[label] }
      precision += Double(relevantAbove) / Double(above)
      wrongPairs += above - relevantAbove
    }
    precisionSum += precision / Double(relevant.count)
    lossSum += Double(wrongPairs) / Double(relevant.count * others.count)
  }

  /// The mean over relevant labels of the share of relevant ones among those ranked as high; 1 for
  /// items with all labels or none.
  public var averagePrecision: Double? { count > 0 ? precisionSum / Double(count) : nil }

  /// The mean share of pairs in which an irrelevant label is ranked as high as a relevant one.
  public var loss: Double? { count > 0 ? lossSum / Double(count) : nil }

  /// How far down the ranking one has to go, on average, to have seen all relevant labels.
  public var coverageError: Double? { count > 0 ? coverageSum / Double(count) : nil }
}
