/// What a trainer reports while it runs.
public enum TrainingEvent: Sendable {
  /// A batch is done; epoch and batch are counted from 1, and the loss is the mean of the epoch so
  /// far.
  case step(epoch: Int, batch: Int, of: Int, loss: Double)
  /// An epoch is done and validated.
  case epoch(EpochSummary)
}

/// How an epoch went.
public struct EpochSummary: Sendable, Hashable, Codable {
  /// Counted from 1.
  public var epoch: Int
  /// The mean training loss of its batches.
  public var loss: Double
  /// The greater the better; `nil` where it is undefined.
  public var validationScore: Double?
  /// Whether the weights are the best so far.
  public var isBest: Bool
  /// The learning rate of the last step.
  public var learningRate: Double
  /// The greatest norm of a batch's gradients before clipping.
  public var gradientNorm: Double
  /// Seconds spent training, without validation.
  public var seconds: Double
  /// The units (tokens, documents or symbols) that were read.
  public var units: Int
}
