import Evaluation
import Neural
import Sound
import Text

/// A ``SpeechRecognizer`` with its training and validation recordings.
package final class SpeechTrainingTask: Trainable {
  /// The weights in training.
  package let weights: Weights<Float>
  let network: SpeechRecognizerNetwork<Float>
  private let recipe: SpeechRecognizerRecipe
  private let train: SoundTrainingSet
  private let trainTargets: [[Int32]]
  private let validation: [SoundFrames]
  private let validationTargets: [[Int32]]
  private let space: Int32
  private let arena = Arena<Float>()
  private let arenas = ObjectPool { Arena<Float>() }
  private var batches: [[Int]] = []

  /// A recording and the classes of its text.
  struct Clip: Sendable {
    var samples: [Int16]
    var target: [Int32]
  }

  /// Recordings that are read together.
  private static let batchCount = 8

  init(
    train: [Clip], validation: [Clip], symbols: SpeechSymbols, recipe: SpeechRecognizerRecipe,
    _ pool: ThreadPool
  ) throws(NeuralError) {
    self.recipe = recipe
    space = symbols.space ?? SpeechSymbols.blank
    network = SpeechRecognizerNetwork(
      configuration: recipe.encoder, frameSize: recipe.features.size, classes: symbols.count)
    try network.layout.checkTrainingMemory()
    weights = Weights(
      layout: network.layout, forTraining: true, precision: recipe.training.precision)
    weights.initialize(seed: recipe.training.seed)
    self.train = SoundTrainingSet(
      train.map(\.samples), features: recipe.features, centres: recipe.encoder.centresSounds,
      augmentation: recipe.augmentation, pool)
    trainTargets = train.map(\.target)
    // Validation reads strings as long as those of the training.
    var sounds: [[Float]] = []
    var targets: [[Int32]] = []
    for clip in validation.indices {
      var random = RandomSource(seed: recipe.division.seed, clip)
      let parts = Self.parts(
        from: clip, of: validation.count, upTo: recipe.joining, &random)
      sounds.append(
        SoundTrainingSet.joined(
          parts.map { validation[$0].samples }, sampleRate: recipe.features.sampleRate, &random))
      targets.append(Self.joined(parts.map { validation[$0].target }, space: space))
    }
    self.validation = self.train.normalizedFrames(of: sounds, pool)
    validationTargets = targets
  }

  /// A recording and those that come behind it.
  private static func parts(
    from clip: Int, of count: Int, upTo most: Int, _ random: inout RandomSource
  ) -> [Int] {
    let length = 1 + Int(random.uniform() * Double(max(1, most)))
    return [clip] + (1..<max(1, length)).map { _ in Int(random.uniform() * Double(count)) }
  }

  private static func joined(_ targets: [[Int32]], space: Int32) -> [Int32] {
    Array(targets.joined(separator: [space]))
  }

  /// The mean and the deviation of the training recordings' frames.
  var normalization: SoundNormalization { train.normalization }

  /// The batches of an epoch.
  package var batchCount: Int { (train.clips.count + recipe.batchSize - 1) / recipe.batchSize }

  /// Shuffles the recordings.
  package func beginEpoch(seed: UInt64) {
    batches = train.batches(of: recipe.batchSize, seed: seed)
  }

  /// Adds the gradients of a batch: of the mean loss of a symbol.
  package func addGradients(
    _ gradients: Gradients<Float>, batch index: Int, seed: UInt64, pool: ThreadPool
  ) -> BatchResult {
    let clips = batches[index]
    let parts = clips.indices.map { item -> [Int] in
      var random = RandomSource(seed: seed, 1, item)
      return Self.parts(
        from: clips[item], of: train.clips.count, upTo: recipe.joining, &random)
    }
    let changed = train.changedFrames(of: parts, seed: RandomSource.derive(seed, 2), pool)
    let targets = parts.map { part in
      Self.joined(part.map { trainTargets[$0] }, space: space)
    }
    let batch = SoundBatch(changed, stacking: recipe.encoder.stacking)
    let maskSeed = RandomSource.derive(seed, 3)
    let activations = network.forward(
      weights, batch, arena, seed: maskSeed, savesForBackward: true, pool)
    let dlogits = arena.matrix(batch.sequences.rowCount, network.classCount)
    let symbolCount = targets.reduce(0) { $0 + max(1, $1.count) }
    let losses = ParallelResults(count: batch.count, initial: 0.0)
    let logits = activations.logits
    pool.forEach(batch.count) { sequence in
      let loss = CTC<Float>(blank: Int(SpeechSymbols.blank))(
        logits: logits, rows: batch.sequences.rows(ofSequence: sequence),
        target: targets[batch.sequences.order[sequence]], scale: 1 / Float(symbolCount),
        dlogits: dlogits)
      losses[sequence] = loss ?? 0
    }
    network.backward(
      weights, batch, activations, dlogits: dlogits, gradients: gradients, arena, seed: maskSeed,
      pool)
    return BatchResult(
      loss: losses.elements.reduce(0, +) / Double(symbolCount),
      units: parts.reduce(0) { $0 + $1.count })
  }

  /// 1 minus the rate of wrong symbols, of the most probable class at each step.
  package func validationScore(pool: ThreadPool) -> Double? {
    let count = validation.count
    if count == 0 { return nil }
    let parts = (count + Self.batchCount - 1) / Self.batchCount
    let results = ParallelResults<[[Int32]]>(count: parts, initial: [])
    let (network, weights, validation, arenas) = (network, weights, validation, arenas)
    let stacking = recipe.encoder.stacking
    pool.forEach(parts) { part in
      let first = part * Self.batchCount
      let batch = SoundBatch(
        Array(validation[first..<min(first + Self.batchCount, count)]), stacking: stacking)
      results[part] = arenas.withObject { arena in
        let logits = network.forward(
          weights, batch, arena, seed: nil, savesForBackward: false, .serial
        ).logits
        return batch.rows.map { rows in
          CTCGreedy.decode(
            rows.map { Array(UnsafeBufferPointer(start: logits.row($0), count: logits.columns)) })
        }
      }
    }
    var counts = EditCounts()
    for (target, found) in zip(validationTargets, results.elements.joined()) {
      counts += EditCounts(reference: target, hypothesis: found)
    }
    return counts.referenceCount == 0
      ? nil : 1 - Double(counts.edits) / Double(counts.referenceCount)
  }
}
