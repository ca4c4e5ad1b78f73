import Neural

/// Gives the probabilities of the symbols of texts, many texts at once.
struct SymbolScorer {
  let network: LanguageModelNetwork<Float>
  let weights: Weights<Float>
  /// The symbol that each text is taken to come after.
  let start: Int32

  /// Texts that are read side by side.
  private static let groupSize = 64
  /// About as many rows as a step of training has.
  private static let rows = 2048

  /// -log p of each symbol of each text, in nats, given the symbols before it.
  ///
  /// - Complexity: O(symbols); beside the result, memory for a window of a group of texts.
  func losses(of texts: [[Int32]], pool: ThreadPool) -> [[Float]] {
    var result = texts.map { [Float](repeating: 0, count: $0.count) }
    let order = texts.indices.sorted { (-texts[$0].count, $0) < (-texts[$1].count, $1) }
    let workspace = LanguageModelNetwork<Float>.Workspace()
    for first in stride(from: 0, to: order.count, by: Self.groupSize) {
      let group = Array(order[first..<min(first + Self.groupSize, order.count)])
      score(group, of: texts, into: &result, workspace, pool)
    }
    return result
  }

  /// - Parameter group: the indices of texts, the longest first.
  private func score(
    _ group: [Int], of texts: [[Int32]], into result: inout [[Float]],
    _ workspace: LanguageModelNetwork<Float>.Workspace, _ pool: ThreadPool
  ) {
    let state = LanguageModelState(network, count: group.count)
    var first = 0
    while true {
      let active = group.prefix { texts[$0].count > first }
      if active.isEmpty { return }
      let steps = min(1024, max(16, Self.rows / active.count))
      let lengths = active.map { min(steps, texts[$0].count - first) }
      var batch = LanguageModelNetwork<Float>.Batch(lengths: lengths)
      for (sequence, index) in active.enumerated() {
        for step in 0..<lengths[sequence] {
          let row = batch.sequences.row(sequence: sequence, step: step)
          let position = first + step
          batch.inputs[row] = position == 0 ? start : texts[index][position - 1]
          batch.targets[row] = texts[index][position]
        }
      }
      let losses = network.losses(weights, batch, workspace, state: state, pool)
      for (sequence, index) in active.enumerated() {
        for step in 0..<lengths[sequence] {
          result[index][first + step] = losses[batch.sequences.row(sequence: sequence, step: step)]
        }
      }
      first += steps
    }
  }
}
