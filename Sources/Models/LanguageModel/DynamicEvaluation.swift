import Neural
import Text

/// How a language model goes on learning from a text while it is scored on it (Krause et al. 2018,
/// "Dynamic Evaluation of Neural Sequence Models").
///
/// A text is read in windows. Each is scored first; then the weights take a step down its gradient,
/// and a step back to where training left them. Nothing is predicted with weights that have seen
/// it.
public struct DynamicEvaluation: Sendable, Hashable {
  /// The symbols between two steps.
  public var windowLength = 20
  /// Of RMSprop.
  public var learningRate = 0.0003
  /// The share of the way back to the trained weights that each step takes.
  public var decay = 0.002

  /// Settings that suit character models of novels and plays.
  public init() {}
}

extension CharacterLanguageModel {
  /// The nats of a split of a text when the model learns from it.
  ///
  /// - Throws: ``LanguageModelError/notUTF8(text:split:byte:)``, and what reading the text throws.
  func dynamicNats(
    of text: some LanguageModelText, split: Split, _ settings: DynamicEvaluation,
    threads pool: ThreadPool
  ) throws -> Double {
    let sequence = try text.symbols(of: split, symbols)
    var read = (0..<sequence.count).map { sequence[$0] }
    if isBackward { read.reverse() }
    return dynamicLosses(of: read, settings, pool: pool).reduce(0, +)
  }

  /// The nats of each window of a text when the model learns from those before it.
  ///
  /// - Parameter text: symbols in the order of reading.
  /// - Complexity: O(n · p) in the n symbols and p weights: about as long as an epoch of training
  ///   with one stream.
  func dynamicLosses(
    of text: [Int32], _ settings: DynamicEvaluation, pool: ThreadPool
  ) -> [Double] {
    // Scores are those of the whole network.
    var configuration = recipe.model
    configuration.inputDropout = 0
    configuration.dropout = 0
    configuration.recurrentDropout = 0
    let network = LanguageModelNetwork<Float>(
      configuration: configuration, symbolCount: symbols.count)
    let adapted = Weights<Float>(layout: network.layout, forTraining: true)
    adapted.copy(from: weights, pool: pool)
    let gradients = Gradients<Float>(layout: network.layout)
    let optimizer = Optimizer<Float>(.rmsprop(.init()), layout: network.layout)
    let workspace = LanguageModelNetwork<Float>.Workspace()
    let state = LanguageModelState(network, count: 1)
    var losses: [Double] = []
    for first in stride(from: 0, to: text.count, by: settings.windowLength) {
      let window = text[first..<min(first + settings.windowLength, text.count)]
      var batch = LanguageModelNetwork<Float>.Batch(lengths: [window.count])
      batch.inputs = [first == 0 ? symbols.start : text[first - 1]] + window.dropLast()
      batch.targets = Array(window)
      gradients.reset()
      let mean = network.loss(
        adapted, batch, workspace, state: state, gradients: gradients, seed: nil, pool)
      losses.append(mean * Double(window.count))
      _ = gradients.clip(norm: 1, pool: pool)
      optimizer.step(adapted, gradients, rate: settings.learningRate, pool: pool)
      adapted.move(toward: weights, by: Float(settings.decay), pool: pool)
    }
    return losses
  }
}
