import Neural
import Sound

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// How training changes recordings, so that no two epochs read the same; everything is drawn from a
/// seed.
public struct SoundAugmentation: Sendable, Hashable, Codable {
  /// Up to so many seconds without the sound, as quiet as its quietest stretch, come before it and
  /// behind it.
  public var shift = 0.1
  /// Sound is up to this share faster or slower, and higher or lower with it.
  public var speed = 0.1
  /// The bands of a recording's spectrum are up to this share wider or narrower, as if the speaker
  /// had a vocal tract of another length; by default they are not.
  public var vocalTract = 0.0
  /// Sound is up to so many decibels louder or softer.
  public var gain = 6.0
  /// The share of the recordings that get noise.
  public var noise = 0.7
  /// How far noise is below the sound at least and at most, in decibels.
  public var leastNoiseRatio = 5.0
  public var greatestNoiseRatio = 30.0
  /// The label of recordings that are background alone: parts of them are one kind of noise.
  public var backgroundLabel = "silence"
  /// Stretches of time that are hidden in each recording, each of up to so many seconds
  /// (SpecAugment; Park et al. 2019).
  public var timeMasks = 1
  public var timeMaskSeconds = 0.15
  /// Ranges of neighbouring numbers of a frame that are hidden, each of up to so many.
  public var frequencyMasks = 1
  public var frequencyMaskSize = 6

  public init() {}

  /// No change at all.
  public static var none: SoundAugmentation {
    var none = SoundAugmentation()
    (none.shift, none.speed, none.gain, none.noise) = (0, 0, 0, 0)
    (none.timeMasks, none.frequencyMasks) = (0, 0)
    return none
  }

