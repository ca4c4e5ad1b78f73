/// Dropout (Srivastava et al. 2014): each element is kept with probability 1 - rate and divided by
/// that, so that the mean stays.
///
/// A mask is a hash of a seed and of the element's row and column. So no mask is kept for the
/// backward pass, which is the same call, and masks do not depend on the order of execution.
package struct Dropout: Sendable, Hashable {
  /// Which rows share a mask.
  package enum Pattern: String, Sendable, Hashable, Codable {
    /// A mask for each row.
    case plain
    /// One mask for all steps of a sequence (Gal and Ghahramani 2016).
    case variational
  }

  /// The probability that an element is set to zero.
  package let rate: Double
  /// Which rows share a mask.
  package let pattern: Pattern

  /// - Precondition: `rate` is in 0..<1.
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
      for index in 0..<shard.counts[step] {
        let row = shard.starts[step] + index
        let mask = pattern == .plain ? row : -1 - (shard.sequences.lowerBound + index)
        S.dropout(x.columns, RandomSource.derive(seed, mask), rate, x.row(row), y.row(row))
      }
    }
  }
}
