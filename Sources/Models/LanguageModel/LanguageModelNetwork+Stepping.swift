import Neural

extension LanguageModelNetwork {
  /// The activations of one step of some texts, with the states, which the next step goes on from.
  struct Stepping {
    let sequences: PackedSequences
    /// The symbol that each text reads, where input projections are looked up by symbol.
    let indices: GatherIndices?
    /// The input projections of all symbols, [V, G·H], or the vectors of the symbols, [texts, E].
    let input: Matrix<S>
    let recurrent: RecurrentStack<S>.Activations
    /// [texts, V]
    let logits: Matrix<S>
  }

  /// The most symbols whose input projections are kept: more would take memory and save little
  /// time.
  private static var lookupLimit: Int { 1024 }

  /// - Parameter arena: keeps the activations, and is not reset meanwhile.
  func makeStepping(_ weights: Weights<S>, texts count: Int, _ arena: Arena<S>) -> Stepping {
    let sequences = Batch(lengths: [Int](repeating: 1, count: count)).sequences
    let layer = recurrent.layers[0][0]
    let logits = arena.matrix(count, symbolCount)
    guard symbolCount <= Self.lookupLimit else {
      return Stepping(
        sequences: sequences, indices: nil, input: arena.matrix(count, inputSize),
        recurrent: recurrent.makeActivations(sequences, arena, savesForBackward: false),
        logits: logits)
    }
    let projected = arena.matrix(symbolCount, layer.width)
    recurrent.project(weights, input: table(weights), into: [projected], arena, .serial)
    let indices = GatherIndices([Int32](repeating: 0, count: count))
    return Stepping(
      sequences: sequences, indices: indices, input: projected,
      recurrent: recurrent.makeActivations(
        sequences, arena, projected: [projected], indices: indices),
      logits: logits)
  }

  /// Reads a symbol of each text; the scores of the next ones are in `stepping.logits` then.
  @specialized(where S == Float)
  func step(
    _ weights: Weights<S>, _ stepping: Stepping, inputs: [Int32], _ pool: ThreadPool
  ) {
    if let indices = stepping.indices {
      for text in inputs.indices { indices[text] = inputs[text] }
    } else {
      let table = table(weights)
      for text in inputs.indices {
        stepping.input.row(text).update(
          from: table.row(Int(inputs[text])), count: table.columns)
      }
    }
    recurrent.forward(
      weights, stepping.sequences, input: stepping.indices == nil ? stepping.input : nil,
      stepping.recurrent, dropoutSeed: nil, pool)
    let shards = stepping.sequences.shards
    pool.forEach(shards.count) { index in
      for rows in shards[index].runs {
        output.forward(weights, rows: rows, stepping.recurrent.output, into: stepping.logits)
      }
    }
  }
}