  /// A setting that is missing keeps its default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.shift, into: &shift)
    try values.read(.speed, into: &speed)
    try values.read(.vocalTract, into: &vocalTract)
    try values.read(.gain, into: &gain)
    try values.read(.noise, into: &noise)
    try values.read(.leastNoiseRatio, into: &leastNoiseRatio)
    try values.read(.greatestNoiseRatio, into: &greatestNoiseRatio)
    try values.read(.backgroundLabel, into: &backgroundLabel)
    try values.read(.timeMasks, into: &timeMasks)
    try values.read(.timeMaskSeconds, into: &timeMaskSeconds)
    try values.read(.frequencyMasks, into: &frequencyMasks)
    try values.read(.frequencyMaskSize, into: &frequencyMaskSize)
  }

  /// What is wrong with the settings and what to do, or `nil`.
  var problem: String? {
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("shift", (0...60).contains(shift), "0 to 60 seconds"),
      ("speed", (0...0.5).contains(speed), "0 to 0.5"),
      ("vocalTract", (0...0.5).contains(vocalTract), "0 to 0.5"),
      ("gain", (0...60).contains(gain), "0 to 60 decibels"),
      ("noise", (0...1).contains(noise), "0 to 1"),
      (
        "leastNoiseRatio",
        (-60...100).contains(leastNoiseRatio) && leastNoiseRatio <= greatestNoiseRatio
          && greatestNoiseRatio <= 100, "-60 to 100 decibels, and no more than greatestNoiseRatio"
      ),
      ("timeMasks", (0...100).contains(timeMasks), "0 to 100"),
      ("timeMaskSeconds", (0...60).contains(timeMaskSeconds), "0 to 60"),
      ("frequencyMasks", (0...100).contains(frequencyMasks), "0 to 100"),
      ("frequencyMaskSize", (0...512).contains(frequencyMaskSize), "0 to 512"),
    ]
    return checks.first { !$0.isFine }.map { "\($0.name) must be \($0.range)" }
  }

  /// A recording as one epoch reads it.
  ///
  /// - Parameter background: a recording of background alone, or `nil`.
  package func changed(
    _ samples: [Float], sampleRate: Int, background: [Float]?, _ random: inout RandomSource
  ) -> [Float] {
    func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.uniform() }
    var changed = samples
    if speed > 0 { changed = Self.stretched(changed, by: between(1 - speed, 1 + speed)) }
    if shift > 0 {
      let (before, after) = (between(0, shift), between(0, shift))
      let level = Self.quietLevel(changed, sampleRate: sampleRate)
      changed =
        Self.quiet(Int(before * Double(sampleRate)), level, &random) + changed
        + Self.quiet(Int(after * Double(sampleRate)), level, &random)
    }
    if random.uniform() < noise {
      let ratio = between(leastNoiseRatio, greatestNoiseRatio)
      let added =
        background.map { Self.loop($0, count: changed.count, from: between(0, 1)) }
        ?? Self.colouredNoise(changed.count, smoothness: between(0, 0.95), &random)
      let (power, noisePower) = (Self.power(changed), Self.power(added))
      if power > 0, noisePower > 0 {
        let scale = Float((power / noisePower * pow(10, -ratio / 10)).squareRoot())
        for index in changed.indices { changed[index] += scale * added[index] }
      }
    }
    if gain > 0 {
      let factor = Float(pow(10, between(-gain, gain) / 20))
      for index in changed.indices { changed[index] *= factor }
    }
    return changed
  }

  /// What the bands of a recording are multiplied by in one epoch.
  func warp(_ random: inout RandomSource) -> Double {
    vocalTract > 0 ? 1 + vocalTract * (2 * random.uniform() - 1) : 1
  }

  /// Hides some stretches of time and some ranges of numbers.
  ///
  /// - Parameter frames: as their mean is 0; what is hidden becomes 0.
  func mask(_ frames: inout SoundFrames, hop: Double, _ random: inout RandomSource) {
    let (count, size) = (frames.count, frames.size)
    func range(_ longest: Int, of whole: Int) -> Range<Int> {
      let length = min(whole, Int(random.uniform() * Double(longest + 1)))
      let start = Int(random.uniform() * Double(whole - length + 1))
      return start..<start + length
    }
    for _ in 0..<timeMasks {
      for frame in range(Int(timeMaskSeconds / hop), of: count) {
        for index in 0..<size { frames.values[frame * size + index] = 0 }
      }
    }
    for _ in 0..<frequencyMasks {
      let masked = range(frequencyMaskSize, of: size)
      for frame in 0..<count {
        for index in masked { frames.values[frame * size + index] = 0 }
      }
    }
  }

  /// The sound at another speed, by cubic interpolation (Catmull and Rom 1974).
  package static func stretched(_ x: [Float], by factor: Double) -> [Float] {
    let count = Int(Double(x.count) / factor)
    return (0..<count).map { index in
      let place = Double(index) * factor
      let base = Int(place)
      let t = Float(place - Double(base))
      func at(_ offset: Int) -> Float { x[max(0, min(x.count - 1, base + offset))] }
      let (a, b, c, d) = (at(-1), at(0), at(1), at(2))
      return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    }
  }

  /// The root mean square of the quietest 20 ms of a sound.
  static func quietLevel(_ x: [Float], sampleRate: Int) -> Float {
    let width = max(1, sampleRate / 50)
    guard x.count >= width else { return 0 }
    let least = stride(from: 0, through: x.count - width, by: width).map { start in
      power(Array(x[start..<start + width]))
    }.min()
    return Float((least ?? 0).squareRoot())
  }

  /// Noise of a level: zeros would tell a network where a recording begins.
  static func quiet(_ count: Int, _ level: Float, _ random: inout RandomSource) -> [Float] {
    // A uniform number in ±1 has the root mean square 1/√3.
    (0..<count).map { _ in level * Float((2 * random.uniform() - 1) * 1.7320508075688772) }
  }

  /// Noise whose every sample is near the one before, the nearer the smoother it is.
  static func colouredNoise(
    _ count: Int, smoothness: Double, _ random: inout RandomSource
  ) -> [Float] {
    var last: Float = 0
    let share = Float(smoothness)
    return (0..<count).map { _ in
      last = share * last + Float(random.uniform() - 0.5)
      return last
    }
  }

  private static func loop(_ x: [Float], count: Int, from share: Double) -> [Float] {
    if x.isEmpty { return [Float](repeating: 0, count: count) }
    let start = Int(share * Double(x.count))
    return (0..<count).map { x[(start + $0) % x.count] }
  }

  private static func power(_ x: [Float]) -> Double {
    x.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(1, x.count))
  }
}
