import Neural

/// What a model reads beside its own vocabulary: knowledge from plain text.
public struct PretrainedInputs: Sendable {
  /// Vectors of words. A model keeps them in its file, in 8 bits.
  public var vectors: WordVectors?
  /// Character language models, such as one that reads forward and one that reads backward. A model
  /// keeps them in its file, with weights of 8 bits.
  public var languageModels: [CharacterLanguageModel]

  /// The tagger that a tagger starts from, with all that it reads; nothing else may be given then.
  public var base: SequenceTagger?
  /// Names. A model keeps them in its file.
  public var gazetteer: Gazetteer?

  /// Sets every property.
  public init(
    vectors: WordVectors? = nil, languageModels: [CharacterLanguageModel] = [],
    gazetteer: Gazetteer? = nil, base: SequenceTagger? = nil
  ) {
    self.base = base
    self.vectors = vectors
    self.gazetteer = gazetteer
    self.languageModels = languageModels
  }

  var contextualEmbedder: ContextualEmbedder? {
    languageModels.isEmpty ? nil : ContextualEmbedder(languageModels)
  }
}
