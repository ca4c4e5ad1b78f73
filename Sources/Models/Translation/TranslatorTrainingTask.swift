import Neural
import Text

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A translator with the pairs that it is trained on.
///
/// Pairs of like lengths make a batch, so that the steps of a batch have many rows to the end.
/// Which of those of equal lengths come together changes from epoch to epoch, as does the order of
/// the batches.
package final class TranslatorTrainingTask: Trainable {
  package typealias Pair = (source: [Int32], target: [Int32])

  /// The weights in training.
  package let weights: Weights<Float>
  let network: EncoderDecoder<Float>
  private let train: [Pair]
  private let validation: [Pair]
  private let batchSize: Int
  private let workspace = EncoderDecoder<Float>.Workspace()
  /// The pairs of each batch of this epoch.
  private var batches: [[Int]] = []

  /// - Parameters:
  ///   - train: subwords without ends.
  init(
    train: [Pair], validation: [Pair], network: EncoderDecoder<Float>, batchSize: Int,
    precision: WeightPrecision, seed: UInt64
  ) throws(NeuralError) {
    self.train = train
    self.validation = validation
    self.network = network
    self.batchSize = batchSize
    let longest = train.max { $0.target.count < $1.target.count }?.target.count ?? 0
    let rows = Double(min(batchSize, train.count)) * Double(longest + 1)
    let settings = network.settings
    try network.layout.checkTrainingMemory(
      activations: rows
        * Double(settings.targetSymbols + 24 * (settings.hiddenSize + settings.embeddingSize)))
    weights = Weights(layout: network.layout, forTraining: true, precision: precision)
    weights.initialize(seed: seed)
    network.setOutputBias(of: weights, to: logFrequencies())
  }

  /// The logarithms of how often subwords occur, so that training need not begin with what counting
  /// knows; each is counted once more than it was seen.
  private func logFrequencies() -> [Float] {
    var counts = [Double](repeating: 1, count: network.settings.targetSymbols)
    for pair in train {
      for symbol in pair.target { counts[Int(symbol)] += 1 }
      counts[Int(SubwordTable.end)] += 1
    }
    let total = counts.reduce(0, +)
    return counts.map { Float(log($0 / total)) }
  }

  /// The batches of an epoch.
  package var batchCount: Int { (train.count + batchSize - 1) / batchSize }

  /// Puts the pairs of like lengths together.
  package func beginEpoch(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let order = train.indices.map { (pair: $0, tie: random.next()) }.sorted {
      let (left, right) = (train[$0.pair], train[$1.pair])
      return (left.target.count, left.source.count, $0.tie)
        < (right.target.count, right.source.count, $1.tie)
    }
    batches = stride(from: 0, to: order.count, by: batchSize).map {
      order[$0..<min($0 + batchSize, order.count)].map(\.pair)
    }
    batches.shuffle(using: &random)
  }

  /// Adds the gradients of a batch.
  package func addGradients(
    _ gradients: Gradients<Float>, batch index: Int, seed: UInt64, pool: ThreadPool
  ) -> BatchResult {
    let batch = EncoderDecoder<Float>.Batch(
      batches[index].map { train[$0] }, threads: pool.threadCount)
    let loss = network.loss(
      weights, batch, workspace, gradients: gradients, seed: seed, pool)
    return BatchResult(loss: loss, units: batch.targetCount)
  }

  /// Minus the mean nats of a target's subword, its end included, in the validation pairs.
  package func validationScore(pool: ThreadPool) -> Double? {
    let order = validation.indices.sorted {
      (validation[$0].target.count, $0) < (validation[$1].target.count, $1)
    }
    var (sum, count) = (0.0, 0)
    for first in stride(from: 0, to: order.count, by: batchSize) {
      let batch = EncoderDecoder<Float>.Batch(
        order[first..<min(first + batchSize, order.count)].map { validation[$0] },
        threads: pool.threadCount)
      sum += network.losses(weights, batch, workspace, pool).reduce(0, +)
      count += batch.targetCount
    }
    return count == 0 ? nil : -sum / Double(count)
  }
}
