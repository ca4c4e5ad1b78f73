import Neural
import Text

extension TextClassifier {
  /// The most probable label of a text; `nil` if a text may have any number of labels and this one
  /// has none.
  public func predictedLabel(for text: String) -> String? {
    classify(text).assigned.first.map { labels[$0] }
  }

  /// The most probable labels of a text with their probabilities.
  ///
  /// - Parameter maximumCount: so many at most.
  public func predictedLabelHypotheses(for text: String, maximumCount: Int) -> [String: Double] {
    let result = classify(text)
    return Dictionary(
      uniqueKeysWithValues: result.ranking.prefix(max(0, maximumCount)).map {
        (labels[$0], result.probabilities[$0])
      })
  }

  /// What the classifier says of each text, computed in batches on a thread of its own.
  ///
  /// - Complexity: O(tokens), in memory too: pass long inputs piece by piece.
  public func classifications(
    of texts: [String], threads pool: ThreadPool = .serial
  ) async -> [Classification] {
    await BackgroundWork.run { [self] in classify(texts, threads: pool) }
  }

  /// Trains a classifier on a corpus, to the end.
  ///
  /// For progress, checkpoints and stops use ``ClassifierTrainer``.
  ///
  /// - Parameter name: of the model.
  /// - Throws: ``ClassifierTrainingError``, and what the corpus throws.
  public static func trained(
    on corpus: some Corpus, name: String = "classifier",
    recipe: ClassifierRecipe = ClassifierRecipe(), threads pool: ThreadPool = ThreadPool()
  ) throws -> TextClassifier {
    let trainer = try ClassifierTrainer(corpus, recipe: recipe)
    _ = try trainer.run(pool: pool)
    return trainer.classifier(name: name, pool: pool)
  }
}
