import Evaluation
import Neural
import Text

extension TextClassifier {
  /// Finds what the classifier gets wrong on a split of a corpus.
  ///
  /// - Parameters:
  ///   - analysis: what the mistakes are added to; it says how many are kept.
  ///   - onDocument: is called after each document.
  /// - Throws: ``ModelEvaluationError`` if the split is empty, and what the corpus and `onDocument`
  ///   throw.
  /// - Complexity: O(tokens); in memory, a batch of documents and the mistakes that are kept.
  public func errors(
    on corpus: some Corpus, split: Split = .test, in analysis: ErrorAnalysis = .init(),
    threads pool: ThreadPool = .serial, onDocument: () throws -> Void = {}
  ) throws -> ErrorAnalysis {
    var analysis = analysis
    try predict(on: corpus, split: split, threads: pool) { document, result in
      analysis.add(
        gold: Set(document.labels).sorted(),
        predicted: ClassificationScorer.Prediction(
          labels: result.assigned.map { labels[$0] },
          scores: Dictionary(uniqueKeysWithValues: zip(labels, result.probabilities))),
        location: document.identifier ?? corpus.name, text: document.text)
      try onDocument()
    }
    return try analysis.notEmpty(corpus, split)
  }
}

extension SequenceTagger {
  /// Finds what the tagger gets wrong on a split of a corpus.
  ///
  /// - Parameters:
  ///   - usesGoldTokens: whether the corpus's own tokens are kept rather than those of the
  ///     tokenizer.
  ///   - analysis: what the mistakes are added to; it says how many are kept.
  ///   - onDocument: is called after each document.
  /// - Throws: ``ModelEvaluationError``, and what the corpus and `onDocument` throw.
  /// - Complexity: O(tokens); in memory, a batch of documents and the mistakes that are kept.
  public func errors(
    on corpus: some Corpus, split: Split = .test, usesGoldTokens: Bool = false,
    in analysis: ErrorAnalysis = .init(), threads pool: ThreadPool = .serial,
    onDocument: () throws -> Void = {}
  ) throws -> ErrorAnalysis {
    var analysis = analysis
    try predict(on: corpus, split: split, usesGoldTokens: usesGoldTokens, threads: pool) {
      document, predicted in
      analysis.add(
        EntityExample(
          location: document.identifier ?? corpus.name, text: document.text,
          gold: recipe.mapped(document.spans), predicted: predicted))
      try onDocument()
    }
    return try analysis.notEmpty(corpus, split)
  }
}

extension TokenTagger {
  /// Finds what the tagger gets wrong in a layer on a split of a corpus, on the corpus's own
  /// tokens.
  ///
  /// The classes of lemmas are the rules that make them of their forms. Confidences are unknown.
  ///
  /// - Parameters:
  ///   - layer: one of ``layers``; `nil` for the first.
  ///   - analysis: what the mistakes are added to; it says how many are kept.
  ///   - onDocument: is called after each document.
  /// - Throws: ``ModelEvaluationError``, and what the corpus and `onDocument` throw.
  /// - Complexity: O(tokens); in memory, a batch of documents and the mistakes that are kept.
  public func errors(
    layer: String? = nil, on corpus: some Corpus, split: Split = .test,
    in analysis: ErrorAnalysis = .init(), threads pool: ThreadPool = .serial,
    onDocument: () throws -> Void = {}
  ) throws -> ErrorAnalysis {
    let layer = layer ?? layers[0]
    guard layers.contains(layer) else {
      throw ModelEvaluationError.noSuchLayer(layer: layer, layers: layers)
    }
    var analysis = analysis
    try corpus.forEachBatch(of: 256, in: split) { batch in
      let documents = batch.filter { $0.hasGoldTokens && $0.values(of: layer) != nil }
      var predicted = documents
      annotate(&predicted, threads: pool)
      for (gold, predicted) in zip(documents, predicted) {
        add(gold, predicted, layer, to: &analysis, corpus.name)
      }
      for _ in batch { try onDocument() }
    }
    if analysis.items == 0 {
      throw ModelEvaluationError.emptyLayer(corpus: corpus.name, split: split, layer: layer)
    }
    return analysis
  }

  private func add(
    _ gold: Document, _ predicted: Document, _ layer: String, to analysis: inout ErrorAnalysis,
    _ corpus: String
  ) {
    let isLemma = layer == TokenLabels.lemmaLayer
    var labels: [String] = []
    var mistakes: [Mistake] = []
    let values = zip(gold.values(of: layer) ?? [], predicted.values(of: layer) ?? [])
    for (token, values) in zip(gold.tokens, values) {
      guard case (let right?, let found?) = values else { continue }
      func name(_ value: String) -> String {
        isLemma ? LemmaRule(from: gold.slice(token.range), to: value).description : value
      }
      labels.append(name(right))
      if right == found { continue }
      mistakes.append(
        Mistake(
          kind: .label, gold: name(right), predicted: name(found), goldRange: token.range,
          predictedRange: token.range, location: gold.identifier ?? corpus, text: gold.text))
    }
    analysis.add(gold: labels, mistakes: mistakes)
  }
}

extension ErrorAnalysis {
  fileprivate func notEmpty(_ corpus: some Corpus, _ split: Split) throws -> ErrorAnalysis {
    if items == 0 { throw ModelEvaluationError.emptySplit(corpus: corpus.name, split: split) }
    return self
  }
}
