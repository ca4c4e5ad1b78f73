/// Compares gradients with differences of the loss.
///
/// The difference is central and of fourth order,
/// (f(x - 2h) - 8 f(x - h) + 8 f(x + h) - f(x + 2h)) / 12 h, whose error h⁴ f⁽⁵⁾ / 30 is near the
/// rounding of f at h = 1e-3. The error of an analytic gradient a against the numeric n is
/// |a - n| / max(1e-4, |a| + |n|): relative, and absolute below 1e-4, where rounding of f is what
/// is left.
package struct GradientCheck: Sendable, CustomStringConvertible {
  /// What ``error`` has to stay below.
  package static let bar = 1e-6

  /// The greatest error of all elements.
  package private(set) var error = 0.0
  /// The greatest analytic gradient: a check in which all are 0 shows nothing.
  package private(set) var greatestGradient = 0.0
  private var worst = "no elements"

  /// Checks the gradients of `loss` by numbers in memory.
  ///
  /// - Parameters:
  ///   - values: the numbers; each is changed and put back.
  ///   - analytic: as many gradients.
  ///   - loss: reads the numbers.
  package init(
    _ values: UnsafeMutableBufferPointer<Double>, analytic: [Double], step h: Double = 1e-3,
    loss: () throws -> Double
  ) rethrows {
    guard values.count == analytic.count else {
      error = .infinity
      worst = "\(analytic.count) gradients of \(values.count) numbers"
      return
    }
    for (index, a) in analytic.enumerated() {
      let value = values[index]
      defer { values[index] = value }
      func at(_ offset: Double) throws -> Double {
        values[index] = value + offset
        return try loss()
      }
      let n = try (at(-2 * h) - 8 * at(-h) + 8 * at(h) - at(2 * h)) / (12 * h)
      let error = abs(a - n) / max(1e-4, abs(a) + abs(n))
      if !(error <= self.error) {
        self.error = error.isNaN ? .infinity : error
        worst = "element \(index): gradient \(a), by differences \(n)"
      }
      greatestGradient = max(greatestGradient, abs(a))
    }
  }

  /// Whether all gradients agree, and some are other than 0.
  package var passes: Bool { error <= Self.bar && greatestGradient > 1e-6 }

  package var description: String {
    "error \(error), \(worst), greatest gradient \(greatestGradient)"
  }
}
