extension Recurrent {
  /// Dropout on the hidden state that the recurrent product reads, with one mask for all steps of a
  /// sequence (Gal and Ghahramani 2016): masked = mask · previous.
  ///
  /// Only the product reads the masked state. What a cell carries on, the cell state of an LSTM or the
  /// share z of a GRU's hidden state, stays whole: a mask that is applied again at each step would
  /// multiply it by (1 / (1 - rate))ⁿ or erase it.
  struct HiddenDropout: Sendable {
    let rate: Double
    /// 0 or 1 / (1 - rate), or all 1 when not training: [B, H] in packed order.
    let mask: Matrix<S>
    /// What the products of all steps have read, [R, H].
    let masked: Matrix<S>
    /// The gradient of `masked` at one step, [B, H].
    let dmasked: Matrix<S>

    init(rate: Double, _ sequences: PackedSequences, hiddenSize: Int, _ arena: Arena<S>) {
      self.rate = rate
      mask = arena.matrix(sequences.count, hiddenSize)
      masked = arena.matrix(sequences.rowCount, hiddenSize)
      dmasked = arena.matrix(sequences.count, hiddenSize)
    }

    /// Draws the masks of a shard.
    ///
    /// - Parameter seed: `nil` when not training.
    func draw(_ shard: PackedSequences.Shard, seed: UInt64?) {
      mask.rows(shard.sequences).fill(1)
      guard let seed else { return }
      for sequence in shard.sequences {
        let row = mask.row(sequence)
        S.dropout(mask.columns, RandomSource.derive(seed, sequence), rate, row, row)
      }
    }

    /// masked = mask · previous for the sequences that are active at a step, whose first row is `start`.
    @specialized(where S == Float)
    func forward(
      _ shard: PackedSequences.Shard, start: Int, count: Int, previous: Matrix<S>
    ) {
      for place in 0..<count {
        let factors = mask.row(shard.sequences.lowerBound + place)
        let (x, y) = (previous.row(start + place), masked.row(start + place))
        for i in 0..<mask.columns { y[i] = factors[i] * x[i] }
      }
    }

    /// dprevious += mask · dmasked, both of the active sequences of a shard.
    @specialized(where S == Float)
    func backward(_ shard: PackedSequences.Shard, count: Int, into dprevious: Matrix<S>) {
      for place in 0..<count {
        let sequence = shard.sequences.lowerBound + place
        let (factors, dy) = (mask.row(sequence), dmasked.row(sequence))
        let dx = dprevious.row(place)
        for i in 0..<mask.columns { dx[i] += factors[i] * dy[i] }
      }
    }
  }
}
