/// Which numbers of sound a network reads, for each frame of a few milliseconds.
public struct SoundFeatures: Sendable, Hashable, Codable {
  /// What the spectrum of a frame becomes.
  public enum Spectrum: String, Sendable, Hashable, Codable, CaseIterable {
    /// The natural logarithm of the power in each mel band.
    case logMel = "log-mel"
    /// Mel-frequency cepstral coefficients: the first numbers of the orthonormal cosine transform
    /// (DCT-II) of those logarithms (Davis and Mermelstein 1980).
    case mfcc
  }

  /// Frames a second that sound is brought to.
  public var sampleRate = 16_000
  /// The seconds of a frame, under a Hann window.
  public var window = 0.025
  /// The seconds from one frame to the next.
  public var hop = 0.010
  /// What the spectrum of a frame becomes.
  public var spectrum = Spectrum.logMel
  /// Bands of the mel scale.
  public var bands = 40
  /// Where the first band starts, in Hz.
  public var lowestFrequency = 20.0
  /// Where the last band ends, in Hz; half of the sample rate at most.
  public var highestFrequency = 8000.0
  /// Cepstral coefficients that are kept, with `mfcc`.
  public var coefficients = 13
  /// The logarithm of the root mean square of a frame is one more number.
  public var energy = false
  /// The share of a frame's samples at which the sign changes is one more number.
  public var zeroCrossings = false
  /// Slopes over time that are added: 1 for those of all numbers, 2 for those of the slopes, too.
  public var deltas = 0

  public init() {}

  /// A setting that is missing keeps its default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
      if let found = try values.decodeIfPresent(Value.self, forKey: key) { value = found }
    }
    try read(.sampleRate, &sampleRate)
    try read(.window, &window)
    try read(.hop, &hop)
    try read(.spectrum, &spectrum)
    try read(.bands, &bands)
    try read(.lowestFrequency, &lowestFrequency)
    try read(.highestFrequency, &highestFrequency)
    try read(.coefficients, &coefficients)
    try read(.energy, &energy)
    try read(.zeroCrossings, &zeroCrossings)
    try read(.deltas, &deltas)
  }

  /// The samples under the window.
  public var windowSize: Int { Int((window * Double(sampleRate)).rounded()) }
  /// The samples from one frame to the next.
  public var hopSize: Int { Int((hop * Double(sampleRate)).rounded()) }
  /// The samples of a frame: the window with zeros to both sides, up to a power of two.
  public var transformSize: Int {
    var size = 4
    while size < windowSize { size *= 2 }
    return size
  }
  /// The numbers of a frame without slopes.
  public var staticSize: Int {
    (spectrum == .logMel ? bands : coefficients) + (energy ? 1 : 0) + (zeroCrossings ? 1 : 0)
  }
  /// The numbers of a frame.
  public var size: Int { staticSize * (1 + deltas) }
  /// The last band ends here, in Hz.
  var upperFrequency: Double { min(highestFrequency, Double(sampleRate) / 2) }

  /// The frames that so many samples give: whole ones, and one for sound that is shorter.
  public func frameCount(samples: Int) -> Int {
    if samples == 0 { return 0 }
    return samples < transformSize ? 1 : 1 + (samples - transformSize) / hopSize
  }

  /// The time in the middle of a frame, in seconds.
  public func time(ofFrame frame: Int) -> Double {
    Double(frame * hopSize + transformSize / 2) / Double(sampleRate)
  }

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("sampleRate", (4000...192_000).contains(sampleRate), "4000 to 192000"),
      ("window", (0.002...1).contains(window), "0.002 to 1 seconds"),
      ("hop", (0.001...1).contains(hop) && hop <= window, "0.001 seconds to a window's"),
      ("bands", (2...512).contains(bands), "2 to 512"),
      (
        "coefficients", spectrum == .logMel || (1...bands).contains(coefficients),
        "1 to the number of bands"
      ),
      ("lowestFrequency", (0..<1e6).contains(lowestFrequency), "0 or more"),
      (
        "highestFrequency",
        highestFrequency < 1e6 && upperFrequency >= lowestFrequency + 100,
        "at least 100 Hz above lowestFrequency"
      ),
      ("deltas", (0...2).contains(deltas), "0, 1 or 2"),
    ]
    if let failed = checks.first(where: { !$0.isFine }) {
      return "\(failed.name) must be \(failed.range)"
    }
    if makeFilterbank().emptyBands > 0 {
      return "\(bands) bands are more than the spectrum of a window of \(window) s tells apart; "
        + "choose fewer bands or a longer window"
    }
    return nil
  }

  func makeFilterbank(warp: Double = 1) -> MelFilterbank {
    MelFilterbank(
      count: bands, transformSize: transformSize, sampleRate: sampleRate,
      lowest: lowestFrequency, highest: upperFrequency, warp: warp)
  }
}

/// Rows of numbers, one for each frame of sound.
public struct SoundFrames: Sendable, Hashable {
  /// The numbers of a frame.
  public let size: Int
  /// [count, size], row-major.
  public var values: [Float]

  /// - Parameter values: [n, size], row-major.
  public init(size: Int, values: [Float] = []) {
    self.size = size
    self.values = values
  }

  /// The number of frames.
  public var count: Int { values.count / max(1, size) }

  /// The numbers of a frame.
  public subscript(frame: Int) -> ArraySlice<Float> {
    values[frame * size..<(frame + 1) * size]
  }
}
