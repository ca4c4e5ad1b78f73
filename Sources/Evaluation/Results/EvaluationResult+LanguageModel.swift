extension EvaluationResult {
  /// The scores of a language model; the headline is the nats a character.
  ///
  /// - Parameters:
  ///   - scorer: all of the text.
  ///   - parts: its lines or chunks, for intervals and comparisons.
  public static func languageModel(
    _ scorer: LanguageModelScorer, parts: [LanguageModelScorer] = [],
    context: EvaluationContext = .init()
  ) -> EvaluationResult {
    var items: ItemStatistics?
    if !parts.isEmpty {
      var statistics = ItemStatistics(width: 2)
      for part in parts { statistics.add([part.nats, Double(part.characters)]) }
      items = statistics
    }
    let rate: @Sendable ([Double]) -> Double? = { $0[1] > 0 ? $0[0] / $0[1] : nil }
    let interval = items.flatMap { context.resampling?.bootstrap($0, metric: rate) }
    let values: [(String, Double?)] = [
      ("nats_per_character", scorer.natsPerCharacter),
      ("bits_per_character", scorer.bitsPerCharacter), ("bits_per_byte", scorer.bitsPerByte),
      ("nats_per_symbol", scorer.natsPerSymbol), ("bits_per_symbol", scorer.bitsPerSymbol),
      ("perplexity", scorer.perplexity), ("perplexity_per_word", scorer.perplexityPerWord),
    ]
    let scores = values.map { metric, value in
      let interval = metric == "nats_per_character" ? interval : nil
      return Score(
        metric: metric, value: value, interval: interval,
        signature: context.signature(metric, isResampled: interval != nil))
    }
    return EvaluationResult(
      scores: scores, measurements: .languageModel(scorer), context: context, items: items,
      headlineOfSums: rate)
  }
}
