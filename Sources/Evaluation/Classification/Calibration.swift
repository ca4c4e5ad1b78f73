/// Whether predictions that are made with a confidence of 80 % are right in 80 % of the cases.
public struct Calibration: Sendable, Hashable {
  /// The items whose confidence lies in `lower < confidence ≤ upper` (the first bin includes 0).
  public struct Bin: Sendable, Hashable {
    /// The least confidence of the bin.
    public var lower: Double
    /// The greatest confidence of the bin.
    public var upper: Double
    /// The number of items.
    public var count: Int
    /// The mean confidence of the items; `nil` if there are none.
    public var confidence: Double?
    /// The share of the items that are right; `nil` if there are none.
    public var accuracy: Double?
    /// The variance of the number of right items if each were right as probably as its confidence p
    /// says: Σ p (1 - p).
    public var variance: Double
  }

  /// The bins with their items, by confidence.
  public var bins: [Bin]
  /// The number of items.
  public var count: Int

  /// - Parameters:
  ///   - confidences: the probability given to each prediction, in 0...1.
  ///   - isCorrect: whether each prediction is right.
  ///   - bins: the number of equally wide bins.
  /// - Throws: `EvaluationError` if the series differ in length or a confidence is outside 0...1.
  public init(confidences: [Double], isCorrect: [Bool], bins: Int = 10) throws(EvaluationError) {
    guard confidences.count == isCorrect.count else {
      throw .countMismatch(gold: isCorrect.count, predicted: confidences.count, unit: "items")
    }
    guard bins > 0 else {
      throw .invalidSetting(name: "bins", value: "\(bins)", expected: "at least 1")
    }
    var counts = [Int](repeating: 0, count: bins)
    var correct = counts
    var sums = [Double](repeating: 0, count: bins)
    var variances = sums
    for (item, confidence) in confidences.enumerated() {
      guard confidence >= 0, confidence <= 1 else {
        throw .invalidScore(item: item, value: confidence, expected: "a probability")
      }
      // The product may round across a boundary, so the bin is settled by comparing with the
      // bounds.
      var bin = min(bins - 1, max(0, Int(confidence * Double(bins))))
      while bin > 0, confidence <= Double(bin) / Double(bins) { bin -= 1 }
      while bin < bins - 1, confidence > Double(bin + 1) / Double(bins) { bin += 1 }
      counts[bin] += 1
      sums[bin] += confidence
      variances[bin] += confidence * (1 - confidence)
      if isCorrect[item] { correct[bin] += 1 }
    }
    count = confidences.count
    self.bins = (0..<bins).map { bin in
      Bin(
        lower: Double(bin) / Double(bins), upper: Double(bin + 1) / Double(bins),
        count: counts[bin], confidence: counts[bin] > 0 ? sums[bin] / Double(counts[bin]) : nil,
        accuracy: ratio(correct[bin], counts[bin]), variance: variances[bin])
    }
  }

  /// The expected calibration error: the mean gap between confidence and accuracy, each bin
  /// weighted by its items (Naeini, Cooper and Hauskrecht, 2015); `nil` without items.
  public var expectedError: Double? {
    guard count > 0 else { return nil }
    return bins.reduce(0) { sum, bin in
      sum + Double(bin.count) / Double(count) * (gap(bin) ?? 0)
    }
  }

  /// About the ``expectedError`` that so many items show by chance even if all confidences are
  /// true; `nil` without items.
  ///
  /// With v = Σ p (1 - p) over a bin, the number of right items differs from its mean by √(2v / π)
  /// on average where it is nearly normal, and by no more than 2v anywhere; the smaller one counts.
  public var errorByChance: Double? {
    guard count > 0 else { return nil }
    return bins.reduce(0) { sum, bin in
      sum + min((2 * bin.variance / .pi).squareRoot(), 2 * bin.variance) / Double(count)
    }
  }

  /// The largest gap of a bin; `nil` without items.
  public var maximumError: Double? { bins.compactMap(gap).max() }

  private func gap(_ bin: Bin) -> Double? {
    guard let confidence = bin.confidence, let accuracy = bin.accuracy else { return nil }
    return abs(accuracy - confidence)
  }
}

extension ClassProbabilities {
  /// The calibration of the most probable class.
  public func calibration(bins: Int = 10) throws(EvaluationError) -> Calibration {
    var confidences: [Double] = []
    var isCorrect: [Bool] = []
    for item in 0..<count {
      let best = predicted(item)
      confidences.append(probabilities[item * labels.count + best])
      isCorrect.append(best == gold[item])
    }
    return try Calibration(confidences: confidences, isCorrect: isCorrect, bins: bins)
  }
}
