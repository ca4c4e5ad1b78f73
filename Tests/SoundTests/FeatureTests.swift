import Foundation
import Sound
import TestSupport
import Testing

@Suite struct FeatureTests {
  private static let golden = Result {
    try JSONDecoder().decode(
      [String: GoldenTensor].self,
      from: Data(contentsOf: GoldenFile.url(target: "SoundTests", "features.json")))
  }

  private func expect(
    _ frames: [[Float]], equal name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let golden = try #require(try Self.golden.get()[name], sourceLocation: sourceLocation)
    #expect(frames.count == golden.shape[0], sourceLocation: sourceLocation)
    #expect(
      frames.allSatisfy { $0.count == golden.data.count / golden.shape[0] },
      sourceLocation: sourceLocation)
    let worst = zip(frames.joined(), golden.data).map { abs(Double($0) - $1) }.max() ?? 1
    #expect(worst < 1e-4, sourceLocation: sourceLocation)
  }

  private var features: SoundFeatures {
    var features = SoundFeatures()
    features.sampleRate = 8000
    features.highestFrequency = 4000
    return features
  }

  private func rows(_ frames: SoundFrames, _ columns: Range<Int>? = nil) -> [[Float]] {
    (0..<frames.count).map { frame in
      let row = Array(frames[frame])
      return Array(row[columns ?? 0..<row.count])
    }
  }

  /// A tone of another vocal tract is in the band of the tone that it stands for.
  @Test(arguments: [0.85, 1.1, 1.2])
  func warpedBands(warp: Double) throws {
    func loudestBand(_ frequency: Double, warp: Double) throws -> Int {
      let tone = (0..<2000).map { Float(sin(2 * .pi * frequency * Double($0) / 8000)) }
      let frame = Array(FeatureExtractor.features(of: tone, features, warp: warp)[3])
      return try #require(frame.indices.max { frame[$0] < frame[$1] })
    }
    for frequency in [500.0, 900, 1500, 2000] {
      let (warped, own) = try (
        loudestBand(frequency * warp, warp: warp), loudestBand(frequency, warp: 1)
      )
      #expect(abs(warped - own) <= 1, "\(frequency)")
    }
    #expect(try loudestBand(3900, warp: warp) == loudestBand(3900, warp: 1), "the end stays")
  }

  @Test func withoutAWarpBandsAreTheSame() {
    let sound = testSound()
    #expect(
      FeatureExtractor.features(of: sound, features, warp: 1)
        == FeatureExtractor.features(of: sound, features))
    // Bands that would be too narrow for the spectrum stay as they are.
    var narrow = features
    while narrow.problem == nil { narrow.bands += 1 }
    narrow.bands -= 1
    let warped = FeatureExtractor.features(of: sound, narrow, warp: 0.5)
    let isSame = warped == FeatureExtractor.features(of: sound, narrow)
    #expect(isSame)
  }

  @Test func transformIsThatOfTheDefinition() {
    for size in [4, 8, 64] {
      let x = (0..<size).map { sin(Double($0 * $0)) + 0.25 }
      let power = FourierTransform(size: size).power(of: x)
      #expect(power.count == size / 2 + 1)
      for k in 0...size / 2 {
        var (re, im) = (0.0, 0.0)
        for n in 0..<size {
          re += x[n] * cos(2 * .pi * Double(k * n) / Double(size))
          im -= x[n] * sin(2 * .pi * Double(k * n) / Double(size))
        }
        #expect(abs(power[k] - (re * re + im * im)) < 1e-10)
      }
    }
  }

  @Test func logMelIsLibrosas() throws {
    try expect(rows(FeatureExtractor.features(of: testSound(), features)), equal: "logmel")
    var narrow = features
    narrow.bands = 20
    narrow.lowestFrequency = 300
    narrow.highestFrequency = 3400
    try expect(rows(FeatureExtractor.features(of: testSound(), narrow)), equal: "logmel_narrow")
  }

  @Test func coefficientsAndSlopesAreLibrosas() throws {
    var settings = features
    settings.spectrum = .mfcc
    settings.deltas = 2
    let frames = FeatureExtractor.features(of: testSound(), settings)
    try expect(rows(frames, 0..<13), equal: "mfcc")
    try expect(rows(frames, 13..<26), equal: "delta")
    try expect(rows(frames, 26..<39), equal: "delta2")
  }

  @Test func energyAndZeroCrossingsAreLibrosas() throws {
    var settings = features
    settings.energy = true
    settings.zeroCrossings = true
    let frames = FeatureExtractor.features(of: testSound(), settings)
    try expect(rows(frames, 40..<41), equal: "log_energy")
    try expect(rows(frames, 41..<42), equal: "zero_crossings")
  }

  @Test func piecesGiveTheSameBits() {
    var random = SeededRandom(5)
    for deltas in 0...2 {
      var settings = features
      settings.deltas = deltas
      settings.energy = true
      for samples in [testSound(), Array(testSound()[..<300]), Array(testSound()[..<20])] {
        let whole = FeatureExtractor.features(of: samples, settings)
        #expect(whole.count == settings.frameCount(samples: samples.count))
        var extractor = FeatureExtractor(settings)
        for _ in 0..<2 {
          var values: [Float] = []
          var rest = samples[...]
          while !rest.isEmpty {
            let piece = rest.prefix(Int(random.next() % 500))
            values += extractor.append(piece).values
            rest = rest.dropFirst(piece.count)
          }
          values += extractor.finish().values
          #expect(values.map(\.bitPattern) == whole.values.map(\.bitPattern))
        }
      }
    }
  }

  @Test func settingsThatCannotBe() {
    var settings = features
    #expect(settings.problem == nil)
    settings.bands = 200
    #expect(settings.problem?.contains("200 bands") == true)
    settings = features
    settings.window = 0
    #expect(settings.problem?.contains("window") == true)
    settings = features
    settings.hop = 0.5
    #expect(settings.problem?.contains("hop") == true)
  }
}

