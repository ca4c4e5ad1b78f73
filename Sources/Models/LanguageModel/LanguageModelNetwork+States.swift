import Neural

extension LanguageModelNetwork {
  /// The input projections of all symbols, [V, G·H], for ``states(_:_:symbols:projected:_:_:)``.
  ///
  /// - Parameter arena: gives the memory of the result, which is valid until the arena is reset.
  func projectedSymbols(_ weights: Weights<S>, _ arena: Arena<S>) -> Matrix<S> {
    let projected = arena.matrix(symbolCount, recurrent.layers[0][0].width)
    recurrent.project(weights, input: table(weights), into: [projected], arena, .serial)
    return projected
  }

  /// The output of the last recurrent layer after each symbol, [R, H].
  ///
  /// - Parameters:
  ///   - symbols: the symbol of each row of the sequences.
  ///   - projected: the result of ``projectedSymbols(_:_:)``.
  func states(
    _ weights: Weights<S>, _ sequences: PackedSequences, symbols: [Int32], projected: Matrix<S>,
    _ arena: Arena<S>, _ pool: ThreadPool
  ) -> Matrix<S> {
    let activations = recurrent.makeActivations(
      sequences, arena, projected: [projected], ids: symbols)
    recurrent.forward(weights, sequences, input: nil, activations, dropoutSeed: nil, pool)
    return activations.output
  }
}
