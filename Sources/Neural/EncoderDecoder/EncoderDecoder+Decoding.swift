// Decoding at inference, step by step: N sources, and B rows, each a beginning of a target of one
// of them.
extension EncoderDecoder {
  /// Sources that have been read, and the rows that are written for them.
  package final class Decoding: @unchecked Sendable {
    private let network: EncoderDecoder
    private let weights: Weights<S>
    private let arena = Arena<S>()
    private let activations: Activations
    private let layers: [Recurrent<S>.Activations]
    /// [B, E]
    private let feed: Matrix<S>
    private let inputs: Matrix<S>
    private let between: [Matrix<S>]
    private let combined: Matrix<S>
    private let projected: Matrix<S>
    private let scratch: Matrix<S>
    private let alpha: Matrix<S>
    private let logits: Matrix<S>
    /// The source of each row, by its number in packed order.
    private var sources: [Int]
    /// For each given source its place in packed order.
    private let places: [Int]

    /// The steps of each source, its end included, in the given order.
    package let lengths: [Int]
    /// The number of rows.
    package private(set) var count: Int

    /// Reads the sources; there is one row for each.
    ///
    /// - Parameters:
    ///   - sources: symbols without the final 0.
    ///   - width: the most rows for each source.
    package init(
      _ network: EncoderDecoder, _ weights: Weights<S>, sources: [[Int32]], width: Int,
      _ pool: ThreadPool
    ) {
      self.network = network
      self.weights = weights
      let batch = Batch(sources.map { ($0, []) }, threads: pool.threadCount)
      activations = network.makeActivations(batch, arena, isTraining: false, hasMasks: false)
      network.encode(weights, batch, activations, seeds: nil, pool)
      let shards = batch.targets.shards
      pool.forEach(shards.count) { [activations] in
        network.prepare(weights, shards[$0], activations)
      }
      lengths = sources.map { $0.count + 1 }
      count = sources.count
      var places = [Int](repeating: 0, count: count)
      for (packed, index) in batch.targets.order.enumerated() { places[index] = packed }
      self.places = places
      self.sources = places
      let (e, h) = (network.settings.embeddingSize, network.settings.hiddenSize)
      let rows = count * width
      let single = PackedSequences(lengths: [Int](repeating: 1, count: rows), shardSize: rows)
      layers = network.decoder.map { [arena] in
        $0.makeActivations(single, arena, savesForBackward: false)
      }
      feed = arena.zeros(rows, e)
      inputs = arena.matrix(rows, 2 * e)
      between = network.decoder.dropLast().map { [arena] _ in arena.matrix(rows, h) }
      combined = arena.matrix(rows, 2 * h)
      projected = arena.matrix(network.attention.additive == nil ? 0 : rows, h)
      scratch = arena.matrix(rows, h)
      alpha = arena.matrix(rows, lengths.max() ?? 0)
      logits = arena.matrix(rows, network.settings.targetSymbols)
      for (recurrent, layer) in zip(network.decoder, layers) {
        recurrent.sumBiases(weights, into: layer.bias.pointer)
      }
      for (layer, from) in zip(layers, activations.decoder) {
        for (row, place) in places.enumerated() {
          layer.state.hidden.row(row).update(from: from.state.hidden.row(place), count: h)
          if network.hasCellState {
            layer.state.cell.row(row).update(from: from.state.cell.row(place), count: h)
          }
        }
      }
    }

    /// The numbers that a batch of these sizes needs, about.
    package static func elementCount(
      _ network: EncoderDecoder, rows: Int, sourceSteps: Int
    ) -> Int {
      let settings = network.settings
      return rows
        * (settings.targetSymbols + 16 * (settings.hiddenSize + settings.embeddingSize))
        + sourceSteps * 16 * (settings.hiddenSize + settings.embeddingSize)
    }

    /// The log-probabilities of the next symbol in each row.
    ///
    /// - Parameter symbols: what each row has read last; 0 at the start.
    @specialized(where S == Float)
    package func step(_ symbols: [Int32], _ pool: ThreadPool) {
      precondition(symbols.count == count)
      // As many rows for each thread, and no fewer than are worth one.
      let size = max(8, (count + pool.threadCount - 1) / pool.threadCount)
      pool.forEach((count + size - 1) / size) { part in
        self.step(symbols, part * size..<min((part + 1) * size, self.count))
      }
    }

    private func step(_ symbols: [Int32], _ rows: Range<Int>) {
      let (e, h) = (network.settings.embeddingSize, network.settings.hiddenSize)
      let table = weights[network.targetTable]
      for row in rows {
        inputs.row(row).update(from: table.row(Int(symbols[row])), count: e)
        (inputs.row(row) + e).update(from: feed.row(row), count: e)
      }
      let shard = PackedSequences.Shard(
        sequences: rows, runs: [rows], counts: [rows.count], starts: [rows.lowerBound])
      let queries = combined.columns(h..<2 * h)
      for (layer, recurrent) in network.decoder.enumerated() {
        recurrent.forward(
          weights, shard, input: layer == 0 ? inputs : between[layer - 1], layers[layer],
          output: layer == layers.count - 1 ? queries : between[layer])
      }
      let isAdditive = network.attention.additive != nil
      if isAdditive {
        network.attention.project(
          weights, queries: queries.rows(rows), into: projected.rows(rows))
      }
      for row in rows {
        network.attention.forward(
          weights, activations.memory, sentence: sources[row],
          query: isAdditive ? projected.row(row) : queries.row(row), scratch: scratch.row(row),
          alpha: alpha.row(row), context: combined.row(row))
      }
      network.combination.forward(weights, rows: rows, combined, into: feed)
      let vectors = feed.rows(rows)
      S.tanh(vectors.count, vectors.pointer, vectors.pointer)
      weights.multiply(
        vectors, by: network.outputWeight,
        initial: .row(weights[network.outputBias].pointer), into: logits.rows(rows))
      let symbolCount = network.settings.targetSymbols
      for row in rows {
        let logSum = S.logSumExp(symbolCount, logits.row(row))
        let scores = logits.row(row)
        for symbol in 0..<symbolCount { scores[symbol] -= logSum }
      }
    }

    /// The log-probabilities of the symbols in a row, after ``step(_:_:)``. They may be changed.
    package func scores(_ row: Int) -> UnsafeMutableBufferPointer<S> {
      UnsafeMutableBufferPointer(start: logits.row(row), count: logits.columns)
    }

    /// The attention weights of the source's steps in a row, after ``step(_:_:)``.
    package func attention(_ row: Int) -> [S] {
      let length = activations.memory.range(sources[row]).count
      return Array(UnsafeBufferPointer(start: alpha.row(row), count: length))
    }

    /// Goes on with these rows, which replace those that there are.
    ///
    /// - Parameter rows: rows of the last step; one may come several times or not at all.
    package func select(_ rows: [Int]) {
      precondition(rows.count <= feed.rows)
      // Most rows go on where they are.
      let moved = rows.indices.filter { rows[$0] != $0 }
      if !moved.isEmpty {
        for layer in layers {
          move(layer.state.hidden, rows, moved)
          if network.hasCellState { move(layer.state.cell, rows, moved) }
        }
        move(feed, rows, moved)
      }
      sources = rows.map { sources[$0] }
      count = rows.count
    }

    /// row[i] = row[rows[i]] for the rows that change, by way of a copy.
    private func move(_ matrix: Matrix<S>, _ rows: [Int], _ moved: [Int]) {
      let copies = moved.map { row in
        Array(UnsafeBufferPointer(start: matrix.row(rows[row]), count: matrix.columns))
      }
      for (row, copy) in zip(moved, copies) {
        copy.withUnsafeBufferPointer {
          matrix.row(row).update(from: $0.baseAddress!, count: $0.count)
        }
      }
    }
  }
}
