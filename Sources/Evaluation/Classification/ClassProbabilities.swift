/// The predicted probabilities of all classes for items whose class is known.
///
/// The legend: *n* items, *K* classes.
public struct ClassProbabilities: Sendable {
  /// The classes, in the order of the probabilities.
  public let labels: [String]
  private var indices: [String: Int] = [:]
  /// The gold class of each item, as an index into `labels`.
  public private(set) var gold: [Int] = []
  /// Row-major, *n* × *K*.
  public private(set) var probabilities: [Double] = []

  /// - Parameter labels: the classes in the order of the probabilities; all distinct.
  public init(labels: [String]) {
    self.labels = labels
    for (index, label) in labels.enumerated() { indices[label] = index }
    precondition(indices.count == labels.count, "classes are not distinct")
  }

  /// The number of items.
  public var count: Int { gold.count }

  /// Adds an item; its probabilities need not sum to 1 exactly.
  ///
  /// - Throws: `EvaluationError` if the class is unknown, a probability is missing or outside
  ///   0...1.
  public mutating func add(gold label: String, probabilities row: [Double])
    throws(EvaluationError)
  {
    guard let index = indices[label] else { throw .unknownLabel(item: count, label: label) }
    guard row.count == labels.count else {
      throw .scoreCount(item: count, found: row.count, expected: labels.count)
    }
    for value in row where !(value >= 0 && value <= 1) {
      throw .invalidScore(item: count, value: value, expected: "a probability")
    }
    gold.append(index)
    probabilities += row
  }

  /// The probabilities of an item.
  public func row(_ item: Int) -> ArraySlice<Double> {
    probabilities[item * labels.count..<(item + 1) * labels.count]
  }

  /// The most probable class; the first of several.
  public func predicted(_ item: Int) -> Int {
    let row = row(item)
    var best = row.startIndex
    for index in row.indices where row[index] > row[best] { best = index }
    return best - row.startIndex
  }

  /// The most probable class of each item beside the right one.
  public var confusion: ConfusionMatrix {
    var matrix = ConfusionMatrix(labels: labels)
    for item in 0..<count {
      matrix.add(gold: labels[gold[item]], predicted: labels[predicted(item)])
    }
    return matrix
  }

  /// The mean of a value over the items; `nil` without items.
  func mean(_ value: (Int) -> Double) -> Double? {
    guard count > 0 else { return nil }
    var sum = 0.0
    for item in 0..<count { sum += value(item) }
    return sum / Double(count)
  }
}
