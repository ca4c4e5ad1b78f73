import Neural

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A language model with the symbols that it is trained on.
///
/// The text is a circle that is cut into as many streams as the batch has rows; each epoch cuts it
/// elsewhere, so that windows and their starts differ from epoch to epoch, while states run on from
/// window to window.
package final class LanguageModelTrainingTask: Trainable {
  /// The weights in training.
  package let weights: Weights<Float>
  let network: LanguageModelNetwork<Float>
  private let train: SymbolSequence
  private let validation: SymbolSequence
  private let start: Int32
  private let streams: Int
  private let steps: Int
  private let state: LanguageModelState<Float>
  private let workspace = LanguageModelNetwork<Float>.Workspace()
  private var batch: LanguageModelNetwork<Float>.Batch
  private var offset = 0
  private let unknown: Int32?
  /// The positions of the text that this epoch takes for unknown.
  private var hidden: Set<Int> = []

  /// - Parameters:
  ///   - train: in the order of reading.
  ///   - start: the symbol that the validation text comes after.
  ///   - unknown: the class of what training does not see.
  ///   - batchSize: the streams; fewer are used where the text is too short for two windows of
  ///     each.
  init(
    train: SymbolSequence, validation: SymbolSequence, start: Int32, unknown: Int32?,
    network: LanguageModelNetwork<Float>, batchSize: Int, bptt: Int,
    precision: WeightPrecision = .float32, seed: UInt64
  ) throws(NeuralError) {
    self.train = train
    self.validation = validation
    self.start = start
    self.unknown = unknown
    self.network = network
    steps = max(1, min(bptt, train.count / 2))
    streams = max(1, min(batchSize, train.count / (2 * steps)))
    let rows = Double(streams) * Double(steps)
    let states = network.recurrent.layers.reduce(0.0) { $0 + Double($1[0].hiddenSize) }
    try network.layout.checkTrainingMemory(
      activations: rows * (5 * states + Double(network.symbolCount)))
    batch = .init(lengths: [Int](repeating: steps, count: streams))
    state = LanguageModelState(network, count: streams)
    weights = Weights(layout: network.layout, forTraining: true, precision: precision)
    weights.initialize(seed: seed)
    network.setOutputBias(of: weights, to: logFrequencies())
  }

  /// The logarithms of how often the symbols occur, so that training need not begin with what
  /// counting knows; each is counted once more than it was seen.
  private func logFrequencies() -> [Float] {
    let symbols = network.symbolCount
    var counts = [Double](repeating: 1, count: symbols)
    for position in 0..<train.count { counts[Int(train[position])] += 1 }
    if let unknown { counts[Int(unknown)] += Double(symbols) }
    let total = counts.reduce(0, +)
    return counts.map { Float(log($0 / total)) }
  }

  /// As many positions as there are different symbols, in short runs.
  ///
  /// A text of n symbols, k of them different, has shown a new one k times, so that the next is new
  /// with a probability of about k / n (method C of Witten and Bell 1991); and new ones seldom come
  /// alone. A network that never saw one would hold it for as good as impossible.
  private func hidePositions(_ random: inout RandomSource) {
    hidden.removeAll(keepingCapacity: true)
    let count = min(network.symbolCount, train.count / 100)
    while hidden.count < count {
      var position = Int.random(in: 0..<train.count, using: &random)
      repeat {
        hidden.insert(position)
        position = (position + 1) % train.count
      } while hidden.count < count && random.uniform() < 0.5
    }
  }

  @inline(__always)
  private func symbol(_ position: Int) -> Int32 {
    if let unknown, hidden.contains(position) { return unknown }
    return train[position]
  }

  private var streamLength: Int { train.count / streams }

  /// The batches of an epoch.
  package var batchCount: Int { train.count < 2 ? 0 : max(1, streamLength / steps) }

  /// Sets the streams' states to zero and chooses where the streams start.
  package func beginEpoch(seed: UInt64) {
    var random = RandomSource(seed: seed)
    offset = Int.random(in: 0..<train.count, using: &random)
    if unknown != nil { hidePositions(&random) }
    state.reset()
  }

  /// Adds the gradients of a batch.
  package func addGradients(
    _ gradients: Gradients<Float>, batch index: Int, seed: UInt64, pool: ThreadPool
  ) -> BatchResult {
    for stream in 0..<streams {
      var position = (offset + stream * streamLength + index * steps) % train.count
      var symbol = symbol(position)
      for step in 0..<steps {
        position = position + 1 == train.count ? 0 : position + 1
        let next = self.symbol(position)
        let row = batch.sequences.row(sequence: stream, step: step)
        batch.inputs[row] = symbol
        batch.targets[row] = next
        symbol = next
      }
    }
    let loss = network.loss(
      weights, batch, workspace, state: state, gradients: gradients, seed: seed, pool)
    return BatchResult(loss: loss, units: streams * steps)
  }

  /// Minus the mean nats of a symbol of the validation text.
  ///
  /// The text is read in parallel pieces, each with a stretch of the text before it to find its
  /// state, which differs from one reading of the whole by much less than the noise of training.
  package func validationScore(pool: ThreadPool) -> Double? {
    guard validation.count > 0 else { return nil }
    let pieces = min(32, max(1, validation.count / 1024))
    let length = (validation.count + pieces - 1) / pieces
    let lead = 256
    var texts: [[Int32]] = []
    for first in stride(from: 0, to: validation.count, by: length) {
      let end = min(first + length, validation.count)
      texts.append((max(0, first - lead)..<end).map { validation[$0] })
    }
    let scorer = SymbolScorer(network: network, weights: weights, start: start)
    var sum = 0.0
    for (index, losses) in scorer.losses(of: texts, pool: pool).enumerated() {
      for loss in losses[(index == 0 ? 0 : min(lead, index * length))...] { sum += Double(loss) }
    }
    return -sum / Double(validation.count)
  }
}
