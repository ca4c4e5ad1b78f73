import Evaluation
import Text

extension LanguageRecognizer {
  /// Scores the recognizer on a split of a corpus whose documents have a language as their one
  /// label.
  ///
  /// - Parameters:
  ///   - candidates: the only languages that come into question; `nil` is all.
  ///   - keepsItems: whether it is kept which texts are right, for intervals and comparisons.
  ///   - context: how scores are computed; its `model` is a hash of the model's file.
  /// - Throws: ``ModelEvaluationError``, and what the corpus throws.
  public func evaluate(
    on corpus: some Corpus, split: Split = .test, among candidates: Set<String>? = nil,
    keepsItems: Bool = false, context: EvaluationContext = .init()
  ) throws -> ModelEvaluation {
    var scorer = ClassificationScorer()
    try corpus.forEachDocument(in: split) { document in
      let language = language(of: document.text, among: candidates, minimumProbability: 0)
      try scorer.add(
        gold: Set(document.labels).sorted(), predicted: .init(labels: [language]),
        location: document.identifier ?? corpus.name, text: document.text)
    }
    if scorer.count == 0 {
      throw ModelEvaluationError.emptySplit(corpus: corpus.name, split: split)
    }
    let context = context.measured(
      on: try corpus.fingerprint(of: split), [Signature.Field("seed", "\(card.seed)")])
    return ModelEvaluation(
      result: .classification(scorer, keepsItems: keepsItems, context: context),
      remarks: scorer.remarks)
  }
}
