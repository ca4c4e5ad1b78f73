extension CRF {
  /// The tags with the greatest score (Viterbi 1967) and that score; of equal ones the tags that
  /// come first.
  ///
  /// Forbidden tags never appear as long as some sequence of this length is allowed.
  ///
  /// - Parameter emissions: [T, K].
  /// - Complexity: O(T K²).
  @specialized(where S == Float)
  package func decode(
    _ prepared: Prepared, emissions: Matrix<S>
  ) -> (tags: [Int], score: Double) {
    let (steps, count) = (emissions.rows, tagCount)
    precondition(emissions.columns == count)
    guard steps > 0 else { return ([], 0) }
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
              count, count, previous, prepared.transitions.pointer, count, best, from + t * count)
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
    return (tags, score(prepared, emissions: emissions, tags: tags.map(Int32.init)))
  }
}
