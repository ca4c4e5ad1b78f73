/// A model with its training and validation data, as a ``Trainer`` sees it.
public protocol Trainable: AnyObject {
  /// The weights that training changes.
  var weights: Weights<Float> { get }

  /// The number of batches in an epoch, the same in all epochs.
  var batchCount: Int { get }

  /// Shuffles the batches of an epoch by `seed`.
  func beginEpoch(seed: UInt64)

  /// Adds the gradients of the loss of a batch: a forward and a backward pass.
  ///
  /// - Parameters:
  ///   - batch: in 0..<batchCount.
  ///   - seed: of everything that is random about this step, such as dropout masks.
  func addGradients(
    _ gradients: Gradients<Float>, batch: Int, seed: UInt64, pool: ThreadPool
  ) -> BatchResult

  /// The score of the present weights on the validation data, the greater the better; `nil` where
  /// it is undefined.
  func validationScore(pool: ThreadPool) -> Double?
}

/// What a batch of training gives beside its gradients.
public struct BatchResult: Sendable, Hashable {
  /// The mean loss of the batch.
  public var loss: Double
  /// The units that were read: tokens, documents or symbols.
  public var units: Int

  /// The mean loss of a batch, and the units that were read.
  public init(loss: Double, units: Int) {
    self.loss = loss
    self.units = units
  }
}
