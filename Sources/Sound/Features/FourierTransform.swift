#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// The discrete Fourier transform of real numbers, as many as a power of two: X[k] = Σ x[n] ·
/// exp(-2 π i k n / N) (Cooley and Tukey 1965).
///
/// Two neighbouring numbers make one complex number, so that N / 2 are transformed; the halves are
/// then taken apart by the symmetry of a real signal's spectrum.
public struct FourierTransform: Sendable {
  /// N
  public let size: Int
  /// cos and sin of 2 π k / N for k < N / 2.
  private let cosines: [Double]
  private let sines: [Double]
  /// The place of each of N / 2 numbers with the bits of its index in reverse.
  private let reversed: [Int]

  /// - Precondition: `size` is a power of two, at least 4.
  public init(size: Int) {
    precondition(size >= 4 && size & (size - 1) == 0)
    self.size = size
    let half = size / 2
    cosines = (0..<half).map { cos(2 * .pi * Double($0) / Double(size)) }
    sines = (0..<half).map { sin(2 * .pi * Double($0) / Double(size)) }
    let bits = half.trailingZeroBitCount
    reversed = (0..<half).map { index in
      (0..<bits).reduce(0) { $0 | (index >> $1 & 1) << (bits - 1 - $1) }
    }
  }

  /// The power |X[k]|² for k in 0...N/2.
  ///
  /// - Precondition: `x` has N numbers.
  /// - Complexity: O(N log N)
  public func power(of x: [Double]) -> [Double] {
    precondition(x.count == size)
    let half = size / 2
    var real = [Double](repeating: 0, count: half)
    var imaginary = real
    for n in 0..<half {
      real[reversed[n]] = x[2 * n]
      imaginary[reversed[n]] = x[2 * n + 1]
    }
    var span = 1
    while span < half {
      // exp(-2 π i k / 2 span) is entry k · N / 2 span of the table.
      let stride = half / span
      for first in Swift.stride(from: 0, to: half, by: 2 * span) {
        for k in 0..<span {
          let (c, s) = (cosines[k * stride], sines[k * stride])
          let (a, b) = (first + k, first + k + span)
          let re = real[b] * c + imaginary[b] * s
          let im = imaginary[b] * c - real[b] * s
          real[b] = real[a] - re
          imaginary[b] = imaginary[a] - im
          real[a] += re
          imaginary[a] += im
        }
      }
      span *= 2
    }
    return (0...half).map { k in
      // Z = transform of x[2n] + i x[2n+1]; X[k] = E[k] + exp(-2 π i k / N) O[k] with
      // E[k] = (Z[k] + Z*[-k]) / 2 and O[k] = (Z[k] - Z*[-k]) / 2i
      let (a, b) = (k % half, (half - k) % half)
      let even = ((real[a] + real[b]) / 2, (imaginary[a] - imaginary[b]) / 2)
      let odd = ((imaginary[a] + imaginary[b]) / 2, (real[b] - real[a]) / 2)
      let (c, s) = k == half ? (-1, 0) : (cosines[k], sines[k])
      let re = even.0 + odd.0 * c + odd.1 * s
      let im = even.1 + odd.1 * c - odd.0 * s
      return re * re + im * im
    }
  }
}
