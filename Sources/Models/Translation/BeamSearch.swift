import Neural

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Beam search: follows the most probable beginnings of the targets of some sources, side by side.
struct BeamSearch {
  /// A target, or its beginning.
  struct Hypothesis {
    /// Symbols, with the final 0 where it is complete.
    var symbols: [Int32] = []
    var logProbability = 0.0
    /// The attention weights of each step.
    var attention: [[Float]] = []

    var isComplete: Bool { symbols.last == 0 }
  }

  let options: TranslationOptions
  let prefix: [Int32]

  /// The targets that were found for a source, and those that are still written.
  private struct Search {
    let source: Int
    let limit: Int
    var open: [Hypothesis] = [Hypothesis()]
    var found: [Hypothesis] = []
  }

  /// The best hypotheses of each source, the best first.
  func run(
    _ network: EncoderDecoder<Float>, _ weights: Weights<Float>, sources: [[Int32]],
    _ pool: ThreadPool
  ) -> [[Hypothesis]] {
    let decoding = EncoderDecoder<Float>.Decoding(
      network, weights, sources: sources, width: options.beam, pool)
    var searches = sources.indices.map { source in
      Search(source: source, limit: options.maximumLength ?? 2 * sources[source].count + 10)
    }
    var results = [[Hypothesis]](repeating: [], count: sources.count)
    while !searches.isEmpty {
      decoding.step(
        searches.flatMap { $0.open.map { $0.symbols.last ?? 0 } }, pool)
      var rows: [Int] = []
      var first = 0
      for index in searches.indices {
        let count = searches[index].open.count
        rows += advance(&searches[index], decoding, first: first)
        first += count
      }
      for search in searches where search.open.isEmpty {
        results[search.source] = best(search.found)
      }
      searches.removeAll { $0.open.isEmpty }
      if !searches.isEmpty { decoding.select(rows) }
    }
    return results
  }

  /// Goes on with the best continuations of a search.
  ///
  /// - Returns: the rows that the open hypotheses come from.
  private func advance(
    _ search: inout Search, _ decoding: EncoderDecoder<Float>.Decoding, first: Int
  ) -> [Int] {
    let length = search.open[0].symbols.count
    var candidates: [Candidate] = []
    for (index, hypothesis) in search.open.enumerated() {
      let scores = decoding.scores(first + index)
      if length < prefix.count {
        let symbol = prefix[length]
        candidates.append(
          .init(
            score: hypothesis.logProbability + Double(scores[Int(symbol)]), index: index,
            symbol: symbol))
        continue
      }
      block(hypothesis.symbols, scores)
      // An end takes one of them away, so that twice the beam is enough.
      for symbol in Self.greatest(2 * options.beam, scores) where scores[symbol] > -.infinity {
        candidates.append(
          .init(
            score: hypothesis.logProbability + Double(scores[symbol]), index: index,
            symbol: Int32(symbol)))
      }
    }
    candidates.sort()
    var open: [Hypothesis] = []
    var rows: [Int] = []
    for (rank, candidate) in candidates.enumerated() where open.count < options.beam {
      var hypothesis = search.open[candidate.index]
      hypothesis.symbols.append(candidate.symbol)
      hypothesis.logProbability = candidate.score
      hypothesis.attention.append(decoding.attention(first + candidate.index))
      if candidate.symbol == 0 {
        // An end that is less probable than K continuations is not among the best K.
        if rank < options.beam { search.found.append(hypothesis) }
      } else {
        open.append(hypothesis)
        rows.append(first + candidate.index)
      }
    }
    if search.found.count >= options.beam {
      search.open = []
    } else if length + 1 >= search.limit || open.isEmpty {
      search.found += open
      search.open = []
    } else {
      search.open = open
    }
    return search.open.isEmpty ? [] : rows
  }

  /// A hypothesis and a symbol to go on with.
  private struct Candidate: Comparable {
    let score: Double
    let index: Int
    let symbol: Int32

    /// The more probable first; equally probable ones by their order.
    static func < (left: Self, right: Self) -> Bool {
      if left.score != right.score { return left.score > right.score }
      return (left.index, left.symbol) < (right.index, right.symbol)
    }
  }

  /// Excludes the symbols that would make a sequence of n symbols for the second time.
  private func block(_ symbols: [Int32], _ scores: UnsafeMutableBufferPointer<Float>) {
    let n = options.blockedNGram
    guard n > 0, symbols.count >= n else { return }
    let last = symbols.suffix(n - 1)
    for start in 0...symbols.count - n where symbols[start..<start + n - 1] == last {
      scores[Int(symbols[start + n - 1])] = -.infinity
    }
  }

  /// The symbols with the greatest scores; of equal ones the first.
  private static func greatest(
    _ count: Int, _ scores: UnsafeMutableBufferPointer<Float>
  ) -> [Int] {
    var best: [(score: Float, symbol: Int)] = []
    best.reserveCapacity(count + 1)
    var bar = -Float.infinity
    for symbol in scores.indices where scores[symbol] > bar || best.count < count {
      let score = scores[symbol]
      var place = best.count
      while place > 0, best[place - 1].score < score { place -= 1 }
      best.insert((score, symbol), at: place)
      if best.count > count { best.removeLast() }
      if best.count == count { bar = best[count - 1].score }
    }
    return best.map(\.symbol)
  }

  /// The best hypotheses, the best first.
  private func best(_ found: [Hypothesis]) -> [Hypothesis] {
    let scores = found.map(score)
    let order = found.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    // One that was cut short is worse than any that is complete.
    let complete = order.filter { found[$0].isComplete }
    let cut = order.filter { !found[$0].isComplete }
    return (complete + cut).prefix(options.count).map { found[$0] }
  }

  /// log p / lengthᵅ + β Σ log(min(1, coverage))
  func score(_ hypothesis: Hypothesis) -> Double {
    let length = Double(max(1, hypothesis.symbols.count))
    var score = hypothesis.logProbability / pow(length, options.lengthPenalty)
    if options.coveragePenalty > 0, let first = hypothesis.attention.first {
      for position in first.indices {
        let coverage = hypothesis.attention.reduce(0) { $0 + Double($1[position]) }
        score += options.coveragePenalty * log(min(1, max(1e-9, coverage)))
      }
    }
    return score
  }
}
