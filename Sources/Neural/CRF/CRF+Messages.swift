#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

extension CRF {
  /// The scaled messages of the forward-backward algorithm for one sequence.
  ///
  /// They give the joint probability of neighbouring tags, p(y_(t-1) = i, y_t = j) =
  /// alpha[t - 1, i] · exp(a[i, j]) · scaledBeta[t, j], with exp(a) as ``Prepared`` scales it.
  struct Messages {
    /// [T, K]: the forward messages, each row scaled to the sum 1.
    let alpha: Matrix<S>
    /// [T, K]: exp(e[t, j]) · beta[t, j] over the normalizer of the joint probabilities; the first
    /// row has no meaning.
    let scaledBeta: Matrix<S>
    /// Whether both are logarithms, so that products above are sums.
    var isLogarithmic = false
    /// log Z
    var logPartition = 0.0
  }

  /// The forward-backward algorithm (Rabiner 1989).
  ///
  /// - Parameters:
  ///   - marginals: [T, K], written: the probability of each tag at each step.
  ///   - arena: gives the memory of what is returned.
  /// - Precondition: there are steps.
  @inline(__always)
  func forwardBackward(
    _ prepared: Prepared, _ emissions: Matrix<S>, marginals: Matrix<S>, _ arena: Arena<S>
  ) -> Messages {
    let steps = emissions.rows
    var messages = Messages(
      alpha: arena.matrix(steps, tagCount), scaledBeta: arena.matrix(steps, tagCount))
    let scratch = (arena.matrix(1, tagCount).pointer, arena.matrix(1, tagCount).pointer)
    if let logPartition = runScaled(messages, prepared, emissions, marginals: marginals, scratch) {
      messages.logPartition = logPartition
    } else {
      messages.isLogarithmic = true
      messages.logPartition = runLogarithmic(
        messages, prepared, emissions, marginals: marginals, shifts: arena.matrix(1, steps).pointer,
        scratch)
    }
    return messages
  }

  /// The recursions on probabilities, each row scaled to the sum 1: two vector-matrix products at
  /// each step, and exponentials of the emissions only.
  ///
  /// At most K · exp(-87) of a row underflows in `Float`, which does not matter where the sum of
  /// the row, before it is scaled, is far above that.
  ///
  /// - Returns: log Z, or nil where a sum is too small because the scores are too far apart.
  @inline(__always)
  private func runScaled(
    _ messages: Messages, _ prepared: Prepared, _ emissions: Matrix<S>, marginals: Matrix<S>,
    _ scratch: (UnsafeMutablePointer<S>, UnsafeMutablePointer<S>)
  ) -> Double? {
    let (steps, count) = (emissions.rows, tagCount)
    let leastSum = S.leastNormalMagnitude.squareRoot()
    var logZ = Double(prepared.edgeShift) + Double(steps - 1) * Double(prepared.transitionShift)

    // u[t, j] = exp(e[t, j] - greatest of e[t]), kept where scaledBeta will be.
    let u = messages.scaledBeta
    for t in 0..<steps {
      u.row(t).update(from: emissions.row(t), count: count)
      logZ += Double(Self.shift(u.row(t), count))
    }
    S.exp(steps * count, u.pointer, u.pointer)

    var scale = 1.0
    for t in 0..<steps {
      let (alpha, u) = (messages.alpha.row(t), u.row(t))
      if t == 0 {
        // alpha[0, j] = exp(start[j]) u[0, j] / c
        alpha.update(from: prepared.expStart, count: count)
      } else {
        // alpha[t, j] = (sum over i of alpha[t - 1, i] exp(a[i, j])) u[t, j] / c
        S.multiply(
          m: 1, n: count, k: count, a: messages.alpha.row(t - 1), lda: count,
          panels: prepared.panels, initial: .zeros, c: alpha,
          ldc: count)
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
          m: 1, n: count, k: count, a: u.row(t + 1), lda: count, panels: prepared.transposedPanels,
          initial: .zeros, c: beta, ldc: count
        )
      }
      // p(y_t = i) = alpha[t, i] beta[t, i], with c such that the sum is 1.
      let (alpha, p) = (messages.alpha.row(t), marginals.row(t))
      var sum: S = 0
      for i in 0..<count {
        p[i] = alpha[i] * beta[i]
        sum += p[i]
      }
      guard sum > leastSum, sum.isFinite else { return nil }
      let inverse = 1 / sum
      S.scale(count, inverse, p, p)
      if t < steps - 1 {
        // scaledBeta[t + 1, j] = u[t + 1, j] beta[t + 1, j] / c
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

  /// The recursions on logarithms, for scores that are far apart: K² exponentials a step.
  ///
  /// Each row is shifted so that its greatest element is 0, so that precision does not depend on
  /// the length of the sequence.
  ///
  /// - Returns: log Z.
  @inline(__always)
  private func runLogarithmic(
    _ messages: Messages, _ prepared: Prepared, _ emissions: Matrix<S>, marginals: Matrix<S>,
    shifts: UnsafeMutablePointer<S>, _ scratch: (UnsafeMutablePointer<S>, UnsafeMutablePointer<S>)
  ) -> Double {
    let (steps, count) = (emissions.rows, tagCount)
    var logZ = 0.0
    for t in 0..<steps {
      let alpha = messages.alpha.row(t)
      if t == 0 {
        // alpha[0, j] = start[j] + e[0, j] - c
        alpha.update(from: prepared.start, count: count)
      } else {
        // alpha[t, j] = log(sum over i of exp(alpha[t - 1, i] + a[i, j])) + e[t, j] - c
        S.logMultiply(
          k: count, n: count, a: messages.alpha.row(t - 1), b: prepared.transitions.pointer,
          ldb: count, out: alpha)
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
        S.logMultiply(
          k: count, n: count, a: sums, b: prepared.transposed.pointer, ldb: count, out: beta)
      }
      let shift = Self.shift(beta, count)
      // p(y_t = i) = exp(alpha[t, i] + beta[t, i] - sum), sum the logarithm that makes them 1
      // together.
      sums.update(from: messages.alpha.row(t), count: count)
      S.addScaled(count, 1, beta, sums)
      let sum = S.logSumExp(count, sums)
      S.softmax(count, sums, marginals.row(t))
      // log Z = log(sum over j of exp(alpha[T - 1, j] + end[j]))
      if t == steps - 1 { logZ += Double(sum) + Double(shift) }
      // p(i, j) = exp(alpha[t - 1, i] + a[i, j] + e[t, j] + beta[t, j]) / Z, whose Z, shifted as
      // alpha[t - 1] and beta[t] are, is exp(shifts[t] + sum).
      let (scaledBeta, emission) = (messages.scaledBeta.row(t), emissions.row(t))
      for j in 0..<count { scaledBeta[j] = emission[j] + beta[j] - (shifts[t] + sum) }
    }
    return logZ
  }
}
