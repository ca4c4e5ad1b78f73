#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

extension CRF {
  /// What the forward and the backward recursion leave of a sequence: enough for the joint
  /// probability of neighbours, p(y_(t-1) = i, y_t = j) = alpha[t - 1, i] · exp(a[i, j]) ·
  /// factors[t, j] with exp(a) scaled as ``Prepared`` has it, or the exponential of the sum of the
  /// logarithms.
  struct Passes {
    /// [T, K]
    let alpha: Matrix<S>
    /// [T, K], the first row without meaning.
    let factors: Matrix<S>
    /// Whether alpha and factors are logarithms.
    var isLogarithmic = false
    /// log Z
    var logPartition = 0.0
  }

  /// Runs both recursions (Rabiner 1989).
  ///
  /// - Parameters:
  ///   - marginals: [T, K], written: the probability of each tag at each step.
  ///   - arena: gives the memory of what is returned.
  /// - Precondition: there are steps.
  @inline(__always)
  func passes(
    _ prepared: Prepared, _ emissions: Matrix<S>, marginals: Matrix<S>, _ arena: Arena<S>
  ) -> Passes {
    let steps = emissions.rows
    var passes = Passes(
      alpha: arena.matrix(steps, tagCount), factors: arena.matrix(steps, tagCount))
    let scratch = (arena.matrix(1, tagCount).pointer, arena.matrix(1, tagCount).pointer)
    if let logPartition = runScaled(passes, prepared, emissions, marginals: marginals, scratch) {
      passes.logPartition = logPartition
    } else {
      passes.isLogarithmic = true
      passes.logPartition = runLogarithmic(
        passes, prepared, emissions, marginals: marginals, shifts: arena.matrix(1, steps).pointer,
        scratch)
    }
    return passes
  }

  /// The recursions on probabilities, each row of which is scaled to the sum 1: two products of a
  /// vector with a matrix at each step, and exponentials of the emissions only.
  ///
  /// What underflows is at most K · exp(-87) of a row in `Float`. A row whose sum is far above that
  /// before it is scaled has lost nothing that matters; where one is not, scores are too far apart
  /// for this.
  ///
  /// - Returns: log Z, or nil where the numbers do not do.
  @inline(__always)
  private func runScaled(
    _ passes: Passes, _ prepared: Prepared, _ emissions: Matrix<S>, marginals: Matrix<S>,
    _ scratch: (UnsafeMutablePointer<S>, UnsafeMutablePointer<S>)
  ) -> Double? {
    let (steps, count) = (emissions.rows, tagCount)
    let leastSum = S.leastNormalMagnitude.squareRoot()
    var logZ = Double(prepared.edgeShift) + Double(steps - 1) * Double(prepared.transitionShift)

    // u[t, j] = exp(e[t, j] - greatest of e[t]), kept where the factors will be.
    let u = passes.factors
    for t in 0..<steps {
      u.row(t).update(from: emissions.row(t), count: count)
      logZ += Double(Self.shift(u.row(t), count))
    }
    S.exp(steps * count, u.pointer, u.pointer)

    var scale = 1.0
    for t in 0..<steps {
      let (alpha, u) = (passes.alpha.row(t), u.row(t))
      if t == 0 {
        // alpha[0, j] = exp(start[j]) u[0, j] / c
        alpha.update(from: prepared.expStart, count: count)
      } else {
        // alpha[t, j] = (sum over i of alpha[t - 1, i] exp(a[i, j])) u[t, j] / c
        S.multiply(
          1, count, count, passes.alpha.row(t - 1), count, prepared.panels, from: .zeros, alpha,
          count)
      }
      var sum: S = 0
      for j in 0..<count {
        alpha[j] *= u[j]
        sum += alpha[j]
      }
      guard sum > leastSum, sum.isFinite else { return nil }
      S.scale(count, 1 / sum, alpha, alpha)
      // log Z = log of the product of all c
      scale *= Double(sum)
      if scale < 1e-200 || scale > 1e200 {
        logZ += log(scale)
        scale = 1
      }
    }

    var (beta, next) = scratch
    for t in (0..<steps).reversed() {
      if t == steps - 1 {
        // beta[T - 1, i] = exp(end[i]) / c
        beta.update(from: prepared.expEnd, count: count)
      } else {
        // beta[t, i] = (sum over j of exp(a[i, j]) u[t + 1, j] beta[t + 1, j]) / c
        S.multiply(
          1, count, count, u.row(t + 1), count, prepared.transposedPanels, from: .zeros, beta, count
        )
      }
      // p(y_t = i) = alpha[t, i] beta[t, i], with c such that the sum is 1.
      let (alpha, p) = (passes.alpha.row(t), marginals.row(t))
      var sum: S = 0
      for i in 0..<count {
        p[i] = alpha[i] * beta[i]
        sum += p[i]
      }
      guard sum > leastSum, sum.isFinite else { return nil }
      let inverse = 1 / sum
      S.scale(count, inverse, p, p)
      if t < steps - 1 {
        // factors[t + 1, j] = u[t + 1, j] beta[t + 1, j] / c
        S.scale(count, inverse, u.row(t + 1), u.row(t + 1))
      } else {
        scale *= Double(sum)
      }
      let uRow = u.row(t)
      for j in 0..<count { uRow[j] *= beta[j] * inverse }
      swap(&beta, &next)
    }
    return logZ + log(scale)
  }

