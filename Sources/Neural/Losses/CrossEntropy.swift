#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

// N rows, C classes, w the class weights (1 unless given), s the label smoothing, y the target of a
// row, p = softmax(logits).

/// By how much the rows of a batch differ, for ``CrossEntropy``.
package struct RowTargets: Sendable {
  /// N probabilities that the target is right; the rest is spread evenly over the other classes,
  /// where that is more than the smoothing gives them.
  package let certainties: [Double]
  /// N factors of the losses.
  package let weights: [Double]

  /// Sets every property.
  package init(certainties: [Double], weights: [Double]) {
    self.certainties = certainties
    self.weights = weights
  }
}

/// Softmax cross-entropy of class scores against target classes.
///
/// A row's loss is (1 - s) · w[y] · -log p[y] + s / C · sum over c of w[c] · -log p[c], as PyTorch
/// has it (Szegedy et al. 2016 for the smoothing); rows with a negative target are left out. A row
/// may have a smoothing and a weight of its own, see ``RowTargets``.
package struct CrossEntropy<S: Scalar>: Sendable {
  /// s, the share of the target that is spread over all classes.
  package let labelSmoothing: Double
  /// C weights, or nil for 1.
  package let classWeights: [Double]?

  /// - Precondition: `labelSmoothing` is in 0...1.
  package init(labelSmoothing: Double = 0, classWeights: [Double]? = nil) {
    precondition((0...1).contains(labelSmoothing))
    self.labelSmoothing = labelSmoothing
    self.classWeights = classWeights
  }

  /// The sum of the weights of the targets: what the sum of the losses is divided by for their
  /// mean. It is 0 where all rows are left out, and then there is no mean.
  package func totalWeight(
    _ targets: UnsafeBufferPointer<Int32>, rows: RowTargets? = nil
  ) -> Double {
    targets.enumerated().reduce(0) { sum, target in
      if target.element < 0 { return sum }
      return sum
        + (classWeights?[Int(target.element)] ?? 1) * (rows?.weights[target.offset] ?? 1)
    }
  }

  /// The sum of the losses of all rows, and the gradient of that sum times `scale`.
  ///
  /// - Parameters:
  ///   - logits: [N, C].
  ///   - targets: N classes in 0..<C, or negative to leave a row out.
  ///   - scale: 1 / ``totalWeight(_:)`` of the batch for the mean, 1 for the sum.
  ///   - dlogits: [N, C], written; may be `logits`, which costs a second pass of exponentials.
  ///   - losses: N, written if given: the loss of each row, unscaled.
  ///   - rows: by how much rows differ, if they do.
  @specialized(where S == Float)
  package func callAsFunction(
    logits: Matrix<S>, targets: UnsafePointer<Int32>, scale: S, dlogits: Matrix<S>,
    losses: UnsafeMutablePointer<S>? = nil, rows: RowTargets? = nil
  ) -> Double {
    let classes = logits.columns
    precondition(dlogits.rows == logits.rows && dlogits.columns == classes)
    precondition(classWeights.map { $0.count == classes } ?? true)
    var sum = 0.0
    for row in 0..<logits.rows {
      let (x, dx) = (logits.row(row), dlogits.row(row))
      guard targets[row] >= 0 else {
        dx.update(repeating: 0, count: classes)
        losses?[row] = 0
        continue
      }
      let target = Int(targets[row])
      precondition(target < classes)
      let smoothing =
        rows.map { self.smoothing(of: $0.certainties[row], classes) } ?? labelSmoothing
      let weight = rows?.weights[row] ?? 1
      let scale = scale * S(weight)
      let loss =
        weight
        * (smoothing == 0
          ? plainRow(x, target, classes, scale, dx)
          : smoothedRow(x, target, classes, smoothing, scale, dx))
      losses?[row] = S(loss)
      sum += loss
    }
    return sum
  }

  /// (1 - s) + s / C = p for a certainty p.
  private func smoothing(of certainty: Double, _ classes: Int) -> Double {
    if classes < 2 { return labelSmoothing }
    return min(1, max(labelSmoothing, (1 - certainty) * Double(classes) / Double(classes - 1)))
  }

  @inline(__always)
  private func plainRow(
    _ x: UnsafeMutablePointer<S>, _ y: Int, _ classes: Int, _ scale: S,
    _ dx: UnsafeMutablePointer<S>
  ) -> Double {
    let weight = classWeights?[y] ?? 1
    let logit = x[y]
    // loss = w[y] · -log p[y]; where p[y] nearly vanishes, from the logarithm of the sum.
    let isInPlace = x == dx
    var logSum: S = isInPlace ? S.logSumExp(classes, x) : 0
    S.softmax(classes, x, dx)
    var loss = -log(Double(dx[y]))
    if !(dx[y] > 1e-20) {
      if !isInPlace { logSum = S.logSumExp(classes, x) }
      loss = Double(logSum) - Double(logit)
    }
    // d loss / d x[c] = w[y] · (p[c] - [c = y])
    dx[y] -= 1
    S.scale(classes, scale * S(weight), dx, dx)
    return weight * loss
  }

  /// The sum of some numbers, in sixteen sums side by side.
  @inline(__always)
  private static func sum(_ count: Int, _ x: UnsafeMutablePointer<S>) -> Double {
    let width = 16
    return withUnsafeTemporaryAllocation(of: S.self, capacity: width) { sums in
      sums.initialize(repeating: 0)
      let whole = count / width * width
      for first in stride(from: 0, to: whole, by: width) {
        for lane in 0..<width { sums[lane] += x[first + lane] }
      }
      var sum = sums.reduce(0.0) { $0 + Double($1) }
      for c in whole..<count { sum += Double(x[c]) }
      return sum
    }
  }

  @inline(__always)
  private func smoothedRow(
    _ x: UnsafeMutablePointer<S>, _ y: Int, _ classes: Int, _ smoothing: Double, _ scale: S,
    _ dx: UnsafeMutablePointer<S>
  ) -> Double {
    let weight = (1 - smoothing) * (classWeights?[y] ?? 1)
    let share = smoothing / Double(classes)
    let logSum = Double(S.logSumExp(classes, x))
    if classWeights == nil {
      // The same with weights of 1, in loops that the compiler turns into vector instructions.
      let loss = logSum - weight * Double(x[y]) - share * Self.sum(classes, x)
      S.softmax(classes, x, dx)
      let (factor, offset) = (scale, scale * S(share))
      for c in 0..<classes { dx[c] = factor * dx[c] - offset }
      dx[y] -= scale * S(weight)
      return loss
    }
    // loss = (1 - s) w[y] (logSum - x[y]) + s / C · sum over c of w[c] (logSum - x[c])
    var loss = weight * (logSum - Double(x[y]))
    var total = weight
    for c in 0..<classes {
      let part = share * (classWeights?[c] ?? 1)
      loss += part * (logSum - Double(x[c]))
      total += part
    }
    // d loss / d x[c] = ((1 - s) w[y] + s / C · sum of w) p[c] - (1 - s) w[y] [c = y] - s / C ·
    // w[c]
    S.softmax(classes, x, dx)
    S.scale(classes, scale * S(total), dx, dx)
    for c in 0..<classes { dx[c] -= scale * S(share * (classWeights?[c] ?? 1)) }
    dx[y] -= scale * S(weight)
    return loss
  }
}
