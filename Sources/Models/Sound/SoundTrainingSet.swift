import Neural
import Sound

/// The training recordings of a model of sounds, as its epochs read them: each time changed in a
/// way that a seed draws.
struct SoundTrainingSet: Sendable {
  /// In 16 bits, at the sample rate of the features.
  let clips: [[Int16]]
  /// The recordings of background alone.
  let backgrounds: [Int]
  let features: SoundFeatures
  let augmentation: SoundAugmentation
  let normalization: SoundNormalization
  /// The mean and the deviation of frames are of so many recordings at most.
  private static let normalizedCount = 4000

  init(
    _ clips: [[Int16]], backgrounds: [Int] = [], features: SoundFeatures, centres: Bool,
    augmentation: SoundAugmentation, _ pool: ThreadPool
  ) {
    self.clips = clips
    self.backgrounds = backgrounds
    self.features = features
    self.augmentation = augmentation
    let step = max(1, (clips.count + Self.normalizedCount - 1) / Self.normalizedCount)
    let counted = stride(from: 0, to: clips.count, by: step).map { SoundClips.floats(clips[$0]) }
    normalization = SoundNormalization(
      Self.frames(of: counted, features, pool), size: features.size, centres: centres)
  }

  private static func frames(
    of sounds: [[Float]], _ features: SoundFeatures, _ pool: ThreadPool
  ) -> [SoundFrames] {
    let results = ParallelResults(count: sounds.count, initial: SoundFrames(size: features.size))
    pool.forEach(sounds.count) { index in
      results[index] = FeatureExtractor.features(of: sounds[index], features)
    }
    return results.elements
  }

  /// The normalized frames of sounds as they are.
  func normalizedFrames(of sounds: [[Float]], _ pool: ThreadPool) -> [SoundFrames] {
    Self.frames(of: sounds, features, pool).map { frames in
      var frames = frames
      normalization.apply(to: &frames)
      return frames
    }
  }

  /// The normalized frames of a batch of sounds, each of some recordings one behind the other,
  /// changed in a way that the seed draws.
  func changedFrames(of sounds: [[Int]], seed: UInt64, _ pool: ThreadPool) -> [SoundFrames] {
    let changed = ParallelResults(count: sounds.count, initial: SoundFrames(size: features.size))
    pool.forEach(sounds.count) { item in
      changed[item] = changedFrames(of: sounds[item], seed: RandomSource.derive(seed, item))
    }
    return changed.elements
  }

  private func changedFrames(of parts: [Int], seed: UInt64) -> SoundFrames {
    var random = RandomSource(seed: seed)
    var background: [Float]?
    if !backgrounds.isEmpty, random.uniform() < 0.5 {
      let chosen = backgrounds[Int(random.uniform() * Double(backgrounds.count))]
      background = SoundClips.floats(clips[chosen])
    }
    let samples = augmentation.changed(
      Self.joined(parts.map { clips[$0] }, sampleRate: features.sampleRate, &random),
      sampleRate: features.sampleRate, background: background, &random)
    var frames = FeatureExtractor.features(
      of: samples, features, warp: augmentation.warp(&random))
    normalization.apply(to: &frames)
    augmentation.mask(&frames, hop: features.hop, &random)
    return frames
  }

  /// The samples of recordings, one behind the other with pauses of up to 0.3 seconds.
  static func joined(
    _ parts: [[Int16]], sampleRate: Int, _ random: inout RandomSource
  ) -> [Float] {
    var samples: [Float] = []
    for (place, clip) in parts.enumerated() {
      let next = SoundClips.floats(clip)
      if place > 0 {
        let pause = Int(random.uniform() * 0.3 * Double(sampleRate))
        samples += SoundAugmentation.quiet(
          pause, SoundAugmentation.quietLevel(next, sampleRate: sampleRate), &random)
      }
      samples += next
    }
    return samples
  }

  /// Batches of recordings of like length, in random order: they are shuffled, sorted by length
  /// within pools of twenty batches, and cut.
  func batches(of size: Int, seed: UInt64) -> [[Int]] {
    var random = RandomSource(seed: seed)
    let order = clips.indices.shuffled(using: &random)
    var batches: [[Int]] = []
    for start in stride(from: 0, to: order.count, by: 20 * size) {
      let part = order[start..<min(start + 20 * size, order.count)].enumerated()
      let sorted = part.sorted {
        (clips[$0.element].count, $0.offset) < (clips[$1.element].count, $1.offset)
      }.map(\.element)
      for first in stride(from: 0, to: sorted.count, by: size) {
        batches.append(Array(sorted[first..<min(first + size, sorted.count)]))
      }
    }
    batches.shuffle(using: &random)
    return batches
  }
}
