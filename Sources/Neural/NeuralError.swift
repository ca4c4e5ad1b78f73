/// Why a training cannot start or go on.
public enum NeuralError: Error, Hashable, CustomStringConvertible {
  /// A saved state has another count of numbers under a name than the model; nil where one of them
  /// does not have the name.
  case stateMismatch(name: String, expected: Int?, found: Int?)
  /// A saved state says that it has made fewer steps than none.
  case negativeStepCount(Int)

  /// Something needs more memory than the process may have.
  case tooLarge(subject: String, bytes: Int, available: Int)
  /// There are no batches to train on.
  case noTrainingData
  /// The loss or a gradient is no longer a finite number; epochs and batches are counted from 1.
  case diverged(epoch: Int, batch: Int)

  /// What is wrong and what to do, in one line.
  public var description: String {
    func count(_ count: Int?) -> String { count.map { "\($0)" } ?? "no" }
    switch self {
    case .stateMismatch(let name, let expected, let found):
      return "\(name): the saved training state has \(count(found)) numbers and the model "
        + "\(count(expected)); resume with the configuration that the state was saved with"
    case .tooLarge(let subject, let bytes, let available):
      func gigabytes(_ bytes: Int) -> String {
        let tenths = bytes / 100_000_000
        return "\(tenths / 10).\(tenths % 10) GB"
      }
      return "\(subject) takes \(gigabytes(bytes)) of memory or more, and there are "
        + "\(gigabytes(available)); make it smaller"
    case .noTrainingData:
      return "there is nothing to train on: the training split has no usable sequences"
    case .diverged(let epoch, let batch):
      return "the loss is no longer a number in epoch \(epoch), batch \(batch); "
        + "try a lower learning rate or stronger clipping"
    case .negativeStepCount(let count):
      return
        "the saved training state counts \(count) steps; it is damaged, start from an earlier one"
    }
  }
}
