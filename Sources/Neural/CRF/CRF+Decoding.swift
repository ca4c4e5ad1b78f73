/// The tags of a sequence and their score.
package struct TagSequence: Sendable, Hashable {
  /// One of 0..<K for each step.
  package let tags: [Int]
  /// log p(tags) + log Z
  package let score: Double
}

extension CRF {
  /// The tag sequence with the greatest score (Viterbi 1967); of equal ones that of the lowest
  /// tags.
  ///
  /// Forbidden tags never appear as long as some sequence of this length is allowed.
  ///
  /// - Parameter emissions: [T, K].
  /// - Complexity: O(T K²).
  @specialized(where S == Float)
  package func decode(
    _ prepared: Prepared, emissions: Matrix<S>
  ) -> TagSequence {
    let (steps, count) = (emissions.rows, tagCount)
    precondition(emissions.columns == count)
    guard steps > 0 else { return TagSequence(tags: [], score: 0) }
    let tags = withUnsafeTemporaryAllocation(of: Int32.self, capacity: steps * count) { from in
      withUnsafeTemporaryAllocation(of: S.self, capacity: 2 * count) { rows in
        let from = from.baseAddress!
        var best = rows.baseAddress!
        var previous = best + count
        for t in 0..<steps {
          if t == 0 {
            // best[0, j] = start[j] + e[0, j]
            best.update(from: prepared.start, count: count)
          } else {
            // best[t, j] = max over i of best[t - 1, i] + a[i, j], plus e[t, j]
            swap(&best, &previous)
            S.maxMultiply(
              k: count, n: count, a: previous, b: prepared.transitions.pointer, ldb: count,
              out: best, from: from + t * count)
          }
          S.addScaled(count, 1, emissions.row(t), best)
          _ = Self.shift(best, count)
        }
        S.addScaled(count, 1, prepared.end, best)
        var tag = 0
        for j in 1..<count where best[j] > best[tag] { tag = j }
        var tags = [Int](repeating: tag, count: steps)
        for t in stride(from: steps - 1, to: 0, by: -1) {
          tag = Int(from[t * count + tag])
          tags[t - 1] = tag
        }
        return tags
      }
    }
    return TagSequence(
      tags: tags, score: score(prepared, emissions: emissions, tags: tags.map(Int32.init)))
  }
}
