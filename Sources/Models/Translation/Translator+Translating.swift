import Neural
import Text

extension Translator {
  /// Rows and source steps of a batch are limited by the memory that they take.
  private static let batchSources = 64
  private static let batchElements = 1 << 27

  /// Translates texts, each on its own. A text without a character that is no white space becomes
  /// the empty text.
  ///
  /// Neither the other texts of the call nor the number of threads change a translation by more
  /// than the rounding of a product.
  ///
  /// - Returns: for each text its translations, the best first; at least one.
  /// - Precondition: ``problem(of:)`` has no objection to a text, and `options` have no problem.
  public func translations(
    of texts: [String], options: TranslationOptions = .init(), threads pool: ThreadPool = .serial
  ) -> [[Translation]] {
    precondition(options.problem == nil)
    let sources = texts.map { text in
      text.allSatisfy(\.isWhitespace) ? [] : subwords.encode(text)
    }
    let search = BeamSearch(
      options: options, prefix: options.prefix.isEmpty ? [] : subwords.encode(options.prefix))
    var results = [[Translation]](repeating: [Self.empty], count: texts.count)
    // Texts of like lengths end at about the same step.
    let order = texts.indices.filter { !sources[$0].isEmpty }
      .sorted { (sources[$0].count, $0) < (sources[$1].count, $1) }
    var rest = order[...]
    while !rest.isEmpty {
      let batch = nextBatch(rest, sources, options)
      rest = rest.dropFirst(batch.count)
      let found = search.run(network, weights, sources: batch.map { sources[$0] }, pool)
      for (index, hypotheses) in zip(batch, found) {
        results[index] = hypotheses.map { translation($0, score: search.score($0)) }
      }
    }
    return results
  }

  /// The best translation of a text.
  ///
  /// - Precondition: as for ``translations(of:options:threads:)``.
  public func translate(
    _ text: String, options: TranslationOptions = .init(), threads pool: ThreadPool = .serial
  ) -> Translation {
    translations(of: [text], options: options, threads: pool)[0][0]
  }

  private static let empty = Translation(
    text: "", logProbability: 0, score: 0, subwords: [], attention: [], isComplete: true)

  private func nextBatch(
    _ order: ArraySlice<Int>, _ sources: [[Int32]], _ options: TranslationOptions
  ) -> ArraySlice<Int> {
    var (count, steps) = (0, 0)
    for index in order.prefix(Self.batchSources) {
      steps += sources[index].count + 1
      let elements = EncoderDecoder<Float>.Decoding.elementCount(
        network, rows: (count + 1) * options.beam, sourceSteps: steps)
      if count > 0, elements > Self.batchElements { break }
      count += 1
    }
    return order.prefix(count)
  }

  private func translation(
    _ hypothesis: BeamSearch.Hypothesis, score: Double
  ) -> Translation {
    let isComplete = hypothesis.isComplete
    let symbols = isComplete ? hypothesis.symbols.dropLast() : hypothesis.symbols[...]
    return Translation(
      text: subwords.decode(symbols), logProbability: hypothesis.logProbability, score: score,
      subwords: symbols.map(subwords.name), attention: hypothesis.attention,
      isComplete: isComplete)
  }

  /// The subwords of a text, by their names.
  public func subwordNames(of text: String) -> [String] {
    subwords.encode(text).map(subwords.name)
  }
}

extension Translator {
  /// The most probable subword at each step: what a search without a beam finds, for checks.
  package func greedy(_ text: String, limit: Int) -> (text: String, logProbability: Double) {
    let decoding = EncoderDecoder<Float>.Decoding(
      network, weights, sources: [subwords.encode(text)], width: 1, .serial)
    var symbols: [Int32] = []
    var logProbability = 0.0
    while symbols.count < limit {
      decoding.step([symbols.last ?? SubwordTable.end], .serial)
      let scores = decoding.scores(0)
      let best = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
      logProbability += Double(scores[best])
      if best == SubwordTable.end { break }
      symbols.append(Int32(best))
    }
    return (subwords.decode(symbols), logProbability)
  }
}
