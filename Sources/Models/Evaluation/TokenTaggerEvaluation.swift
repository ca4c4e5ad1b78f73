import Evaluation
import Neural
import Text

extension TokenTagger {
  /// Scores a layer of the tagger on a split of a corpus, on the corpus's own tokens.
  ///
  /// Tokens without a value in the corpus are left out. The classes of lemmas are the rules that
  /// make them of their forms.
  ///
  /// - Parameters:
  ///   - layer: one of ``layers``; `nil` for the first.
  ///   - keepsItems: whether it is kept which tokens are right, for intervals and comparisons.
  ///   - context: how scores are computed; its `model` is a hash of the model's file.
  /// - Throws: ``ModelEvaluationError``, and what the corpus throws.
  public func evaluate(
    layer: String? = nil, on corpus: some Corpus, split: Split = .test, keepsItems: Bool = false,
    context: EvaluationContext = .init(), threads pool: ThreadPool = .serial
  ) throws -> ModelEvaluation {
    let layer = layer ?? layers[0]
    guard layers.contains(layer) else {
      throw ModelEvaluationError.noSuchLayer(layer: layer, layers: layers)
    }
    let isLemma = layer == TokenLabels.lemmaLayer
    var confusion = ConfusionMatrix()
    var isCorrect: [Bool] = []
    var batch: [Document] = []
    func score() {
      var predicted = batch
      annotate(&predicted, threads: pool)
      for (gold, predicted) in zip(batch, predicted) {
        let values = zip(gold.values(of: layer) ?? [], predicted.values(of: layer) ?? [])
        for (token, values) in zip(gold.tokens, values) {
          guard case (let right?, let found?) = values else { continue }
          func name(_ value: String) -> String {
            isLemma ? LemmaRule(from: gold.slice(token.range), to: value).description : value
          }
          confusion.add(gold: name(right), predicted: name(found))
          if keepsItems { isCorrect.append(right == found) }
        }
      }
      batch.removeAll(keepingCapacity: true)
    }
    try corpus.forEachDocument(in: split) { document in
      guard document.hasGoldTokens, document.values(of: layer) != nil else { return }
      batch.append(document)
      if batch.count == 256 { score() }
    }
    score()
    guard confusion.total > 0 else {
      throw ModelEvaluationError.emptyLayer(corpus: corpus.name, split: split, layer: layer)
    }
    let context = context.measured(
      on: try corpus.fingerprint(of: split),
      [
        Signature.Field("layer", layer), Signature.Field("tokens", "gold"),
        Signature.Field("seed", "\(card.seed)"),
      ])
    return ModelEvaluation(
      result: .classification(
        confusion, isCorrect: isCorrect, context: context))
  }
}
