#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Student's t distribution.
public enum StudentT {
  /// The probability of a value at least as far from 0 as `t`, in either direction.
  ///
  /// It is `I_x(ν/2, 1/2)` with `x = ν / (ν + t²)`, the regularized incomplete beta function.
  ///
  /// - Precondition: `degrees` is above 0.
  public static func twoSidedPValue(_ t: Double, degrees: Double) -> Double {
    precondition(degrees > 0, "there are degrees of freedom")
    if t.isInfinite { return 0 }
    return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
  }

  /// `I_x(a, b)` by its continued fraction (Abramowitz and Stegun 26.5.8), which is evaluated from
  /// the front by the method of Lentz, modified by Thompson and Barnett (1986).
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // The fraction converges fast below the mean; above it the symmetric one does.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(
      a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b))
    let tiny = 1e-300
    var ratio = 1.0
    var numerator = 1.0
    var denominator = 0.0
    for step in 0...500 {
      let m = Double(step / 2)
      let coefficient: Double
      if step == 0 {
        coefficient = 1
      } else if step % 2 == 0 {
        coefficient = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      } else {
        coefficient = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      }
      denominator = 1 + coefficient * denominator
      if abs(denominator) < tiny { denominator = tiny }
      denominator = 1 / denominator
      numerator = 1 + coefficient / numerator
      if abs(numerator) < tiny { numerator = tiny }
      ratio *= numerator * denominator
      if abs(1 - numerator * denominator) < 1e-14 { break }
    }
    return min(1, max(0, front * (ratio - 1) / a))
  }
}
