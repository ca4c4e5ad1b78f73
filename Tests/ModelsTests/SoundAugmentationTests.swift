import Models
import Neural
import TestSupport
import Testing

struct SoundAugmentationTests {
  @Test func nothingChangesWithoutChanges() {
    var random = RandomSource(seed: 1)
    let samples = SyntheticSound.samples("ab", speaker: 1, seed: 1)
    #expect(
      SoundAugmentation.none.changed(samples, sampleRate: 8000, background: nil, &random)
        == samples)
  }

  @Test func aSeedDrawsTheSame() {
    let samples = SyntheticSound.samples("ab", speaker: 1, seed: 1)
    func changed(_ seed: UInt64) -> [Float] {
      var random = RandomSource(seed: seed)
      return SoundAugmentation().changed(
        samples, sampleRate: 8000, background: nil, &random)
    }
    #expect(changed(1) == changed(1))
    #expect(changed(1) != changed(2))
  }

  /// Noise is as far below the sound as was drawn.
  @Test func noiseHasItsRatio() {
    var augmentation = SoundAugmentation.none
    augmentation.noise = 1
    augmentation.leastNoiseRatio = 20
    augmentation.greatestNoiseRatio = 20
    var random = RandomSource(seed: 3)
    let samples = SyntheticSound.samples("abcd", speaker: 1, seed: 1)
    let changed = augmentation.changed(samples, sampleRate: 8000, background: nil, &random)
    func power(_ x: [Float]) -> Double { x.reduce(0) { $0 + Double($1) * Double($1) } }
    let ratio = power(samples) / power(zip(changed, samples).map { $0 - $1 })
    #expect(abs(ratio - 100) < 1)
  }

  @Test func speedChangesTheLength() {
    let samples = SyntheticSound.samples("abcd", speaker: 1, seed: 1)
    let slow = SoundAugmentation.stretched(samples, by: 0.5)
    #expect(slow.count == 2 * samples.count)
    #expect(zip(samples.indices, samples).allSatisfy { slow[2 * $0] == $1 })
  }
}
