/// Scores of items that are positive or negative, sorted: what curves over all thresholds are made
/// of.
///
/// Items with the same score are one threshold, so ties don't depend on the order of the items.
public struct BinaryRanking: Sendable {
  /// The distinct scores, descending.
  public let thresholds: [Double]
  /// The positive items with at least that score.
  public let truePositives: [Int]
  /// The negative items with at least that score.
  public let falsePositives: [Int]

  /// - Throws: `EvaluationError` if the series differ in length or a score is NaN.
  /// - Complexity: O(*n* log *n*).
  public init(isPositive: [Bool], scores: [Double]) throws(EvaluationError) {
    guard isPositive.count == scores.count else {
      throw .countMismatch(gold: isPositive.count, predicted: scores.count, unit: "items")
    }
    if let item = scores.firstIndex(where: \.isNaN) {
      throw .invalidScore(item: item, value: scores[item], expected: "a number")
    }
    self.init(checkedScores: scores, isPositive: isPositive)
  }

  /// The scores are numbers, one an item.
  init(checkedScores scores: [Double], isPositive: [Bool]) {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var thresholds: [Double] = []
    var truePositives: [Int] = []
    var falsePositives: [Int] = []
    var positive = 0
    var negative = 0
    for item in order {
      if isPositive[item] { positive += 1 } else { negative += 1 }
      if let last = thresholds.last, last == scores[item] {
        truePositives[truePositives.count - 1] = positive
        falsePositives[falsePositives.count - 1] = negative
      } else {
        thresholds.append(scores[item])
        truePositives.append(positive)
        falsePositives.append(negative)
      }
    }
    self.thresholds = thresholds
    self.truePositives = truePositives
    self.falsePositives = falsePositives
  }

  /// Items of the class.
  public var positives: Int { truePositives.last ?? 0 }
  /// Items of other classes.
  public var negatives: Int { falsePositives.last ?? 0 }

  /// A point of a receiver operating characteristic.
  public struct ROCPoint: Sendable, Hashable {
    /// False positives / negatives.
    public var falsePositiveRate: Double
    /// True positives / positives: recall.
    public var truePositiveRate: Double
    /// Items with at least this score are called positive; infinite for the first point, (0, 0).
    public var threshold: Double
  }

  /// From (0, 0) to (1, 1); `nil` unless there are positive and negative items.
  ///
  /// - Parameter dropsCollinear: leaves out points that lie on a line between their neighbours.
  public func rocCurve(dropsCollinear: Bool = false) -> [ROCPoint]? {
    guard positives > 0, negatives > 0 else { return nil }
    var points = [ROCPoint(falsePositiveRate: 0, truePositiveRate: 0, threshold: .infinity)]
    let last = thresholds.count - 1
    for index in thresholds.indices {
      if dropsCollinear, index > 0, index < last,
        falsePositives[index + 1] - 2 * falsePositives[index] + falsePositives[index - 1] == 0,
        truePositives[index + 1] - 2 * truePositives[index] + truePositives[index - 1] == 0
      {
        continue
      }
      points.append(
        ROCPoint(
          falsePositiveRate: Double(falsePositives[index]) / Double(negatives),
          truePositiveRate: Double(truePositives[index]) / Double(positives),
          threshold: thresholds[index]))
    }
    return points
  }

  /// The area under the receiver operating characteristic: the probability that a positive item
  /// scores higher than a negative one, ties counting half; `nil` unless there are both.
  public var areaUnderROC: Double? {
    guard positives > 0, negatives > 0 else { return nil }
    var doubled = 0.0
    var positive = 0
    var negative = 0
    for index in thresholds.indices {
      doubled +=
        Double(falsePositives[index] - negative) * Double(truePositives[index] + positive)
      positive = truePositives[index]
      negative = falsePositives[index]
    }
    return doubled / 2 / Double(positives) / Double(negatives)
  }

  /// A point of a precision-recall curve.
  public struct PrecisionRecallPoint: Sendable, Hashable {
    /// True positives / items from this score on.
    public var precision: Double
    /// True positives / positives.
    public var recall: Double
    /// The least score that counts as the class.
    public var threshold: Double
  }

  /// By descending recall; `nil` without positive items. The customary last point, precision 1 at
  /// recall 0, has no threshold and is left to the drawing.
  public var precisionRecallCurve: [PrecisionRecallPoint]? {
    guard positives > 0 else { return nil }
    return thresholds.indices.reversed().map { index in
      let found = truePositives[index] + falsePositives[index]
      return PrecisionRecallPoint(
        precision: Double(truePositives[index]) / Double(found),
        recall: Double(truePositives[index]) / Double(positives), threshold: thresholds[index])
    }
  }

  /// `Σ (Rᵢ - Rᵢ₋₁) Pᵢ` over the thresholds; `nil` without positive items.
  public var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var sum = 0.0
    var previous = 0
    for index in thresholds.indices {
      let found = truePositives[index] + falsePositives[index]
      let gained = truePositives[index] - previous
      sum += Double(gained) * Double(truePositives[index]) / Double(found)
      previous = truePositives[index]
    }
    return sum / Double(positives)
  }
}
