import Evaluation
import Neural
import Sound
import Text

/// A ``SoundClassifier`` with its training and validation recordings.
package final class SoundClassifierTrainingTask: Trainable {
  /// The weights in training.
  package let weights: Weights<Float>
  let network: SoundClassifierNetwork<Float>
  let normalization: SoundNormalization
  private let recipe: SoundClassifierRecipe
  private let train: [Clip]
  /// Training recordings of background alone.
  private let backgrounds: [Int]
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

  /// The mean and the deviation are of so many recordings at most.
  private static let normalizedCount = 4000
  /// Recordings that are classified together.
  static let batchCount = 16

  /// - Parameter background: the class of background alone.
  init(
    train: [Clip], validation: [Clip], classes: Int, background: Int32?,
    recipe: SoundClassifierRecipe, _ pool: ThreadPool
  ) throws(NeuralError) {
    self.train = train
    self.recipe = recipe
    classCount = classes
    network = SoundClassifierNetwork(
      configuration: recipe.model, frameSize: recipe.features.size, classes: classes)
    try network.layout.checkTrainingMemory()
    weights = Weights(
      layout: network.layout, forTraining: true, precision: recipe.training.precision)
    weights.initialize(seed: recipe.training.seed)
    loss = CrossEntropy(labelSmoothing: recipe.labelSmoothing)
    let step = (train.count + Self.normalizedCount - 1) / Self.normalizedCount
    let counted = stride(from: 0, to: train.count, by: max(1, step)).map { train[$0] }
    normalization = SoundNormalization(
      Self.frames(counted, recipe.features, pool), size: recipe.features.size)
    let normalization = normalization
    self.validation = Self.frames(validation, recipe.features, pool).map { frames in
      var frames = frames
      normalization.apply(to: &frames)
      return frames
    }
    validationClasses = validation.map { [$0.label] }
    backgrounds = train.indices.filter { train[$0].label == background }
  }

  private static func frames(
    _ clips: [Clip], _ features: SoundFeatures, _ pool: ThreadPool
  ) -> [SoundFrames] {
    let results = ParallelResults(count: clips.count, initial: SoundFrames(size: features.size))
    pool.forEach(clips.count) { index in
      results[index] = FeatureExtractor.features(
        of: SoundClips.floats(clips[index].samples), features)
    }
    return results.elements
  }

  /// The batches of an epoch.
  package var batchCount: Int { (train.count + recipe.batchSize - 1) / recipe.batchSize }

  /// Batches of recordings of like length, in random order: they are shuffled, sorted by length
  /// within pools of twenty batches, and cut.
  package func beginEpoch(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let order = train.indices.shuffled(using: &random)
    let size = recipe.batchSize
    batches = []
    for start in stride(from: 0, to: order.count, by: 20 * size) {
      let part = order[start..<min(start + 20 * size, order.count)].enumerated()
      let sorted = part.sorted {
        (train[$0.element].samples.count, $0.offset)
          < (train[$1.element].samples.count, $1.offset)
      }.map(\.element)
      for first in stride(from: 0, to: sorted.count, by: size) {
        batches.append(Array(sorted[first..<min(first + size, sorted.count)]))
      }
    }
    batches.shuffle(using: &random)
  }

  /// Adds the gradients of a batch.
  package func addGradients(
    _ gradients: Gradients<Float>, batch index: Int, seed: UInt64, pool: ThreadPool
  ) -> BatchResult {
    let clips = batches[index]
    let changed = ParallelResults(
      count: clips.count, initial: SoundFrames(size: recipe.features.size))
    let source = AugmentedClips(
      clips: train, backgrounds: backgrounds, normalization: normalization,
      features: recipe.features, augmentation: recipe.augmentation)
    pool.forEach(clips.count) { item in
      changed[item] = source.frames(of: clips[item], seed: RandomSource.derive(seed, 1, item))
    }
    var batch = SoundBatch(changed.elements, stacking: recipe.model.encoder.stacking)
    batch.classes = clips.map { train[$0].label }
    let maskSeed = RandomSource.derive(seed, 2)
    let activations = network.forward(
      weights, batch, arena, seed: maskSeed, savesForBackward: true, pool)
    let dscores = arena.matrix(batch.count, classCount)
    let sum = batch.classes.withUnsafeBufferPointer {
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

/// Training recordings as an epoch reads them.
private struct AugmentedClips: Sendable {
  let clips: [SoundClassifierTrainingTask.Clip]
  /// Those of background alone.
  let backgrounds: [Int]
  let normalization: SoundNormalization
  let features: SoundFeatures
  let augmentation: SoundAugmentation

  /// The normalized frames of a recording, changed in a way that the seed draws.
  func frames(of clip: Int, seed: UInt64) -> SoundFrames {
    var random = RandomSource(seed: seed)
    var background: [Float]?
    if !backgrounds.isEmpty, random.uniform() < 0.5 {
      let chosen = backgrounds[Int(random.uniform() * Double(backgrounds.count))]
      background = SoundClips.floats(clips[chosen].samples)
    }
    let samples = augmentation.changed(
      SoundClips.floats(clips[clip].samples), sampleRate: features.sampleRate,
      background: background, &random)
    var frames = FeatureExtractor.features(of: samples, features)
    normalization.apply(to: &frames)
    augmentation.mask(&frames, hop: features.hop, &random)
    return frames
  }
}
