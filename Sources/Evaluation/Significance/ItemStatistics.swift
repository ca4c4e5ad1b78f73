/// What each item (sentence, document) adds to the counts that a metric is computed from.
///
/// A metric over such statistics is a function of their sums, so that resampled data can be scored
/// by adding up rows: *n* items, *w* values each.
public struct ItemStatistics: Sendable {
  /// The values of one item, *w*.
  public let width: Int
  /// Row-major, *n* × *w*.
  public private(set) var values: [Double]

  /// - Precondition: `width` is at least 1.
  public init(width: Int) {
    precondition(width >= 1, "an item has at least one value")
    self.width = width
    values = []
  }

  /// The number of items.
  public var count: Int { values.count / width }

  /// - Precondition: `row` has `width` values.
  public mutating func add(_ row: some Collection<Double>) {
    precondition(row.count == width, "an item has \(width) values")
    values.append(contentsOf: row)
  }

  /// The sums over all items.
  public var sums: [Double] {
    var sums = [Double](repeating: 0, count: width)
    for (index, value) in values.enumerated() { sums[index % width] += value }
    return sums
  }
}

extension ItemStatistics {
  /// One value an item, whose mean is the metric: accuracy, for example.
  public init(values: [Double]) {
    self.init(width: 1)
    for value in values { add([value]) }
  }

  /// Whether each item is right, whose share is ``shareCorrect``; `nil` without items.
  init?(isCorrect: [Bool]) {
    if isCorrect.isEmpty { return nil }
    self.init(width: 2)
    for isCorrect in isCorrect { add([isCorrect ? 1 : 0, 1]) }
  }

  /// The share of summed `[correct, items]`; `nil` without items.
  static let shareCorrect: @Sendable ([Double]) -> Double? = { sums in
    sums[1] > 0 ? sums[0] / sums[1] : nil
  }

  /// F1 of summed `[correct, found, gold]`; `nil` where it is undefined.
  public static let f1: @Sendable ([Double]) -> Double? = { sums in
    sums[1] + sums[2] > 0 ? 2 * sums[0] / (sums[1] + sums[2]) : nil
  }

  /// The F-score of summed `[correct, found, gold]`; `nil` where it is undefined.
  public static func fScore(beta: Double) -> @Sendable ([Double]) -> Double? {
    let weight = beta * beta
    return { sums in
      let denominator = sums[1] + weight * sums[2]
      return denominator > 0 ? (1 + weight) * sums[0] / denominator : nil
    }
  }

  /// Precision of summed `[correct, found, gold]`.
  public static let precision: @Sendable ([Double]) -> Double? = { sums in
    sums[1] > 0 ? sums[0] / sums[1] : nil
  }

  /// Recall of summed `[correct, found, gold]`.
  public static let recall: @Sendable ([Double]) -> Double? = { sums in
    sums[2] > 0 ? sums[0] / sums[2] : nil
  }
}
