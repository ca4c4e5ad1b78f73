#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

// The recursions of Rabiner (1989) in the log domain. Every row is shifted so that its greatest
// element is 0: precision does not depend on the length of the sequence.

extension CRF {
  /// log Z, the logarithm of the sum of exp(score) over all tag sequences.
  ///
  /// - Parameters:
  ///   - alpha: [T, K], written: alpha[t, j] = log of the sum over all beginnings that end in tag j
  ///     at step t, less the shifts of the steps up to t.
  ///   - shifts: T, written.
  @inline(__always)
  func forward(
    _ prepared: Prepared, _ emissions: Matrix<S>, alpha: Matrix<S>,
    shifts: UnsafeMutablePointer<S>, scratch: UnsafeMutablePointer<S>
  ) -> Double {
    let count = tagCount
    var logZ = 0.0
    for t in 0..<emissions.rows {
      let row = alpha.row(t)
      if t == 0 {
        // alpha[0, j] = start[j] + e[0, j]
        row.update(from: prepared.start, count: count)
      } else {
        // alpha[t, j] = log(sum over i of exp(alpha[t - 1, i] + a[i, j])) + e[t, j]
        S.logMultiply(
          count, count, alpha.row(t - 1), prepared.transitions.pointer, count, row)
      }
      S.addScaled(count, 1, emissions.row(t), row)
      shifts[t] = Self.shift(row, count)
      logZ += Double(shifts[t])
    }
    // log Z = log(sum over j of exp(alpha[T - 1, j] + end[j]))
    scratch.update(from: alpha.row(emissions.rows - 1), count: count)
    S.addScaled(count, 1, prepared.end, scratch)
    return logZ + Double(S.logSumExp(count, scratch))
  }

  /// - Parameters:
  ///   - following: the beta of step t + 1, nil at the last step.
  ///   - beta: K, written: beta[i] = log of the sum over all endings after tag i at step t, less
  ///     the shifts of the steps from t on.
  /// - Returns: the shift of this step.
  @inline(__always)
  func backwardStep(
    _ prepared: Prepared, _ emissions: Matrix<S>, _ t: Int,
    following: UnsafePointer<S>?, into beta: UnsafeMutablePointer<S>,
    scratch: UnsafeMutablePointer<S>
  ) -> S {
    let count = tagCount
    if let following {
      // beta[t, i] = log(sum over j of exp(a[i, j] + e[t + 1, j] + beta[t + 1, j]))
      scratch.update(from: following, count: count)
      S.addScaled(count, 1, emissions.row(t + 1), scratch)
      S.logMultiply(count, count, scratch, prepared.transposed.pointer, count, beta)
    } else {
      // beta[T - 1, i] = end[i]
      beta.update(from: prepared.end, count: count)
    }
    return Self.shift(beta, count)
  }

  /// Subtracts the greatest element from all, and returns it.
  @inline(__always)
  static func shift(_ row: UnsafeMutablePointer<S>, _ count: Int) -> S {
    var greatest = row[0]
    for j in 1..<count where row[j] > greatest { greatest = row[j] }
    for j in 0..<count { row[j] -= greatest }
    return greatest
  }

  /// Runs both recursions over a sequence, for as many questions as there are.
  ///
  /// - Parameter arena: gives the memory, which the answer uses until the arena is reset.
  /// - Complexity: O(T K²), of which 2 T K² exponentials.
  @specialized(where S == Float)
  package func lattice(
    _ prepared: Prepared, emissions: Matrix<S>, arena: Arena<S>
  ) -> Lattice {
    let steps = emissions.rows
    let lattice = Lattice(
      prepared: prepared, emissions: emissions, marginals: arena.matrix(steps, tagCount),
      beta: arena.matrix(steps, tagCount), shifts: arena.matrix(1, steps).pointer)
    guard steps > 0 else { return lattice }
    let scratch = arena.matrix(1, tagCount).pointer
    let alpha = lattice.marginals
    var logPartition = 0.0
    logPartition = forward(
      prepared, emissions, alpha: alpha, shifts: lattice.shifts, scratch: scratch)
    for t in (0..<steps).reversed() {
      lattice.shifts[t] = backwardStep(
        prepared, emissions, t, following: t + 1 < steps ? lattice.beta.row(t + 1) : nil,
        into: lattice.beta.row(t), scratch: scratch)
      // p(y_t = j) = exp(alpha[t, j] + beta[t, j]) / Z, and the sum over j is 1.
      S.addScaled(tagCount, 1, lattice.beta.row(t), alpha.row(t))
      S.softmax(tagCount, alpha.row(t), alpha.row(t))
    }
    return lattice.with(logPartition: logPartition)
  }

  /// The distribution over the tag sequences of one sentence.
  package struct Lattice {
    let prepared: Prepared
    let emissions: Matrix<S>
    /// [T, K]: the probability of each tag at each step; forbidden ones have exactly 0.
    package let marginals: Matrix<S>
    let beta: Matrix<S>
    /// Of beta.
    let shifts: UnsafeMutablePointer<S>
    /// log Z
    package private(set) var logPartition = 0.0

    func with(logPartition: Double) -> Lattice {
      var copy = self
      copy.logPartition = logPartition
      return copy
    }

    /// The exact probability that the steps of `range` have the given tags, whatever the others
    /// have: the confidence of an entity (Culotta and McCallum 2004).
    ///
    /// - Parameter tags: the tags of the whole sequence, of which only those in `range` matter.
    /// - Complexity: O(range.count), against T K² for a forward pass that is constrained to the
    ///   tags.
    package func spanProbability(tags: [Int], range: Range<Int>) -> Double {
      precondition(range.lowerBound >= 0 && range.upperBound <= emissions.rows)
      guard let first = range.first else { return 1 }
      var probability = Double(marginals[first, tags[first]])
      for t in range.dropFirst() where probability > 0 {
        // p(y_t | y_(t-1)) = exp(a[y_(t-1), y_t] + e[t, y_t] + beta[t, y_t] - beta[t - 1, y_(t-1)])
        let (i, j) = (tags[t - 1], tags[t])
        let logarithm =
          Double(prepared.transitions[i, j]) + Double(emissions[t, j]) + Double(beta[t, j])
          - Double(beta[t - 1, i]) - Double(shifts[t - 1])
        probability *= exp(logarithm)
      }
      return min(1, probability)
    }
  }
}
