/// Updates the weights from their gradients.
///
/// Parameters of kind `features` are updated by plain gradient descent. Those of kind `table` are
/// updated lazily: a step changes only the rows that have gradients, and leaves the values and
/// moments of all others. For Adam this is PyTorch's `SparseAdam`: the bias corrections count all
/// steps, and epsilon is added before the correction, p -= r · √(1 - beta2ⁿ) / (1 - beta1ⁿ) · u /
/// (√v + epsilon). The other rules treat each touched row as a parameter of its own.
public final class Optimizer<S: Scalar> {
  /// The rule, with its settings.
  public let configuration: OptimizerConfiguration
  /// The layout of the weights, the gradients and the moments.
  public let layout: ParameterLayout
  /// The steps so far.
  public private(set) var stepCount = 0
  /// The moments, in the order of ``OptimizerConfiguration/momentNames``.
  private let moments: [ParameterValues<S>]

  /// An optimizer with moments of zero.
  public init(_ configuration: OptimizerConfiguration, layout: ParameterLayout) {
    self.configuration = configuration
    self.layout = layout
    moments = configuration.momentNames.map { _ in ParameterValues(layout: layout) }
  }

  /// Makes one step, and packs the weights anew.
  ///
  /// The result does not depend on the number of threads.
  ///
  /// - Parameter rate: the learning rate of this step.
  /// - Precondition: weights and gradients have the layout of the optimizer.
  public func step(
    _ weights: Weights<S>, _ gradients: Gradients<S>, rate: Double, pool: ThreadPool = .serial
  ) {
    precondition(weights.layout.count == layout.count && gradients.layout.count == layout.count)
    stepCount += 1
    let rule = UpdateRule(
      configuration: configuration, step: stepCount, rate: rate, p: weights.values,
      g: gradients.values, moments: moments.map(\.pointer))
    let pieces = UpdatePieces(gradients)
    pool.forEach(pieces.taskCount) { task in
      for piece in pieces.task(task) {
        rule.update(piece.offset, piece.count, kind: piece.kind)
      }
    }
    weights.repack(pool)
  }

  /// Everything that a later run needs to go on exactly as this one.
  public func state() -> OptimizerState<S> {
    var elements: [String: [S]] = [:]
    for (moment, values) in zip(configuration.momentNames, moments) {
      for entry in layout.entries {
        elements["\(moment).\(entry.name)"] = values.elements(of: entry)
      }
    }
    return OptimizerState(stepCount: stepCount, moments: elements)
  }

  /// Goes on from a state that was saved with the same rule and layout.
  ///
  /// - Throws: ``NeuralError`` if the state has not exactly the moments of this optimizer; then
  ///   nothing is changed.
  public func restore(_ state: OptimizerState<S>) throws(NeuralError) {
    guard state.stepCount >= 0 else {
      throw NeuralError.negativeStepCount(state.stepCount)
    }
    var known: [String: (moment: Int, entry: ParameterLayout.Entry)] = [:]
    for (index, moment) in configuration.momentNames.enumerated() {
      for entry in layout.entries {
        let name = "\(moment).\(entry.name)"
        known[name] = (index, entry)
        let found = state.moments[name]?.count
        guard found == entry.count else {
          throw NeuralError.stateMismatch(name: name, expected: entry.count, found: found)
        }
      }
    }
    for name in state.moments.keys.sorted() where known[name] == nil {
      throw NeuralError.stateMismatch(name: name, expected: nil, found: state.moments[name]?.count)
    }
    for (name, elements) in state.moments {
      guard let (moment, entry) = known[name] else { continue }
      moments[moment].setElements(of: entry, to: elements)
    }
    stepCount = state.stepCount
  }
}

/// The state of an optimizer between two steps.
public struct OptimizerState<S: Scalar>: Sendable, Equatable {
  /// The steps so far.
  public var stepCount: Int
  /// The moments by name, `MOMENT.PARAMETER` such as `exp_avg.output.weight`, in row-major order.
  public var moments: [String: [S]]

  /// A state with these parts.
  public init(stepCount: Int, moments: [String: [S]]) {
    self.stepCount = stepCount
    self.moments = moments
  }
}
