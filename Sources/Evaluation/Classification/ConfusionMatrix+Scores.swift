extension ConfusionMatrix {
  /// The share of items with the right class; `nil` without items.
  public var accuracy: Double? { ratio(correct, total) }

  /// The mean recall of the classes that occur in the gold data; `nil` without items.
  public var balancedAccuracy: Double? {
    let recalls = byLabel.compactMap(\.recall)
    return recalls.isEmpty ? nil : recalls.reduce(0, +) / Double(recalls.count)
  }

  /// The scores of all classes averaged; classes without an item count as `undefined` says.
  public func average(
    _ averaging: Averaging, beta: Double = 1, undefined: UndefinedLabels = .zero
  ) -> AverageScores {
    byLabel.average(averaging, beta: beta, undefined: undefined)
  }

  /// The Jaccard index averaged over classes; `nil` where it is undefined.
  public func jaccard(_ averaging: Averaging, undefined: UndefinedLabels = .zero) -> Double? {
    let labels = byLabel
    if averaging == .micro { return labels.reduce(PrecisionRecall(), +).jaccard }
    var sum = 0.0
    var weights = 0.0
    for label in labels {
      guard let value = label.jaccard ?? (undefined == .zero ? 0 : nil) else { continue }
      let weight = averaging == .weighted ? Double(label.gold) : 1
      sum += weight * value
      weights += weight
    }
    return weights > 0 ? sum / weights : nil
  }

  /// Matthews' correlation coefficient for any number of classes (Gorodkin, "Comparing two
  /// K-category assignments by a K-category correlation coefficient", 2004); `nil` if the gold data
  /// or the predictions are all of one class.
  public var matthews: Double? {
    let n = Double(total)
    let labels = byLabel
    let goldByFound = labels.reduce(0) { $0 + Double($1.gold) * Double($1.found) }
    let covariance = Double(correct) * n - goldByFound
    let goldVariance = n * n - labels.reduce(0) { $0 + Double($1.gold) * Double($1.gold) }
    let foundVariance = n * n - labels.reduce(0) { $0 + Double($1.found) * Double($1.found) }
    let product = goldVariance * foundVariance
    return product > 0 ? covariance / product.squareRoot() : nil
  }

  /// How much a disagreement counts in Cohen's kappa, for classes in the order of `labels`.
  public enum KappaWeights: String, Sendable, Hashable, CaseIterable {
    /// All disagreements alike.
    case none
    /// By the distance of the classes.
    case linear
    /// By the square of the distance.
    case quadratic
  }

  /// Cohen's kappa: agreement beyond chance, `1 - Σ w observed / Σ w expected` (Cohen, 1960 and
  /// 1968).
  ///
  /// - Parameter order: the classes in their order, for weights; sorted by name if `nil`. Classes
  ///   without items may stand in it; those that are missing from it follow, sorted.
  /// - Returns: `nil` if only one class occurs.
  public func kappa(weights: KappaWeights = .none, order: [String]? = nil) -> Double? {
    let labels = labels
    var ranks = [String: Int]()
    for label in (order ?? []) + labels where ranks[label] == nil { ranks[label] = ranks.count }
    let counts = counts
    let rowSums = counts.map { Double($0.reduce(0, +)) }
    let columnSums = counts.indices.map { column in
      Double(counts.reduce(0) { $0 + $1[column] })
    }
    var observed = 0.0
    var expected = 0.0
    for row in counts.indices {
      for column in counts.indices where row != column {
        let distance = Double(abs((ranks[labels[row]] ?? 0) - (ranks[labels[column]] ?? 0)))
        let weight =
          switch weights {
          case .none: 1.0
          case .linear: distance
          case .quadratic: distance * distance
          }
        observed += weight * Double(counts[row][column])
        expected += weight * rowSums[row] * columnSums[column]
      }
    }
    expected /= Double(total)
    return expected > 0 ? 1 - observed / expected : nil
  }
}
