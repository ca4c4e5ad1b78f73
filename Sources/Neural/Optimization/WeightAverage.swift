#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The average of the weights over the steps of a training, which often generalizes better than the
/// last weights.
public final class WeightAverage<S: Scalar> {
  /// How weights are averaged.
  public enum Kind: Sendable, Hashable, Codable {
    /// average = decay · average + (1 - decay) · weights (Polyak and Juditsky 1992).
    case exponential(decay: Double)
    /// The mean of all that were added (Izmailov et al. 2018).
    case mean
  }

  /// How weights are averaged.
  public let kind: Kind
  /// How many weights have been added; the average of one is that one.
  public private(set) var count = 0
  private let values: ParameterValues<S>

  /// An average of no weights.
  public init(_ kind: Kind, layout: ParameterLayout) {
    self.kind = kind
    values = ParameterValues(layout: layout)
  }

  /// Adds the weights of a step.
  public func add(_ weights: Weights<S>) {
    precondition(weights.layout.count == values.layout.count)
    count += 1
    var share = 1.0
    if count > 1 {
      switch kind {
      case .exponential(let decay): share = 1 - decay
      case .mean: share = 1 / Double(count)
      }
    }
    blend(S(share), weights.values)
  }

  @specialized(where S == Float)
  private func blend(_ share: S, _ weights: UnsafeMutablePointer<S>) {
    let average = values.pointer
    for i in 0..<values.layout.count { average[i] += share * (weights[i] - average[i]) }
  }

  /// Swaps the average and the weights, and packs the weights anew: once to use the average, once
  /// more to go on training.
  ///
  /// - Precondition: weights have been added.
  public func swap(with weights: Weights<S>, pool: ThreadPool = .serial) {
    precondition(count > 0 && weights.layout.count == values.layout.count)
    for i in 0..<values.layout.count {
      (values.pointer[i], weights.values[i]) = (weights.values[i], values.pointer[i])
    }
    weights.repack(pool)
  }

  /// The averages of the parameters in row-major order, by name.
  public func elements() -> [String: [S]] {
    Dictionary(
      uniqueKeysWithValues: values.layout.entries.map { ($0.name, values.elements(of: $0)) })
  }

  /// Goes on from an average that was saved.
  ///
  /// - Throws: ``NeuralError`` if a parameter is missing, unknown or of another size, or
  ///   `count` is negative; then nothing is changed.
  public func restore(count: Int, elements: [String: [S]]) throws(NeuralError) {
    guard count >= 0 else { throw NeuralError.negativeStepCount(count) }
    let entries = values.layout.entries
    for entry in entries where elements[entry.name]?.count != entry.count {
      throw NeuralError.stateMismatch(
        name: entry.name, expected: entry.count, found: elements[entry.name]?.count)
    }
    for name in elements.keys.sorted() where values.layout.reference(named: name) == nil {
      throw NeuralError.stateMismatch(name: name, expected: nil, found: elements[name]?.count)
    }
    for entry in entries {
      if let elements = elements[entry.name] { values.setElements(of: entry, to: elements) }
    }
    self.count = count
  }
}
