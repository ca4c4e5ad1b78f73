/// How often each gold class was predicted as each class; all that the scores of hard decisions
/// need.
///
/// Items can be added one by one; the classes are those that have been seen or declared.
public struct ConfusionMatrix: Sendable {
  private var indices: [String: Int] = [:]
  /// In order of first appearance.
  private var names: [String] = []
  /// By gold class, then predicted class, in order of first appearance.
  private var cells: [[Int]] = []

  /// - Parameter labels: classes that are counted even if no item has them.
  public init(labels: some Sequence<String> = [String]()) {
    for label in labels { _ = index(of: label) }
  }

  /// Counts items of a class that were predicted to be of another, or of the same.
  public mutating func add(gold: String, predicted: String, count: Int = 1) {
    let row = index(of: gold)
    let column = index(of: predicted)
    cells[row][column] += count
  }

  /// Adds the counts of another matrix.
  public mutating func merge(_ other: ConfusionMatrix) {
    let translated = other.names.map { index(of: $0) }
    for (row, counts) in other.cells.enumerated() {
      for (column, count) in counts.enumerated() where count > 0 {
        cells[translated[row]][translated[column]] += count
      }
    }
  }

  private mutating func index(of label: String) -> Int {
    if let index = indices[label] { return index }
    let index = names.count
    indices[label] = index
    names.append(label)
    for row in cells.indices { cells[row].append(0) }
    cells.append([Int](repeating: 0, count: names.count))
    return index
  }

  /// The classes, sorted.
  public var labels: [String] { names.sorted() }

  /// The counts by gold class (rows) and predicted class (columns), both as in `labels`.
  public var counts: [[Int]] {
    let order = names.indices.sorted { names[$0] < names[$1] }
    return order.map { row in order.map { cells[row][$0] } }
  }

  /// The number of items.
  public var total: Int { cells.reduce(0) { $0 + $1.reduce(0, +) } }

  /// Items whose class is right.
  public var correct: Int { cells.indices.reduce(0) { $0 + cells[$1][$1] } }

  /// The counts of each class against all others, as in `labels`.
  public var byLabel: [PrecisionRecall] {
    let counts = counts
    return counts.indices.map { label in
      PrecisionRecall(
        correct: counts[label][label], found: counts.reduce(0) { $0 + $1[label] },
        gold: counts[label].reduce(0, +))
    }
  }

  /// What the rows or the whole are divided by in a normalized matrix.
  public enum Normalization: String, Sendable, Hashable, CaseIterable {
    /// Each row sums to 1: recall on the diagonal.
    case gold
    /// Each column sums to 1: precision on the diagonal.
    case predicted
    /// The whole sums to 1.
    case all
  }

  /// The shares; `nil` where the divisor is 0.
  public func normalized(by normalization: Normalization) -> [[Double?]] {
    ConfusionMatrix.shares(of: counts, by: normalization)
  }

  /// The shares that counts are of their row, column or sum; `nil` where that is 0.
  package static func shares(of counts: [[Int]], by normalization: Normalization) -> [[Double?]] {
    let columns = counts.indices.map { label in counts.reduce(0) { $0 + $1[label] } }
    let total = columns.reduce(0, +)
    return counts.map { row in
      let rowSum = row.reduce(0, +)
      return row.enumerated().map { column, count in
        switch normalization {
        case .gold: ratio(count, rowSum)
        case .predicted: ratio(count, columns[column])
        case .all: ratio(count, total)
        }
      }
    }
  }
}
