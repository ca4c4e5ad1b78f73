#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension ClassProbabilities {
  /// The mean negative logarithm of the gold class's probability, in nats.
  ///
  /// - Parameter clipping: probabilities are kept within `clipping...1 - clipping`, so that one
  ///   certain mistake does not cost everything; scikit-learn's 2⁻⁵² if not given.
  public func logLoss(clipping: Double = .ulpOfOne) -> Double? {
    mean { item in
      let row = row(item)
      let value = row[row.startIndex + gold[item]]
      return -log(min(max(value, clipping), 1 - clipping))
    }
  }

  /// The mean negative logarithm of the gold class's probability, in nats, with scikit-learn's
  /// clipping; `nil` without items.
  public var logLoss: Double? { logLoss() }

  /// The mean squared distance between the probabilities and the truth, `Σₖ (pₖ - yₖ)²`, in 0...2
  /// (Brier, 1950). For two classes it is twice the binary score.
  public var brier: Double? {
    mean { item in
      var sum = 0.0
      for (column, value) in row(item).enumerated() {
        let error = value - (column == gold[item] ? 1 : 0)
        sum += error * error
      }
      return sum
    }
  }

  /// The share of items whose class is among the `k` most probable; of equally probable ones the
  /// later ones come first, as in scikit-learn.
  public func topAccuracy(_ k: Int) -> Double? {
    mean { item in
      let row = row(item)
      let target = row.startIndex + gold[item]
      var better = 0
      for other in row.indices
      where row[other] > row[target] || (row[other] == row[target] && other > target) {
        better += 1
      }
      return better < k ? 1 : 0
    }
  }

  /// The items ranked by the probability of a class.
  ///
  /// - Complexity: O(*n* log *n*).
  public func ranking(of label: Int) -> BinaryRanking {
    ranking(of: label, among: Array(0..<count))
  }

  private func ranking(of label: Int, among items: [Int]) -> BinaryRanking {
    BinaryRanking(
      checkedScores: items.map { probabilities[$0 * labels.count + label] },
      isPositive: items.map { gold[$0] == label })
  }

  /// Which classes a class is ranked against.
  public enum Rivals: String, Sendable, Hashable, CaseIterable {
    /// One class against all others together.
    case rest = "ovr"
    /// Every pair of classes on its own (Hand and Till, 2001).
    case pairs = "ovo"
  }

  /// The area under the ROC over several classes; `nil` if a class has no items, or all.
  ///
  /// - Parameter averaging: `.macro` or `.weighted` (by the number of gold items).
  public func areaUnderROC(_ rivals: Rivals, averaging: Averaging = .macro) -> Double? {
    let supports = labels.indices.map { label in gold.count { $0 == label } }
    var sum = 0.0
    var weights = 0.0
    switch rivals {
    case .rest:
      if averaging == .micro { return flattened.areaUnderROC }
      for label in labels.indices {
        guard let area = ranking(of: label).areaUnderROC else { return nil }
        let weight = averaging == .weighted ? Double(supports[label]) : 1
        sum += weight * area
        weights += weight
      }
    case .pairs:
      for first in labels.indices {
        for second in labels.indices where second > first {
          let items = (0..<count).filter { gold[$0] == first || gold[$0] == second }
          guard let one = ranking(of: first, among: items).areaUnderROC,
            let other = ranking(of: second, among: items).areaUnderROC
          else { return nil }
          let weight = averaging == .weighted ? Double(supports[first] + supports[second]) : 1
          sum += weight * (one + other) / 2
          weights += weight
        }
      }
    }
    return weights > 0 ? sum / weights : nil
  }

  /// Average precision over the classes, each against the rest; classes without items are
  /// undefined.
  public func averagePrecision(_ averaging: Averaging = .macro) -> Double? {
    if averaging == .micro { return flattened.averagePrecision }
    var sum = 0.0
    var weights = 0.0
    for label in labels.indices {
      guard let value = ranking(of: label).averagePrecision else { continue }
      let weight = averaging == .weighted ? Double(gold.count { $0 == label }) : 1
      sum += weight * value
      weights += weight
    }
    return weights > 0 ? sum / weights : nil
  }

  /// All pairs of item and class as one ranking.
  private var flattened: BinaryRanking {
    var isPositive = [Bool](repeating: false, count: probabilities.count)
    for (item, label) in gold.enumerated() { isPositive[item * labels.count + label] = true }
    return BinaryRanking(checkedScores: probabilities, isPositive: isPositive)
  }
}
