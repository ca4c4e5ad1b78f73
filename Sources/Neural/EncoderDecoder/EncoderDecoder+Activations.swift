extension EncoderDecoder {
  /// The activations of a batch, kept from the forward pass for the backward pass.
  struct Activations: Sendable {
    /// [R, E]: the vectors of the sources, after dropout.
    let source: Matrix<S>
    let encoder: RecurrentStack<S>.Activations
    let memory: Attention<S>.Memory
    /// [D, C]: the final states of the encoder, in the order of the targets.
    let finals: Matrix<S>
    /// [D, states · H]: the initial states of the decoder.
    let initials: Matrix<S>
    /// [T, 2 E]: what the first layer of the decoder reads, the vectors after dropout.
    let inputs: Matrix<S>
    /// What each layer of the decoder after the first reads, [T, H], after dropout.
    let between: [Matrix<S>]
    /// The output of each layer of the decoder but the last, [T, H].
    let hidden: [Matrix<S>]
    let decoder: [Recurrent<S>.Activations]
    /// [T, C + H]: contexts, and the states of the last layer, which are the queries.
    let combined: Matrix<S>
    /// [T, A]: U query + b, with the additive score; otherwise without rows.
    let projected: Matrix<S>
    /// [T, E]: the attentional vectors.
    let attentional: Matrix<S>
    /// [T, E]: the same after dropout.
    let dropped: Matrix<S>
    /// [T, V]
    let logits: Matrix<S>
    /// [1, their number]: the attention weights of all rows.
    let alpha: Matrix<S>
    /// Where the weights of each target's first row start; the next row's follow.
    let alphaStarts: [Int]
    /// [D, A] and [D, the longest source]: for use within a step.
    let scratch: (keys: Matrix<S>, scores: Matrix<S>)

    /// Where the attention weights of a step of a target start.
    func alpha(_ target: Int, step: Int) -> UnsafeMutablePointer<S> {
      alpha.pointer + alphaStarts[target] + step * memory.range(target).count
    }
  }

  /// Takes memory for the activations of a batch from the arena.
  ///
  /// - Parameter isTraining: whether a backward pass will follow.
  func makeActivations(
    _ batch: Batch, _ arena: Arena<S>, isTraining: Bool, hasMasks: Bool
  ) -> Activations {
    let (e, h) = (settings.embeddingSize, settings.hiddenSize)
    let (sources, targets) = (batch.sources, batch.targets)
    let rows = targets.rowCount
    let lengths = batch.sourceOfTarget.map { sources.lengths[$0] }
    var total = 0
    let starts = (0..<targets.count).map { target in
      defer { total += targets.lengths[target] * lengths[target] }
      return total
    }
    let attentional = arena.matrix(rows, e)
    let hidden = decoder.dropLast().map { _ in arena.matrix(rows, h) }
    return Activations(
      source: arena.matrix(sources.rowCount, e),
      encoder: encoder.makeActivations(sources, arena, savesForBackward: isTraining),
      memory: .init(attention, lengths: lengths, arena),
      finals: arena.matrix(targets.count, h),
      initials: arena.matrix(targets.count, bridge.outputSize),
      inputs: arena.matrix(rows, 2 * e),
      between: hasMasks ? hidden.map { _ in arena.matrix(rows, h) } : hidden, hidden: hidden,
      decoder: decoder.map {
        $0.makeActivations(targets, arena, savesForBackward: isTraining)
      },
      combined: arena.matrix(rows, 2 * h),
      projected: arena.matrix(attention.additive == nil ? 0 : rows, h),
      attentional: attentional, dropped: hasMasks ? arena.matrix(rows, e) : attentional,
      logits: arena.matrix(rows, settings.targetSymbols),
      alpha: arena.matrix(1, total), alphaStarts: starts,
      scratch: (
        arena.matrix(targets.count, h), arena.matrix(targets.count, lengths.max() ?? 0)
      ))
  }
}

extension PackedSequences.Shard {
  /// The sequences of the shard that have a step, at that step alone.
  func only(step: Int) -> Self {
    Self(
      sequences: sequences, runs: [rows(ofStep: step)], counts: [counts[step]],
      starts: [starts[step]])
  }

  /// The rows of a step.
  func rows(ofStep step: Int) -> Range<Int> { starts[step]..<starts[step] + counts[step] }
}
