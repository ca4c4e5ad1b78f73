extension EvaluationResult {
  /// The scores of a classifier: of single classes, or of sets of labels if an item has not just
  /// one.
  ///
  /// - Parameter keepsItems: whether the items are kept, for intervals and comparisons.
  public static func classification(
    _ scorer: ClassificationScorer, keepsItems: Bool = false, context: EvaluationContext = .init()
  ) -> EvaluationResult {
    let isCorrect = keepsItems ? scorer.isCorrect : []
    var result: EvaluationResult =
      scorer.isMultilabel
      ? .multilabel(
        scorer.multilabel, ranking: scorer.ranking, isCorrect: isCorrect, context: context)
      : .classification(
        scorer.confusion, isCorrect: isCorrect, probabilities: scorer.probabilities,
        context: context)
    result.classExamples = scorer.examples
    result.errors = scorer.errors
    return result
  }
}
