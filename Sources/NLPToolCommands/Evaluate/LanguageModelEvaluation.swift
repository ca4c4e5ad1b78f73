import NLPToolkit

extension ModelEvaluationOptions {
  /// The texts of a split that a language model is scored on, read as one with the state carried.
  func evaluateLanguageModel(
    _ file: ModelFile, on stored: StoredCorpus, keepsItems: Bool, context: EvaluationContext,
    threads: Int, diagnostics: Diagnostics
  ) throws -> EvaluatedSystem {
    let model = try CharacterLanguageModel(file)
    let text = try CorpusText(stored, separator: model.recipe.separator, heldOut: 0)
    return try score(
      model, file, text, split, fingerprint: try stored.fingerprint(of: split), keepsItems,
      context, threads, diagnostics)
  }

  /// The same for text files.
  func evaluateLanguageModel(
    _ file: ModelFile, keepsItems: Bool, context: EvaluationContext, threads: Int,
    diagnostics: Diagnostics
  ) throws -> EvaluatedSystem {
    let model = try CharacterLanguageModel(file)
    let text = try TextFiles(input, validation: validation ?? 1)
    return try score(
      model, file, text, .validation, fingerprint: text.fingerprint(of: .validation), keepsItems,
      context, threads, diagnostics)
  }

  private func score(
    _ model: CharacterLanguageModel, _ file: ModelFile, _ text: some LanguageModelText,
    _ split: Split, fingerprint: String, _ keepsItems: Bool, _ context: EvaluationContext,
    _ threads: Int, _ diagnostics: Diagnostics
  ) throws -> EvaluatedSystem {
    let parts = try model.scoreParts(of: text, split: split, threads: ThreadPool(threads: threads))
    var total = LanguageModelScorer()
    for part in parts { total.merge(part) }
    if total.symbols == 0 {
      throw CommandError.badData("\(text.name): no text to score on; is it the right split?")
    }
    let unknown = try model.unknownCount(in: text, split: split)
    if unknown > 0 {
      diagnostics.note("\(unknown) characters of \(text.name) are unknown to the model")
    }
    return EvaluatedSystem(
      name: file.name,
      result: .languageModel(
        total, parts: keepsItems || context.resampling != nil ? parts : [],
        context: context.measuring(
          file.hash, on: fingerprint,
          [
            Signature.Field("unit", model.recipe.model.symbol.rawValue),
            Signature.Field("state", "carried"), Signature.Field("unknown", "\(unknown)"),
            Signature.Field("seed", "\(model.card.seed)"),
          ])))
  }
}