  /// The recursions on logarithms, for scores that are far apart: K² exponentials where the others
  /// take a product. Every row is shifted so that its greatest element is 0, and so precision does
  /// not depend on the length of the sequence.
  ///
  /// - Returns: log Z.
  @inline(__always)
  private func runLogarithmic(
    _ passes: Passes, _ prepared: Prepared, _ emissions: Matrix<S>, marginals: Matrix<S>,
    shifts: UnsafeMutablePointer<S>, _ scratch: (UnsafeMutablePointer<S>, UnsafeMutablePointer<S>)
  ) -> Double {
    let (steps, count) = (emissions.rows, tagCount)
    var logZ = 0.0
    for t in 0..<steps {
      let alpha = passes.alpha.row(t)
      if t == 0 {
        // alpha[0, j] = start[j] + e[0, j] - c
        alpha.update(from: prepared.start, count: count)
      } else {
        // alpha[t, j] = log(sum over i of exp(alpha[t - 1, i] + a[i, j])) + e[t, j] - c
        S.logMultiply(
          count, count, passes.alpha.row(t - 1), prepared.transitions.pointer, count, alpha)
      }
      S.addScaled(count, 1, emissions.row(t), alpha)
      shifts[t] = Self.shift(alpha, count)
      logZ += Double(shifts[t])
    }
    let (beta, sums) = scratch
    for t in (0..<steps).reversed() {
      if t == steps - 1 {
        // beta[T - 1, i] = end[i] - c
        beta.update(from: prepared.end, count: count)
      } else {
        // beta[t, i] = log(sum over j of exp(a[i, j] + e[t + 1, j] + beta[t + 1, j])) - c
        S.addScaled(count, 1, emissions.row(t + 1), beta)
        sums.update(from: beta, count: count)
        S.logMultiply(count, count, sums, prepared.transposed.pointer, count, beta)
      }
      let shift = Self.shift(beta, count)
      // p(y_t = i) = exp(alpha[t, i] + beta[t, i] - sum), sum the logarithm that makes them 1
      // together.
      sums.update(from: passes.alpha.row(t), count: count)
      S.addScaled(count, 1, beta, sums)
      let sum = S.logSumExp(count, sums)
      S.softmax(count, sums, marginals.row(t))
      // log Z = log(sum over j of exp(alpha[T - 1, j] + end[j]))
      if t == steps - 1 { logZ += Double(sum) + Double(shift) }
      // p(i, j) = exp(alpha[t - 1, i] + a[i, j] + e[t, j] + beta[t, j]) / Z, whose Z, shifted as
      // alpha[t - 1] and beta[t] are, is exp(shifts[t] + sum).
      let (factors, emission) = (passes.factors.row(t), emissions.row(t))
      for j in 0..<count { factors[j] = emission[j] + beta[j] - (shifts[t] + sum) }
    }
    return logZ
  }
}
