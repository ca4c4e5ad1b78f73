import Dispatch

/// Confidence intervals and tests by resampling items. Seeded; the same on any number of threads.
public struct Resampling: Sendable, Hashable {
  /// How many times the data are drawn anew.
  public var samples: Int
  /// The seed of the samples.
  public var seed: UInt64
  /// The share of resampled scores inside an interval, such as 0.95.
  public var confidence: Double
  /// How many threads work at once; `nil` for as many as there are cores.
  public var threads: Int?

  /// - Precondition: `samples` is at least 1 and `confidence` between 0 and 1.
  public init(
    samples: Int = 1000, seed: UInt64 = 1, confidence: Double = 0.95, threads: Int? = nil
  ) {
    precondition(samples >= 1 && confidence > 0 && confidence < 1)
    self.samples = samples
    self.seed = seed
    self.confidence = confidence
    self.threads = threads
  }

  /// A score with the interval in which it would fall on other data of the same kind.
  public struct Interval: Sendable, Hashable {
    /// The score of all items.
    public var estimate: Double
    /// The lower end of the interval.
    public var lower: Double
    /// The upper end of the interval.
    public var upper: Double
    /// The standard deviation of the resampled scores.
    public var standardError: Double
  }

  /// A percentile bootstrap (Efron, 1979): items are drawn with replacement, as many as there are.
  ///
  /// - Returns: `nil` if the metric is undefined on the data. Resamples on which it is undefined
  ///   are left out.
  /// - Complexity: O(*samples* · *n* · *w*).
  public func bootstrap(
    _ items: ItemStatistics, metric: @escaping @Sendable ([Double]) -> Double?
  ) -> Interval? {
    guard items.count > 0, let estimate = metric(items.sums) else { return nil }
    let scores = resampledScores(of: items, metric).filter { !$0.isNaN }
    guard !scores.isEmpty else { return nil }
    return interval(estimate, scores)
  }

  /// How the difference of two systems was tested.
  public enum Test: String, Sendable, Hashable, CaseIterable {
    /// Koehn, "Statistical Significance Tests for Machine Translation Evaluation", 2004; the
    /// distribution of differences is centred on 0 for the hypothesis that there is none.
    case pairedBootstrap = "paired-bootstrap"
    /// Noreen, 1989: the outputs of the two systems are exchanged item by item with probability
    /// 1/2.
    case approximateRandomization = "approximate-randomization"
  }

  /// The difference of two systems on the same items.
  public struct Comparison: Sendable, Hashable {
    /// How it was tested.
    public var test: Test
    /// The first system's score minus the second's.
    public var difference: Double
    /// The probability of a difference at least as large, in either direction, if the systems are
    /// equally good: (extreme resamples + 1) / (resamples + 1).
    public var pValue: Double
    /// The interval of the difference; only the bootstrap gives one.
    public var interval: Interval?
  }

  /// Tests whether two systems differ; `nil` if either score is undefined.
  ///
  /// - Throws: `EvaluationError.countMismatch` if the items don't pair up.
  public func compare(
    _ first: ItemStatistics, _ second: ItemStatistics, test: Test = .approximateRandomization,
    metric: @escaping @Sendable ([Double]) -> Double?
  ) throws(EvaluationError) -> Comparison? {
    guard first.count == second.count, first.width == second.width else {
      throw .countMismatch(gold: first.count, predicted: second.count, unit: "items")
    }
    guard first.count > 0, let one = metric(first.sums), let other = metric(second.sums) else {
      return nil
    }
    let difference = one - other
    let differences: [Double]
    var interval: Interval?
    let isExtreme: (Double) -> Bool
    // Differences that are equal up to rounding are equal.
    let threshold = abs(difference) - 1e-12 * max(1, abs(difference))
    switch test {
    case .pairedBootstrap:
      differences = zip(resampledScores(of: first, metric), resampledScores(of: second, metric))
        .map { $0 - $1 }.filter { !$0.isNaN }
      let mean = differences.reduce(0, +) / Double(max(1, differences.count))
      isExtreme = { abs($0 - mean) >= threshold }
      if !differences.isEmpty { interval = self.interval(difference, differences) }
    case .approximateRandomization:
      differences = exchangedDifferences(first, second, metric).filter { !$0.isNaN }
      isExtreme = { abs($0) >= threshold }
    }
    let extreme = differences.count(where: isExtreme)
    return Comparison(
      test: test, difference: difference,
      pValue: Double(extreme + 1) / Double(differences.count + 1), interval: interval)
  }

  /// The metric on each resample; NaN where it is undefined. The items drawn for a resample depend
  /// on the seed alone, so two systems are resampled alike.
  private func resampledScores(
    of items: ItemStatistics, _ metric: @escaping @Sendable ([Double]) -> Double?
  ) -> [Double] {
    let count = items.count
    let width = items.width
    return inParallel { sample in
      var random = ResampleRandom(seed: seed, resample: sample)
      var sums = [Double](repeating: 0, count: width)
      items.values.withUnsafeBufferPointer { values in
        sums.withUnsafeMutableBufferPointer { sums in
          for _ in 0..<count {
            let start = random.below(count) * width
            for column in 0..<width { sums[column] += values[start + column] }
          }
        }
      }
      return metric(sums) ?? .nan
    }
  }

  private func exchangedDifferences(
    _ first: ItemStatistics, _ second: ItemStatistics,
    _ metric: @escaping @Sendable ([Double]) -> Double?
  ) -> [Double] {
    let count = first.count
    let width = first.width
    let totals = zip(first.sums, second.sums).map { $0 + $1 }
    return inParallel { sample in
      var random = ResampleRandom(seed: seed, resample: sample)
      var one = [Double](repeating: 0, count: width)
      var bits: UInt64 = 0
      for item in 0..<count {
        if item % 64 == 0 { bits = random.next() }
        let isExchanged = bits & 1 == 1
        bits >>= 1
        let start = item * width
        for column in 0..<width {
          one[column] += isExchanged ? second.values[start + column] : first.values[start + column]
        }
      }
      let other = zip(totals, one).map { $0 - $1 }
      guard let left = metric(one), let right = metric(other) else { return .nan }
      return left - right
    }
  }

  /// The values of all resamples, in order.
  private func inParallel(_ value: @Sendable (Int) -> Double) -> [Double] {
    let workers = max(1, min(threads ?? .max, samples, 64))
    let share = (samples + workers - 1) / workers
    return [Double](unsafeUninitializedCapacity: samples) { buffer, count in
      nonisolated(unsafe) let results = buffer
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        // Each worker writes results of its own.
        for sample in worker * share..<max(worker * share, min(samples, (worker + 1) * share)) {
          results.initializeElement(at: sample, to: value(sample))
        }
      }
      count = samples
    }
  }

  private func interval(_ estimate: Double, _ scores: [Double]) -> Interval {
    let sorted = scores.sorted()
    let tail = (1 - confidence) / 2
    return Interval(
      estimate: estimate, lower: Summary.quantile(tail, of: sorted),
      upper: Summary.quantile(1 - tail, of: sorted),
      standardError: Summary(scores)?.deviation ?? 0)
  }
}
