/// Dropout (Srivastava et al. 2014): each element is kept with probability 1 - rate and scaled up, so
/// that the mean stays.
///
/// Masks are hashes of a seed and a place, so nothing is kept for the backward pass, which is the same
/// call, and the masks depend on no order of execution.
package struct Dropout: Sendable, Hashable {
  package enum Pattern: String, Sendable, Hashable, Codable {
    /// A mask for each row.
    case plain
    /// One mask for all steps of a sequence (Gal and Ghahramani 2016).
    case variational
  }

  package let rate: Double
  package let pattern: Pattern

  package init(rate: Double, pattern: Pattern = .plain) {
    precondition((0..<1).contains(rate))
    self.rate = rate
    self.pattern = pattern
  }

  /// y = mask · x for the rows of a shard; in place allowed.
  @specialized(where S == Float)
  package func apply<S: Scalar>(
    _ shard: PackedSequences.Shard, seed: UInt64, _ x: Matrix<S>, into y: Matrix<S>
  ) {
    if rate == 0 {
      if x.pointer != y.pointer {
        for rows in shard.runs { y.rows(rows).copyRows(rows.count, from: x.rows(rows)) }
      }
      return
    }
    for step in shard.steps {
      for place in 0..<shard.counts[step] {
        let row = shard.starts[step] + place
        let name = pattern == .plain ? row : -1 - (shard.sequences.lowerBound + place)
        S.dropout(x.columns, RandomSource.derive(seed, name), rate, x.row(row), y.row(row))
      }
    }
  }
}
