#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Computes the numbers of one frame, without slopes.
struct FrameAnalyzer: Sendable {
  private let features: SoundFeatures
  private let transform: FourierTransform
  private let filterbank: MelFilterbank
  /// The Hann window in the middle of a frame, zeros to both sides.
  private let window: [Double]
  /// [coefficients, bands], row-major, with `mfcc`.
  private let cosines: [Double]

  /// Less power than that is taken for so much, so that silence has a logarithm.
  static let leastPower = 1e-10

  /// - Parameter warp: of the bands; without effect where a band would be too narrow for the
  ///   spectrum.
  init(_ features: SoundFeatures, warp: Double = 1) {
    self.features = features
    let (size, width) = (features.transformSize, features.windowSize)
    transform = FourierTransform(size: size)
    let warped = features.makeFilterbank(warp: warp)
    filterbank = warped.emptyBands > 0 ? features.makeFilterbank() : warped
    // Periodic, as that of a transform: 1/2 - cos(2 π n / width) / 2
    var window = [Double](repeating: 0, count: size)
    for n in 0..<width {
      window[(size - width) / 2 + n] = 0.5 - 0.5 * cos(2 * .pi * Double(n) / Double(width))
    }
    self.window = window
    let (count, bands) = (features.coefficients, features.bands)
    cosines =
      features.spectrum == .mfcc
      ? (0..<count).flatMap { k in
        let scale = (k == 0 ? 1 / Double(bands) : 2 / Double(bands)).squareRoot()
        return (0..<bands).map {
          scale * cos(.pi * Double(k) * (Double($0) + 0.5) / Double(bands))
        }
      } : []
  }

  /// Adds the numbers of a frame.
  ///
  /// - Parameter samples: N of the transform.
  func append(_ samples: ArraySlice<Float>, to values: inout [Float]) {
    var windowed = [Double](repeating: 0, count: window.count)
    for (n, sample) in samples.enumerated() { windowed[n] = Double(sample) * window[n] }
    let logarithms = filterbank(transform.power(of: windowed)).map {
      log(max($0, Self.leastPower))
    }
    if features.spectrum == .logMel {
      for value in logarithms { values.append(Float(value)) }
    } else {
      let bands = logarithms.count
      for k in 0..<features.coefficients {
        var sum = 0.0
        for band in 0..<bands { sum += cosines[k * bands + band] * logarithms[band] }
        values.append(Float(sum))
      }
    }
    if features.energy { values.append(Float(Self.logEnergy(samples))) }
    if features.zeroCrossings { values.append(Float(Self.zeroCrossingRate(samples))) }
  }

  /// log √(Σ x² / n)
  static func logEnergy(_ samples: ArraySlice<Float>) -> Double {
    let sum = samples.reduce(0.0) { $0 + Double($1) * Double($1) }
    return log(max(sum / Double(samples.count), leastPower)) / 2
  }

  /// The share of the samples whose sign is not that of the one before.
  static func zeroCrossingRate(_ samples: ArraySlice<Float>) -> Double {
    let crossings = zip(samples, samples.dropFirst()).count { ($0 < 0) != ($1 < 0) }
    return Double(crossings) / Double(samples.count)
  }
}
