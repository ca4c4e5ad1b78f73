import Neural

extension LanguageModelNetwork {
  /// A pass that reads one symbol of each of some texts, again and again, with the states in it.
  struct Stepping {
    let sequences: PackedSequences
    /// The products of all symbols' vectors, and the symbols to read, where they are looked up.
    let rows: LookupRows?
    let input: Matrix<S>
    let recurrent: RecurrentStack<S>.Pass
    /// [texts, V]
    let logits: Matrix<S>
  }

  /// Products of more symbols than this are not kept: they would take more memory than they save
  /// time.
  private static var lookupLimit: Int { 1024 }

  /// - Parameter arena: keeps the pass, and is not reset meanwhile.
  func makeStepping(_ weights: Weights<S>, texts count: Int, _ arena: Arena<S>) -> Stepping {
    let sequences = Batch(lengths: [Int](repeating: 1, count: count)).sequences
    let layer = recurrent.layers[0][0]
    let logits = arena.matrix(count, symbolCount)
    guard symbolCount <= Self.lookupLimit else {
      return Stepping(
        sequences: sequences, rows: nil, input: arena.matrix(count, inputSize),
        recurrent: recurrent.makePass(sequences, arena, keepsSteps: false), logits: logits)
    }
    let projected = arena.matrix(symbolCount, layer.width)
    recurrent.project(weights, input: table(weights), into: [projected], arena, .serial)
    let rows = LookupRows([Int32](repeating: 0, count: count))
    return Stepping(
      sequences: sequences, rows: rows, input: projected,
      recurrent: recurrent.makePass(sequences, arena, projected: [projected], rows: rows),
      logits: logits)
  }

  /// Reads a symbol of each text; the scores of the next ones are in `stepping.logits` then.
  @specialized(where S == Float)
  func step(
    _ weights: Weights<S>, _ stepping: Stepping, inputs: [Int32], _ pool: ThreadPool
  ) {
    if let rows = stepping.rows {
      for text in inputs.indices { rows[text] = inputs[text] }
    } else {
      let table = table(weights)
      for text in inputs.indices {
        stepping.input.row(text).update(
          from: table.row(Int(inputs[text])), count: table.columns)
      }
    }
    recurrent.forward(
      weights, stepping.sequences, input: stepping.rows == nil ? stepping.input : nil,
      stepping.recurrent, dropoutSeed: nil, pool)
    let shards = stepping.sequences.shards
    pool.forEach(shards.count) { index in
      for rows in shards[index].runs {
        output.forward(weights, rows: rows, stepping.recurrent.output, into: stepping.logits)
      }
    }
  }
}