@Suite struct ResamplerTests {
  /// A tone keeps its frequency, phase and strength where both rates can hold it.
  @Test(arguments: [(44_100, 16_000), (16_000, 8000), (8000, 16_000), (11_025, 8000), (8000, 8000)])
  func keepsTones(_ input: Int, _ output: Int) {
    for frequency in [200.0, 1000, 3000] {
      func tone(_ rate: Int) -> [Float] {
        (0..<rate / 2).map {
          Float(0.5 * sin(2 * .pi * frequency * Double($0) / Double(rate) + 0.3))
        }
      }
      let made = Resampler.resample(tone(input), from: input, to: output)
      let expected = tone(output)
      #expect(made.count == (input / 2 * output + input - 1) / input)
      for index in output / 20..<made.count - output / 20 {
        #expect(abs(made[index] - expected[index]) < 2e-3)
      }
    }
  }

  /// What the lower rate cannot hold is gone rather than folded back.
  @Test func removesWhatIsTooHigh() {
    let tone = (0..<16_000).map { Float(sin(2 * .pi * 5000 * Double($0) / 16_000)) }
    let made = Resampler.resample(tone, from: 16_000, to: 8000)
    #expect(made[400..<7600].allSatisfy { abs($0) < 3e-3 })
  }

  @Test func piecesGiveTheSameBits() {
    var random = SeededRandom(3)
    let samples = testSound(rate: 11_025, seconds: 2)
    let whole = Resampler.resample(samples, from: 11_025, to: 8000)
    var resampler = Resampler(from: 11_025, to: 8000)
    var made: [Float] = []
    var rest = samples[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int(random.next() % 900))
      made += resampler.append(piece)
      rest = rest.dropFirst(piece.count)
    }
    made += resampler.finish()
    #expect(made.map(\.bitPattern) == whole.map(\.bitPattern))
  }
}
