extension EvaluationResult {
  /// The scores of written texts; the headline is the mean F1 of ROUGE-L.
  public static func generation(
    _ scorer: GenerationScorer, context: EvaluationContext = .init()
  ) -> EvaluationResult {
    let mean: @Sendable ([Double]) -> Double? = { $0[1] > 0 ? $0[0] / $0[1] : nil }
    let interval =
      scorer.texts > 0 ? context.resampling?.bootstrap(scorer.items, metric: mean) : nil
    let stems = Signature.Field("stems", scorer.usesStems ? "porter" : "no")
    var scores: [Score] = []
    for (index, means) in scorer.means.enumerated() {
      let parts = [
        ("", means.f1), ("_precision", means.precision), ("_recall", means.recall),
      ]
      for (suffix, value) in parts {
        let interval = index == 0 && suffix.isEmpty ? interval : nil
        scores.append(
          Score(
            metric: means.metric + suffix, value: value, interval: interval,
            signature: context.signature(
              means.metric + suffix, more: [stems], isResampled: interval != nil)))
      }
    }
    return EvaluationResult(
      scores: scores, measurements: .generation(texts: scorer.texts), context: context,
      items: scorer.items, headlineOfSums: mean)
  }
}
