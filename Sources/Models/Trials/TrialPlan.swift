import Evaluation
import Text

/// Which trainings make up a cross-validation, a comparison of seeds or a learning curve.
public struct TrialPlan: Sendable, Hashable {
  /// So many parts of the corpus, each of which is tested on once; `nil` trains on the training
  /// split and tests on the test split that the corpus has.
  public var folds: Int? = 5
  /// The seeds of the trainings, on each division of the data.
  public var seeds: [UInt64] = [1]
  /// The shares of the training documents that are trained on, in 0...1.
  public var shares: [Double] = [1]
  /// The splits that are divided into folds. The test split is left alone, so that it can be tested
  /// on once, when all is decided.
  public var splits: [Split] = [.train, .validation]
  /// Where the division into folds starts from.
  public var foldSeed: UInt64 = 1
  /// See ``Folds/groupSeparator``.
  public var groupSeparator: String?

  /// Every setting at its default.
  public init() {}

  /// Why an experiment cannot be made on a corpus.
  public enum PlanError: Error, Sendable, Hashable, CustomStringConvertible {
    case tooFewTexts(corpus: String, count: Int, folds: Int)
    case noTest(corpus: String)

    public var description: String {
      switch self {
      case .tooFewTexts(let corpus, let count, let folds):
        "corpus \(corpus): \(count) different texts or groups to train on, which \(folds) folds cannot "
          + "be made of; choose fewer folds"
      case .noTest(let corpus):
        "corpus \(corpus): its test split is empty; make folds of it instead"
      }
    }
  }

  /// How many documents are tested on for each that is trained on, as ``ResampledTTest`` needs it.
  public var testShare: Double { folds.map { 1 / Double(max(1, $0 - 1)) } ?? 0 }

  /// How many trainings there are with so many settings.
  public func count(settings: Int) -> Int {
    shares.count * (folds ?? 1) * seeds.count * settings
  }

  /// Trains and scores everything, in a fixed order: by share, fold, seed and setting.
  ///
  /// - Parameters:
  ///   - settings: how many settings are tried.
  ///   - train: trains a setting, by its number, on the training split of a corpus with a seed, and
  ///     scores it on its test split, with the items kept.
  ///   - onTrial: is told after each training.
  /// - Throws: ``PlanError``, and what the corpus and the closures throw.
  public func run(
    on corpus: some Corpus, settings: Int = 1,
    train: (PartialCorpus, _ seed: UInt64, _ setting: Int) throws -> EvaluationResult,
    onTrial: (Trial) throws -> Void = { _ in }
  ) throws -> [Trial] {
    let divided = try Folds(
      corpus, splits: folds == nil ? [.train] : splits, count: folds ?? 1, seed: foldSeed,
      groupSeparator: groupSeparator)
    if let folds, divided.groupCount < 2 * folds {
      throw PlanError.tooFewTexts(
        corpus: corpus.name, count: divided.groupCount, folds: folds)
    }
    if folds == nil, try Self.count(corpus, .test) == 0 {
      throw PlanError.noTest(corpus: corpus.name)
    }
    var trials: [Trial] = []
    let clock = ContinuousClock()
    for share in shares {
      for fold in folds.map({ (0..<$0).map { $0 } }) ?? [nil] {
        let part = PartialCorpus(corpus, folds: divided, heldOut: fold, share: share)
        let documents = try Self.count(part, .train)
        for seed in seeds {
          for setting in 0..<settings {
            let start = clock.now
            let result = try train(part, seed, setting)
            let time = (clock.now - start).components
            let trial = Trial(
              setting: setting, fold: fold, seed: seed, share: share,
              trainingDocuments: documents,
              seconds: Double(time.seconds) + Double(time.attoseconds) * 1e-18, result: result)
            trials.append(trial)
            try onTrial(trial)
          }
        }
      }
    }
    return trials
  }

  private static func count(_ corpus: some Corpus, _ split: Split) throws -> Int {
    var count = 0
    try corpus.forEachDocument(in: split) { _ in count += 1 }
    return count
  }
}
