#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Triangular bands that are evenly spaced on Slaney's mel scale, each with an area of 1, as
/// `librosa.filters.mel` has them by default.
///
/// The scale is linear below 1000 Hz, three mels for 200 Hz, and logarithmic above: 27 mels for a
/// factor of 6.4 (Slaney, Auditory Toolbox, 1998).
public struct MelFilterbank: Sendable {
  /// A band's weights, from one bin of the spectrum on.
  private struct Band {
    var first: Int
    var weights: [Double]
  }

  private let bands: [Band]

  /// - Parameters:
  ///   - count: the bands.
  ///   - transformSize: N of the transform whose bins are summed up.
  ///   - lowest: where the first band starts, in Hz.
  ///   - highest: where the last one ends, in Hz.
  ///   - warp: what the edges of the bands are multiplied by, as ``warped(_:by:end:)`` has it.
  public init(
    count: Int, transformSize: Int, sampleRate: Int, lowest: Double, highest: Double,
    warp: Double = 1
  ) {
    let (low, high) = (Self.mel(lowest), Self.mel(highest))
    let edges = (0..<count + 2).map {
      let edge = Self.frequency(low + (high - low) * Double($0) / Double(count + 1))
      return warp == 1 ? edge : Self.warped(edge, by: warp, end: Double(sampleRate) / 2)
    }
    let width = Double(sampleRate) / Double(transformSize)
    bands = (0..<count).map { band in
      let (left, middle, right) = (edges[band], edges[band + 1], edges[band + 2])
      let bins = (0...transformSize / 2).filter {
        let f = Double($0) * width
        return f > left && f < right
      }
      let weights = bins.map { bin in
        let f = Double(bin) * width
        return min((f - left) / (middle - left), (right - f) / (right - middle)) * 2
          / (right - left)
      }
      return Band(first: bins.first ?? 0, weights: weights)
    }
  }

  /// The power in each band.
  ///
  /// - Parameter power: of the bins 0...N/2.
  public func callAsFunction(_ power: [Double]) -> [Double] {
    bands.map { band in
      var sum = 0.0
      for (index, weight) in band.weights.enumerated() { sum += weight * power[band.first + index] }
      return sum
    }
  }

  /// The bands that no bin of the spectrum falls into: there are too many for the transform.
  public var emptyBands: Int { bands.count { $0.weights.isEmpty } }

  /// Where a vocal tract of another length has a frequency: at so many times the frequency, up to
  /// four fifths of the range; from there on in a straight line to the end of the range, which
  /// stays where it is (Jaitly and Hinton, "Vocal Tract Length Perturbation (VTLP) improves speech
  /// recognition", 2013).
  static func warped(_ frequency: Double, by factor: Double, end: Double) -> Double {
    let knee = 0.8 * end * min(factor, 1) / factor
    if frequency <= knee { return factor * frequency }
    return end - (end - factor * knee) / (end - knee) * (end - frequency)
  }

  static func mel(_ frequency: Double) -> Double {
    frequency < 1000 ? frequency * 3 / 200 : 15 + log(frequency / 1000) * 27 / log(6.4)
  }

  static func frequency(_ mel: Double) -> Double {
    mel < 15 ? mel * 200 / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
  }
}
