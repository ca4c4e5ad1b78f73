extension Recurrent {
  /// Dropout on the hidden state that the recurrent product reads, with one mask for all steps of a
  /// sequence (Gal and Ghahramani 2016): masked = mask · previous.
  ///
  /// Only the product reads the masked state. The cell state of an LSTM and z · previous of a GRU
  /// have no mask: after n steps it would scale them by (1 / (1 - rate))ⁿ or erase them.
  struct HiddenDropout: Sendable {
    let rate: Double
    /// [B, H] in packed order: 0 or 1 / (1 - rate); all 1 when not training.
    let mask: Matrix<S>
    /// [R, H]: mask · previous of all steps.
    let masked: Matrix<S>
    /// [B, H]: the gradient of `masked` at one step.
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

    /// masked = mask · previous for the `count` sequences that are active at a step, from row
    /// `start` on.
    @specialized(where S == Float)
    func forward(
      _ shard: PackedSequences.Shard, start: Int, count: Int, previous: Matrix<S>
    ) {
      for index in 0..<count {
        let mask = self.mask.row(shard.sequences.lowerBound + index)
        let (x, y) = (previous.row(start + index), masked.row(start + index))
        for i in 0..<self.mask.columns { y[i] = mask[i] * x[i] }
      }
    }

    /// dprevious += mask · dmasked for the `count` sequences of a shard that are active at a step.
    @specialized(where S == Float)
    func backward(_ shard: PackedSequences.Shard, count: Int, into dprevious: Matrix<S>) {
      for index in 0..<count {
        let sequence = shard.sequences.lowerBound + index
        let (mask, dy) = (self.mask.row(sequence), dmasked.row(sequence))
        let dx = dprevious.row(index)
        for i in 0..<self.mask.columns { dx[i] += mask[i] * dy[i] }
      }
    }
  }
}
