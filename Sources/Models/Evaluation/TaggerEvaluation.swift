import Evaluation
import Neural
import Text

extension SequenceTagger {
  /// Tags the documents of a split.
  ///
  /// - Parameters:
  ///   - usesGoldTokens: whether the corpus's own tokens are kept, where it has some.
  ///   - onPrediction: gets each document as it is in the corpus and the spans that were found in
  ///     it, in the order of the corpus.
  /// - Throws: what the corpus and `onPrediction` throw.
  /// - Complexity: O(tokens); in memory, a batch of documents.
  public func predict(
    on corpus: some Corpus, split: Split, usesGoldTokens: Bool = false,
    threads pool: ThreadPool = .serial, onPrediction: (Document, [Span]) throws -> Void
  ) throws {
    try corpus.forEachBatch(of: 256, in: split) { batch in
      var tagged = batch
      for index in tagged.indices {
        if !usesGoldTokens {
          tagged[index].hasGoldTokens = false
        } else if !tagged[index].hasGoldTokens {
          throw ModelEvaluationError.noGoldTokens(
            corpus: corpus.name, document: tagged[index].identifier)
        }
      }
      annotate(&tagged, threads: pool)
      for (document, predicted) in zip(batch, tagged) {
        try onPrediction(document, predicted.spans)
      }
    }
  }

  /// Scores the tagger on a split of a corpus.
  ///
  /// Gold and predicted spans are compared by their offsets, so a span that the tokens cannot
  /// express counts as missed. Spans that occur in the training split, if there is one, are scored
  /// apart.
  ///
  /// - Parameters:
  ///   - usesGoldTokens: whether the corpus's own tokens are kept rather than those of the
  ///     tokenizer.
  ///   - keepsItems: whether the counts of each document are kept, for intervals and comparisons.
  ///   - context: how scores are computed; its `model` is a hash of the model's file.
  ///   - onPrediction: gets each document and the spans that were found in it, in the order of the
  ///     corpus.
  /// - Throws: ``ModelEvaluationError``, and what the corpus and `onPrediction` throw.
  public func evaluate(
    on corpus: some Corpus, split: Split = .test, usesGoldTokens: Bool = false,
    keepsItems: Bool = false, context: EvaluationContext = .init(),
    threads pool: ThreadPool = .serial,
    onPrediction: (Document, [Span]) throws -> Void = { _, _ in }
  ) throws -> ModelEvaluation {
    var scorer = EntityScorer(keepsSentences: keepsItems, analyzes: true)
    var examples: [EntityExample] = []
    var seen = split == .train ? nil : try seenEntities(of: corpus)
    var comparison = LabelComparison(model: card.labels, split: split)
    try predict(on: corpus, split: split, usesGoldTokens: usesGoldTokens, threads: pool) {
      document, predicted in
      let gold = recipe.mapped(document.spans)
      scorer.add(goldSpans: gold, predictedSpans: predicted)
      comparison.add(gold.lazy.map(\.label))
      try onPrediction(document, predicted)
      let example = EntityExample(
        location: document.identifier ?? corpus.name, text: document.text, gold: gold,
        predicted: predicted)
      seen?.add(example)
      if !example.isCorrect, examples.count < EvaluationResult.maximumExamples {
        examples.append(example)
      }
    }
    if scorer.report.sequences == 0 {
      throw ModelEvaluationError.emptySplit(corpus: corpus.name, split: split)
    }
    let context = context.measured(
      on: try corpus.fingerprint(of: split),
      [
        Signature.Field("unit", "span"),
        Signature.Field("tokens", usesGoldTokens ? "gold" : "tokenizer"),
        Signature.Field("seed", "\(card.seed)"),
      ])
    var result = EvaluationResult.tagging(scorer, context: context)
    result.examples = examples
    if let seen { result.add(seen) }
    return ModelEvaluation(result: result, remarks: comparison.remark.map { [$0] } ?? [])
  }

  /// The spans of the training split; `nil` if it has none.
  private func seenEntities(of corpus: some Corpus) throws -> SeenEntities? {
    var seen = SeenEntities()
    try corpus.forEachDocument(in: .train) { document in
      seen.learn(
        EntityExample(
          location: "", text: document.text, gold: recipe.mapped(document.spans), predicted: []))
    }
    return seen.knownCount > 0 ? seen : nil
  }
}
