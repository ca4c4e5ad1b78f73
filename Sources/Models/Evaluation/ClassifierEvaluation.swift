import Evaluation
import Neural
import Text

extension TextClassifier {
  /// Classifies the documents of a split.
  ///
  /// - Parameter onPrediction: gets each document and its classification, in the order of the
  ///   corpus.
  /// - Throws: what the corpus and `onPrediction` throw.
  /// - Complexity: O(tokens); in memory, a batch of documents.
  public func predict(
    on corpus: some Corpus, split: Split, threads pool: ThreadPool = .serial,
    onPrediction: (Document, Classification) throws -> Void
  ) throws {
    try corpus.forEachBatch(of: 512, in: split) { batch in
      for (document, result) in zip(batch, classify(batch.map(\.text), threads: pool)) {
        try onPrediction(document, result)
      }
    }
  }

  /// Scores the classifier on a split of a corpus.
  ///
  /// A text whose gold label the model does not know counts as wrong, and then probabilities are
  /// not scored.
  ///
  /// - Parameters:
  ///   - keepsItems: whether it is kept which texts are right, for intervals and comparisons.
  ///   - context: how scores are computed; its `model` is a hash of the model's file.
  ///   - onPrediction: gets each document and its classification, in the order of the corpus.
  /// - Throws: ``ModelEvaluationError``, and what the corpus and `onPrediction` throw.
  public func evaluate(
    on corpus: some Corpus, split: Split = .test, keepsItems: Bool = false,
    context: EvaluationContext = .init(), threads pool: ThreadPool = .serial,
    onPrediction: (Document, Classification) throws -> Void = { _, _ in }
  ) throws -> ModelEvaluation {
    var scorer = ClassificationScorer()
    var comparison = LabelComparison(model: labels, split: split)
    try predict(on: corpus, split: split, threads: pool) { document, result in
      var predicted = ClassificationScorer.Prediction(labels: result.assigned.map { labels[$0] })
      if !isMultilabel {
        predicted.scores = Dictionary(
          uniqueKeysWithValues: zip(labels, result.probabilities.map { min(1, $0) }))
      }
      comparison.add(document.labels)
      try scorer.add(
        gold: Set(document.labels).sorted(), predicted: predicted,
        location: document.identifier ?? corpus.name, text: document.text)
      try onPrediction(document, result)
    }
    if scorer.count == 0 {
      throw ModelEvaluationError.emptySplit(corpus: corpus.name, split: split)
    }
    let context = context.measured(
      on: try corpus.fingerprint(of: split), [Signature.Field("seed", "\(card.seed)")])
    var remarks = scorer.remarks
    if remarks.isEmpty || comparison.isDisjoint, let remark = comparison.remark {
      remarks.append(remark)
    }
    return ModelEvaluation(
      result: .classification(scorer, keepsItems: keepsItems, context: context),
      remarks: remarks)
  }
}
