extension CRF {
  /// The gradients of the scores of one shard of a batch; those of all shards are added in their
  /// order.
  package struct ScoreGradients {
    /// [K, K]
    let transitions: Matrix<S>
    /// [1, K]
    let start: Matrix<S>
    /// [1, K]
    let end: Matrix<S>

    /// Adds these to the gradients of the batch.
    package func add(to gradients: Gradients<S>, of crf: CRF) {
      S.addScaled(transitions.count, 1, transitions.pointer, gradients[crf.transitions].pointer)
      S.addScaled(start.count, 1, start.pointer, gradients[crf.start].pointer)
      S.addScaled(end.count, 1, end.pointer, gradients[crf.end].pointer)
    }
  }

  /// Gradients of zero, valid until the arena is reset.
  package func makeScoreGradients(_ arena: Arena<S>) -> ScoreGradients {
    ScoreGradients(
      transitions: arena.zeros(tagCount, tagCount), start: arena.zeros(1, tagCount),
      end: arena.zeros(1, tagCount))
  }

  /// loss = scale · (log Z - score(tags)) of one sequence, and its gradients.
  ///
  /// A tag that the constraints forbid makes the loss about 1e30, but adds no gradient to what is
  /// forbidden: check training data with ``isAllowed(_:)``.
  ///
  /// - Parameters:
  ///   - emissions: [T, K].
  ///   - tags: T tags in 0..<K.
  ///   - scale: above 0, such as 1 / the sequences of the batch.
  ///   - demissions: [T, K], written: the gradient of the loss by the emissions.
  ///   - gradients: gets the gradients by the transitions, the starts and the ends added.
  ///   - arena: gives the scratch memory.
  /// - Complexity: O(T K²).
  @specialized(where S == Float)
  package func negativeLogLikelihood(
    _ prepared: Prepared, emissions: Matrix<S>, tags: UnsafePointer<Int32>, scale: S = 1,
    demissions: Matrix<S>, gradients: ScoreGradients, arena: Arena<S>
  ) -> Double {
    let (steps, count) = (emissions.rows, tagCount)
    precondition(emissions.columns == count && demissions.columns == count)
    precondition(demissions.rows == steps && scale > 0)
    guard steps > 0 else { return 0 }

    // loss = scale (log Z - score);  d log Z / d e[t, j] = p(y_t = j)
    let messages = forwardBackward(prepared, emissions, marginals: demissions, arena)
    let score = score(prepared, emissions: emissions, tags: tags)
    let loss = Double(scale) * (messages.logPartition - score)
    for t in 0..<steps { S.scale(count, scale, demissions.row(t), demissions.row(t)) }

    // d log Z / d a[i, j] = sum over t of p(y_(t-1) = i, y_t = j)
    let pairs = arena.zeros(count, count)
    if messages.isLogarithmic {
      for t in 1..<steps {
        S.addExpSums(
          k: count, n: count, a: messages.alpha.row(t - 1), b: prepared.transitions.pointer,
          ldb: count,
          c: messages.scaledBeta.row(t), sums: pairs.pointer, lds: count)
      }
      S.addScaled(pairs.count, scale, pairs.pointer, gradients.transitions.pointer)
    } else {
      S.multiplyTransposed(
        m: count, n: count, k: steps - 1, a: messages.alpha.pointer, lda: count,
        b: messages.scaledBeta.row(1), ldb: count,
        c: pairs.pointer, ldc: count)
      let (dtransitions, weights) = (gradients.transitions.pointer, prepared.expTransitions.pointer)
      for i in 0..<pairs.count { dtransitions[i] += scale * (pairs.pointer[i] * weights[i]) }
    }
    // d log Z / d start[j] = p(y_0 = j) and d log Z / d end[j] = p(y_(T-1) = j)
    S.addScaled(count, 1, demissions.row(0), gradients.start.pointer)
    S.addScaled(count, 1, demissions.row(steps - 1), gradients.end.pointer)

    subtractScoreGradients(tags, scale, demissions, gradients)
    return loss
  }

  /// d score = 1 for each emission and each allowed score on the path; the loss has it negated.
  @inline(__always)
  private func subtractScoreGradients(
    _ tags: UnsafePointer<Int32>, _ scale: S, _ demissions: Matrix<S>, _ gradients: ScoreGradients
  ) {
    let last = demissions.rows - 1
    for t in 0...last {
      let tag = Int(tags[t])
      demissions[t, tag] -= scale
      if t > 0 {
        let previous = Int(tags[t - 1])
        if allowed[previous * tagCount + tag] { gradients.transitions[previous, tag] -= scale }
      }
    }
    if allowedFirst[Int(tags[0])] { gradients.start[0, Int(tags[0])] -= scale }
    if allowedLast[Int(tags[last])] { gradients.end[0, Int(tags[last])] -= scale }
  }
}
