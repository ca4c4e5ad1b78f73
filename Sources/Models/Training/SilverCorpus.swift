import Text

/// Documents with the spans or labels that another model has found, for a student to learn from
/// beside gold ones.
public struct SilverCorpus: Sendable {
  /// The texts with what a model found.
  public var corpus: any Corpus
  /// Sentences with a span, and texts with a label, that is less probable are left out.
  public var minimumProbability: Double
  /// How much a sentence or text counts, where a gold one counts 1.
  public var weight: Double

  /// Sets every property.
  public init(_ corpus: any Corpus, minimumProbability: Double = 0.8, weight: Double = 0.5) {
    self.corpus = corpus
    self.minimumProbability = minimumProbability
    self.weight = weight
  }
}
