/// What can be wrong with saved data that a network is to go on from.
public enum NeuralError: Error, Hashable, CustomStringConvertible {
  /// A saved state has another count of numbers under a name than the model; nil where one of them
  /// does not have the name.
  case stateMismatch(name: String, expected: Int?, found: Int?)
  /// A saved state says that it has made fewer steps than none.
  case negativeStepCount(Int)

  public var description: String {
    func count(_ count: Int?) -> String { count.map { "\($0)" } ?? "no" }
    switch self {
    case .stateMismatch(let name, let expected, let found):
      return "\(name): the saved training state has \(count(found)) numbers and the model "
        + "\(count(expected)); resume with the configuration that the state was saved with"
    case .negativeStepCount(let count):
      return
        "the saved training state counts \(count) steps; it is damaged, start from an earlier one"
    }
  }
}
