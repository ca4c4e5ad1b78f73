extension EvaluationResult {
  /// The scores of translations; the headline is BLEU.
  public static func translation(
    _ scorer: TranslationScorer, context: EvaluationContext = .init()
  ) -> EvaluationResult {
    let bleu = scorer.bleu
    let ofSums: @Sendable ([Double]) -> Double? = { bleu.result(row: $0).score }
    let interval =
      scorer.segments > 0
      ? context.resampling?.bootstrap(scorer.items, metric: ofSums) : nil
    let references = scorer.references
    let scores = [
      Score(
        metric: "bleu", value: scorer.bleuScore, interval: interval,
        signature: context.signature(
          "bleu", more: bleu.fields(references: references), isResampled: interval != nil)),
      Score(
        metric: "chrf", value: scorer.chrFScore,
        signature: context.signature("chrf", more: scorer.chrF.fields(references: references))),
      Score(
        metric: "chrf++", value: scorer.chrFPlusPlusScore,
        signature: context.signature(
          "chrf++", more: ChrF.plusPlus.fields(references: references))),
      Score(
        metric: "ter", value: scorer.terScore,
        signature: context.signature("ter", more: scorer.ter.fields(references: references))),
    ]
    return EvaluationResult(
      scores: scores, measurements: .translation(segments: scorer.segments), context: context,
      items: scorer.items, headlineOfSums: ofSums)
  }

  /// The scores of transcriptions; the headline is the word error rate.
  ///
  /// - Parameter items: the words' edits and the words of the reference, sentence by sentence.
  public static func speech(
    words: ErrorRate, characters: ErrorRate, items: ItemStatistics? = nil,
    context: EvaluationContext = .init()
  ) -> EvaluationResult {
    let rate: @Sendable ([Double]) -> Double? = { $0[1] > 0 ? $0[0] / $0[1] : nil }
    let interval = items.flatMap { context.resampling?.bootstrap($0, metric: rate) }
    let values: [(String, Double?)] = [
      ("word_error_rate", words.errorRate), ("character_error_rate", characters.errorRate),
      ("match_error_rate", words.matchErrorRate),
      ("word_information_lost", words.informationLost),
    ]
    let scores = values.map { metric, value in
      let interval = metric == "word_error_rate" ? interval : nil
      return Score(
        metric: metric, value: value, interval: interval,
        signature: context.signature(metric, isResampled: interval != nil))
    }
    return EvaluationResult(
      scores: scores, measurements: .speech(words: words, characters: characters),
      context: context, items: items, headlineOfSums: rate)
  }
}
