// One step of a few sequences at inference, such as generation: threads share its hidden units,
// since there are too few sequences to share.
extension Recurrent {
  /// Threads share products whose weights have at least so many bytes; below, handing over costs
  /// more.
  private static var minimumSharedBytes: Int { 384 << 10 }

  /// Whether the layer is large enough for threads to share the units of a step.
  func sharesUnits(_ weights: Weights<S>, _ pool: ThreadPool) -> Bool {
    pool.threadCount > 1 && hiddenSize % S.panelWidth == 0 && hiddenSize > S.panelWidth
      && weights.byteCount(of: weightHH) >= Self.minimumSharedBytes
  }

  /// The forward pass of a shard of one step, without a backward pass to come.
  @specialized(where S == Float)
  func step(
    _ weights: Weights<S>, _ shard: PackedSequences.Shard, input: Matrix<S>?,
    _ activations: Activations,
    output: Matrix<S>, _ pool: ThreadPool
  ) {
    precondition(shard.counts.count == 1 && !activations.savesForBackward)
    let (count, start) = (shard.counts[0], shard.starts[0])
    let stepRows = StepRows(start, shard, activations)
    let cellState = activations.state.cell.rows(shard.sequences)
    let rows = output.rows(start..<start + count)
    let panels = hiddenSize / S.panelWidth
    let parts = min(pool.threadCount, panels)
    pool.forEach(parts) { part in
      let units =
        panels * part / parts * S.panelWidth..<panels * (part + 1) / parts * S.panelWidth
      for gate in 0..<cell.gateCount {
        let first = gate * hiddenSize
        let columns = first + units.lowerBound..<first + units.upperBound
        if let input, activations.lookup == nil {
          weights.multiply(
            input.rows(start..<start + count), by: weightIH, columns: columns,
            initial: .row(activations.bias.pointer),
            into: activations.gates.rows(stepRows.gates..<stepRows.gates + count))
        }
        addRecurrentProducts(weights, activations, count, start, stepRows, columns: columns)
      }
      cell.forward(step(activations, count, stepRows, cellState, rows, units: units))
    }
    activations.state.hidden.rows(shard.sequences).copyRows(count, from: rows)
  }
}
