import Evaluation
import Neural
import Text

extension CharacterLanguageModel {
  /// Scores the model on the texts of a split, read as one with the state carried.
  ///
  /// - Parameters:
  ///   - dynamic: also score the model while it learns from the text, in scores of their own.
  ///   - keepsItems: whether the scores of parts of the text are kept, for comparisons.
  ///   - context: how scores are computed; its `model` is a hash of the model's file.
  /// - Throws: ``ModelEvaluationError``, ``LanguageModelError``, and what the corpus throws.
  public func evaluate(
    on corpus: some Corpus, split: Split = .test, dynamic: DynamicEvaluation? = nil,
    keepsItems: Bool = false,
    context: EvaluationContext = .init(), threads pool: ThreadPool = .serial
  ) throws -> ModelEvaluation {
    let text = try CorpusText(corpus, separator: recipe.separator, heldOut: 0)
    return try evaluate(
      text, split, fingerprint: try corpus.fingerprint(of: split), dynamic, keepsItems, context,
      pool)
  }

  /// Scores the model on a split of text files, read as one with the state carried.
  public func evaluate(
    on files: TextFiles, split: Split = .validation, dynamic: DynamicEvaluation? = nil,
    keepsItems: Bool = false,
    context: EvaluationContext = .init(), threads pool: ThreadPool = .serial
  ) throws -> ModelEvaluation {
    try evaluate(
      files, split, fingerprint: files.fingerprint(of: split), dynamic, keepsItems, context, pool)
  }

  private func evaluate(
    _ text: some LanguageModelText, _ split: Split, fingerprint: String,
    _ dynamic: DynamicEvaluation?, _ keepsItems: Bool, _ context: EvaluationContext,
    _ pool: ThreadPool
  ) throws -> ModelEvaluation {
    let parts = try scoreParts(of: text, split: split, threads: pool)
    var total = LanguageModelScorer()
    for part in parts { total.merge(part) }
    if total.symbols == 0 { throw ModelEvaluationError.noText(name: text.name) }
    let unknown = try unknownCount(in: text, split: split)
    func measured(state: String) -> EvaluationContext {
      context.measured(
        on: fingerprint,
        [
          Signature.Field("unit", recipe.model.symbol.rawValue),
          Signature.Field("state", state), Signature.Field("unknown", "\(unknown)"),
          Signature.Field("seed", "\(card.seed)"),
        ])
    }
    var result = EvaluationResult.languageModel(
      total, parts: keepsItems || context.resampling != nil ? parts : [],
      context: measured(state: "carried"))
    if let dynamic {
      var learned = LanguageModelScorer()
      try learned.add(
        logProbability: -dynamicNats(of: text, split: split, dynamic, threads: pool),
        symbols: total.symbols, characters: total.characters, bytes: total.bytes,
        words: total.words)
      result.scores += EvaluationResult.languageModel(
        learned, context: measured(state: "dynamic")
      ).scores.map {
        Score(metric: "dynamic_\($0.metric)", value: $0.value, signature: $0.signature)
      }
    }
    return ModelEvaluation(
      result: result,
      remarks: unknown > 0
        ? ["\(unknown) characters of \(text.name) are unknown to the model"] : [])
  }
}
