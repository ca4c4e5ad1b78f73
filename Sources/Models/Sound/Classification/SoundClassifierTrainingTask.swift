import Evaluation
import Neural
import Sound
import Text

/// A ``SoundClassifier`` with its training and validation recordings.
package final class SoundClassifierTrainingTask: Trainable {
  /// The weights in training.
  package let weights: Weights<Float>
  let network: SoundClassifierNetwork<Float>
  private let recipe: SoundClassifierRecipe
  private let train: SoundTrainingSet
  private let trainClasses: [Int32]
  private let validation: [SoundFrames]
  /// The classes of the validation recordings.
  let validationClasses: [[Int32]]
  private let classCount: Int
  private let loss: CrossEntropy<Float>
  private let arena = Arena<Float>()
  private let arenas = ObjectPool { Arena<Float>() }
  private var batches: [[Int]] = []

  /// A recording and its class.
  struct Clip: Sendable {
    var samples: [Int16]
    var label: Int32
  }

  /// Recordings that are classified together.
  static let batchCount = 16

  /// - Parameter background: the class of background alone.
  init(
    train: [Clip], validation: [Clip], classes: Int, background: Int32?,
    recipe: SoundClassifierRecipe, _ pool: ThreadPool
  ) throws(NeuralError) {
    self.recipe = recipe
    classCount = classes
    network = SoundClassifierNetwork(
      configuration: recipe.model, frameSize: recipe.features.size, classes: classes)
    try network.layout.checkTrainingMemory()
    weights = Weights(
      layout: network.layout, forTraining: true, precision: recipe.training.precision)
    weights.initialize(seed: recipe.training.seed)
    loss = CrossEntropy(labelSmoothing: recipe.labelSmoothing)
    self.train = SoundTrainingSet(
      train.map(\.samples), backgrounds: train.indices.filter { train[$0].label == background },
      features: recipe.features, centres: recipe.model.encoder.centresSounds,
      augmentation: recipe.augmentation, pool)
    trainClasses = train.map(\.label)
    self.validation = self.train.normalizedFrames(
      of: validation.map { SoundClips.floats($0.samples) }, pool)
    validationClasses = validation.map { [$0.label] }
  }

  /// The mean and the deviation of the training recordings' frames.
  var normalization: SoundNormalization { train.normalization }

  /// The batches of an epoch.
  package var batchCount: Int { (train.clips.count + recipe.batchSize - 1) / recipe.batchSize }

  /// Shuffles the recordings.
  package func beginEpoch(seed: UInt64) {
    batches = train.batches(of: recipe.batchSize, seed: seed)
  }

  /// Adds the gradients of a batch.
  package func addGradients(
    _ gradients: Gradients<Float>, batch index: Int, seed: UInt64, pool: ThreadPool
  ) -> BatchResult {
    let clips = batches[index]
    let changed = train.changedFrames(
      of: clips.map { [$0] }, seed: RandomSource.derive(seed, 1), pool)
    let batch = SoundBatch(changed, stacking: recipe.model.encoder.stacking)
    let classes = clips.map { trainClasses[$0] }
    let maskSeed = RandomSource.derive(seed, 2)
    let activations = network.forward(
      weights, batch, arena, seed: maskSeed, savesForBackward: true, pool)
    let dscores = arena.matrix(batch.count, classCount)
    let sum = classes.withUnsafeBufferPointer {
      loss(
        logits: activations.scores, targets: $0.baseAddress!, scale: 1 / Float(batch.count),
        dlogits: dscores)
    }
    network.backward(
      weights, batch, activations, dscores: dscores, gradients: gradients, arena, seed: maskSeed,
      pool)
    return BatchResult(loss: sum / Double(batch.count), units: clips.count)
  }

  /// The class scores of the validation recordings with the present weights.
  func validationScores(pool: ThreadPool) -> ClassScores {
    let count = validation.count
    let parts = (count + Self.batchCount - 1) / Self.batchCount
    let results = ParallelResults<[Float]>(count: parts, initial: [])
    let (network, weights, validation, arenas) = (network, weights, validation, arenas)
    let stacking = recipe.model.encoder.stacking
    pool.forEach(parts) { part in
      let first = part * Self.batchCount
      let batch = SoundBatch(
        Array(validation[first..<min(first + Self.batchCount, count)]), stacking: stacking)
      results[part] = arenas.withObject {
        network.forward(
          weights, batch, $0, seed: nil, savesForBackward: false, .serial
        ).scores.elements()
      }
    }
    var scores = ClassScores(count: count, classes: classCount)
    let all = Array(results.elements.joined())
    for clip in 0..<count {
      scores.setRecurrent(clip, Array(all[clip * classCount..<(clip + 1) * classCount]))
    }
    return scores
  }

  /// The accuracy. Of epochs that are alike in it, the one with the smaller loss is better.
  package func validationScore(pool: ThreadPool) -> Double? {
    if validation.isEmpty { return nil }
    let quality = ClassifierQuality(
      validationScores(pool: pool), classes: validationClasses, isMultilabel: false)
    return quality.accuracy.map { $0 - 1e-3 * quality.loss }
  }
}
