import Evaluation

/// Two settings that were trained and scored on the same parts of the data, pair by pair.
public struct TrialComparison: Sendable {
  /// The score that is compared, the headline.
  public let metric: String
  /// The test over the trainings: does the difference go beyond what other data and seeds make?
  public let trainings: ResampledTTest
  /// The test over the documents, whose predictions from all trainings are taken together: does the
  /// difference go beyond what other documents make? `nil` where the items were not kept.
  public let items: Resampling.Comparison?
  /// The documents, or other items, that were compared.
  public let itemCount: Int

  /// `nil` if the headline is undefined, or not the same score, somewhere.
  ///
  /// - Parameters:
  ///   - trials: of two settings, 0 and 1, as ``TrialPlan`` gives them.
  ///   - testShare: ``TrialPlan/testShare``.
  /// - Throws: `EvaluationError` if the settings were not scored on the same items.
  public init?(
    _ trials: [Trial], testShare: Double, resampling: Resampling = Resampling()
  ) throws(EvaluationError) {
    let settings = [0, 1].map { setting in trials.filter { $0.setting == setting } }
    guard let headline = settings[0].first?.result.headline,
      settings[0].count == settings[1].count
    else { return nil }
    var differences: [Double] = []
    for (one, other) in zip(settings[0], settings[1]) {
      guard let first = one.result.headline, let second = other.result.headline,
        first.metric == headline.metric, second.metric == headline.metric,
        let left = first.value, let right = second.value
      else { return nil }
      differences.append(left - right)
    }
    metric = headline.metric
    trainings = ResampledTTest(differences: differences, testShare: testShare)
    let pooled = settings.map { Self.pooledItems($0) }
    guard let one = pooled[0], let other = pooled[1] else {
      items = nil
      itemCount = 0
      return
    }
    itemCount = one.count
    items = try resampling.compare(
      one, other, metric: settings[0][0].result.headlineOfSums)
  }

  /// What each document adds to the counts, over all seeds, the documents of all folds together;
  /// `nil` if it was not kept.
  static func pooledItems(_ trials: [Trial]) -> ItemStatistics? {
    var folds: [Int: [ItemStatistics]] = [:]
    for trial in trials {
      guard let items = trial.result.items else { return nil }
      folds[trial.fold ?? 0, default: []].append(items)
    }
    let parts = folds.sorted { $0.key < $1.key }.map(\.value)
    guard let first = parts.first?.first,
      parts.allSatisfy({ runs in
        runs.allSatisfy { $0.width == first.width && $0.count == runs[0].count }
      })
    else { return nil }
    return .joined(parts.map { .summed($0) })
  }
}
