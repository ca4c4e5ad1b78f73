import NLPToolkit

/// What a model is for, as far as a language may choose it.
extension ModelCard {
  /// Whether it finds the names of persons, places and organizations, and perhaps others.
  package var isTaggerOfNames: Bool {
    kind == .tagger && Self.names.isSubset(of: labels)
  }

  /// The labels that every tagger of names has.
  static let names: Set<String> = ["LOC", "ORG", "PER"]

  /// Whether it gives words their parts of speech.
  package var isTaggerOfWords: Bool { kind == .tokenTagger }

  /// Whether it gives texts labels that carry no polarity.
  package var isClassifierOfTopics: Bool {
    kind == .classifier && SentimentScale(labels: labels) == nil
  }

  /// Whether it tells positive from negative texts.
  package var isClassifierOfSentiments: Bool {
    kind == .classifier && SentimentScale(labels: labels) != nil
  }
}
