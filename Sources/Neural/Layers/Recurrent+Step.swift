/// One step of few sequences, without a backward pass: threads share its units rather than its sequences.
extension Recurrent {
  /// Products that read fewer bytes take one thread no longer than it takes two to agree.
  private static var leastSharedBytes: Int { 384 << 10 }

  /// Whether threads had better share the units of a step.
  func sharesUnits(_ weights: Weights<S>, _ pool: ThreadPool) -> Bool {
    pool.threadCount > 1 && hiddenSize % S.panelWidth == 0 && hiddenSize > S.panelWidth
      && weights.byteCount(of: weightHH) >= Self.leastSharedBytes
  }

  /// What ``forward(_:_:input:_:output:dropoutSeed:)`` does, for a shard of one step and a pass that keeps
  /// no steps.
  @specialized(where S == Float)
  func step(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, input: Matrix<S>?, _ pass: Pass,
    output: Matrix<S>, _ pool: ThreadPool
  ) {
    precondition(shard.counts.count == 1 && !pass.keepsSteps)
    let (count, start) = (shard.counts[0], shard.starts[0])
    let place = Place(start, shard, pass)
    let cellState = pass.state.cell.rows(shard.sequences)
    let rows = output.rows(start..<start + count)
    let panels = hiddenSize / S.panelWidth
    let parts = min(pool.threadCount, panels)
    pool.forEach(parts) { part in
      let units =
        panels * part / parts * S.panelWidth..<panels * (part + 1) / parts * S.panelWidth
      for gate in 0..<cell.gateCount {
        let first = gate * hiddenSize
        let columns = first + units.lowerBound..<first + units.upperBound
        if let input, pass.lookup == nil {
          weights.multiply(
            count, input.row(start), input.stride, by: weightIH, columns: columns,
            from: .row(pass.bias.pointer), into: pass.gates.row(place.gates), width)
        }
        multiply(weights, pass, count, start, place, columns: columns)
      }
      cell.forward(step(pass, count, place, cellState, rows, units: units))
    }
    pass.state.hidden.rows(shard.sequences).copyRows(count, from: rows)
  }
}
