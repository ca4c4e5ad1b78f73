#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Cross-entropy of independent yes-or-no decisions, from their logits: a text may have several
/// classes.
///
/// The loss of an element with logit x, target y and positive weight w is
/// -w · y · log σ(x) - (1 - y) · log(1 - σ(x)), as PyTorch has it.
package struct BinaryCrossEntropy<S: Scalar>: Sendable {
  /// The weight of the positive side of each class, or nil for 1.
  package let positiveWeights: [Double]?

  /// - Parameter positiveWeights: the weight of the positive side of each class; `nil` for 1.
  package init(positiveWeights: [Double]? = nil) { self.positiveWeights = positiveWeights }

  /// The sum of the losses of all elements, and the gradient of that sum times `scale`.
  ///
  /// - Parameters:
  ///   - logits: [N, C].
  ///   - targets: [N, C], each in 0...1.
  ///   - scale: 1 / (N · C) for the mean, 1 for the sum.
  ///   - dlogits: [N, C], written; may be `logits`.
  @specialized(where S == Float)
  package func callAsFunction(
    logits: Matrix<S>, targets: Matrix<S>, scale: S, dlogits: Matrix<S>
  ) -> Double {
    let classes = logits.columns
    precondition(targets.rows == logits.rows && targets.columns == classes)
    precondition(dlogits.rows == logits.rows && dlogits.columns == classes)
    precondition(positiveWeights.map { $0.count == classes } ?? true)
    var sum = 0.0
    for row in 0..<logits.rows {
      for c in 0..<classes {
        let (x, y) = (Double(logits[row, c]), Double(targets[row, c]))
        // l = w y + 1 - y;  loss = (1 - y) x + l log(1 + exp(-x)), the logarithm without overflow
        let l = 1 - y + (positiveWeights?[c] ?? 1) * y
        let tail = exp(-abs(x))
        sum += (1 - y) * x + l * (log1p(tail) + max(0, -x))
        // d loss / d x = 1 - y - l (1 - σ(x))
        let complement = (x > 0 ? tail : 1) / (1 + tail)
        dlogits[row, c] = scale * S(1 - y - l * complement)
      }
    }
    return sum
  }
}
