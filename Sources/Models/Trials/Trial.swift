import Evaluation

/// One training of an experiment and what it scored.
public struct Trial: Sendable {
  /// Which of the settings was trained, from 0.
  public var setting: Int
  /// The part of the corpus that was tested on, from 0; `nil` if its own test split was.
  public var fold: Int?
  /// Where the chance of the training started.
  public var seed: UInt64
  /// The share of the training documents that was trained on.
  public var share: Double
  /// The documents that were trained on, those that chose the epoch among them.
  public var trainingDocuments: Int
  /// How long it took to train and to score.
  public var seconds: Double
  /// What the trained model scored.
  public var result: EvaluationResult

  /// Sets every property.
  public init(
    setting: Int, fold: Int?, seed: UInt64, share: Double, trainingDocuments: Int, seconds: Double,
    result: EvaluationResult
  ) {
    self.setting = setting
    self.fold = fold
    self.seed = seed
    self.share = share
    self.trainingDocuments = trainingDocuments
    self.seconds = seconds
    self.result = result
  }
}
