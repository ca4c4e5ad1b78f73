import Evaluation
import Neural
import Text

extension CharacterLanguageModel {
  /// Scores the model on the texts of a split, read as one with the state carried.
  ///
  /// - Parameters:
  ///   - keepsItems: whether the scores of parts of the text are kept, for comparisons.
  ///   - context: how scores are computed; its `model` is a hash of the model's file.
  /// - Throws: ``ModelEvaluationError``, ``LanguageModelError``, and what the corpus throws.
  public func evaluate(
    on corpus: some Corpus, split: Split = .test, keepsItems: Bool = false,
    context: EvaluationContext = .init(), threads pool: ThreadPool = .serial
  ) throws -> ModelEvaluation {
    let text = try CorpusText(corpus, separator: recipe.separator, heldOut: 0)
    return try evaluate(
      text, split, fingerprint: try corpus.fingerprint(of: split), keepsItems, context, pool)
  }

  /// Scores the model on a split of text files, read as one with the state carried.
  public func evaluate(
    on files: TextFiles, split: Split = .validation, keepsItems: Bool = false,
    context: EvaluationContext = .init(), threads pool: ThreadPool = .serial
  ) throws -> ModelEvaluation {
    try evaluate(
      files, split, fingerprint: files.fingerprint(of: split), keepsItems, context, pool)
  }

  private func evaluate(
    _ text: some LanguageModelText, _ split: Split, fingerprint: String, _ keepsItems: Bool,
    _ context: EvaluationContext, _ pool: ThreadPool
  ) throws -> ModelEvaluation {
    let parts = try scoreParts(of: text, split: split, threads: pool)
    var total = LanguageModelScorer()
    for part in parts { total.merge(part) }
    if total.symbols == 0 { throw ModelEvaluationError.noText(name: text.name) }
    let unknown = try unknownCount(in: text, split: split)
    let context = context.measured(
      on: fingerprint,
      [
        Signature.Field("unit", recipe.model.symbol.rawValue),
        Signature.Field("state", "carried"), Signature.Field("unknown", "\(unknown)"),
        Signature.Field("seed", "\(card.seed)"),
      ])
    return ModelEvaluation(
      result: .languageModel(
        total, parts: keepsItems || context.resampling != nil ? parts : [], context: context),
      remarks: unknown > 0
        ? ["\(unknown) characters of \(text.name) are unknown to the model"] : [])
  }
}
