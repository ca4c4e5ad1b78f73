import FoundationEssentials
import Neural
import Text

/// How a model's file keeps what the model reads beside its own vocabulary: tensors whose names
/// have a prefix, and for language models their cards, recipes and characters.
extension PretrainedInputs {
  static let vectorsPrefix = "vectors."
  static func languageModelPrefix(_ index: Int) -> String { "language_models.\(index)." }
  /// Of all tensors that are no weights of the model itself.
  static let prefixes = [vectorsPrefix, "language_models."]
  /// More would not be of use, and a file can claim any number.
  static let maximumLanguageModels = 4

  /// A language model as the metadata describes it.
  struct LanguageModelEntry: Codable {
    var card: ModelCard
    var recipe: LanguageModelRecipe
  }

  var vocabularies: [String: Vocabulary] {
    var vocabularies: [String: Vocabulary] = [:]
    for (index, model) in languageModels.enumerated() {
      vocabularies[Self.languageModelPrefix(index)] = model.symbols.vocabulary
    }
    return vocabularies
  }

  func tensors() -> [ModelFile.TensorContent] {
    (vectors?.tensors(prefix: Self.vectorsPrefix) ?? [])
      + languageModels.enumerated().flatMap { index, model in
        model.weights.tensors(prefix: Self.languageModelPrefix(index)).flatMap { tensor in
          ModelFile.rounded(tensor.name, tensor.shape, tensor.elements, .int8)
        }
      }
  }
}

extension ModelFile {
  /// Writes a model with what it reads beside its own vocabulary.
  ///
  /// - Throws: as ``write(_:card:configuration:vocabularies:to:)``.
  static func write(
    _ tensors: [NamedTensor], _ pretrained: PretrainedInputs,
    card: ModelCard, configuration: some Encodable, vocabularies: [String: Vocabulary],
    to path: String
  ) throws(ModelError) {
    for tensor in tensors { try check(tensor.name, tensor.elements, file: path) }
    var metadata = try metadata(
      card: card, configuration: configuration,
      vocabularies: vocabularies.merging(pretrained.vocabularies) { own, _ in own }, file: path)
    if !pretrained.languageModels.isEmpty {
      let entries = pretrained.languageModels.map {
        PretrainedInputs.LanguageModelEntry(card: $0.card, recipe: $0.recipe)
      }
      metadata.append(
        (
          MetadataKey.languageModels,
          try encode(entries, key: MetadataKey.languageModels, file: path)
        ))
    }
    try write(
      tensors.map { TensorContent(name: $0.name, shape: $0.shape, elements: .float32($0.elements)) }
        + pretrained.tensors(), metadata: metadata, to: path)
  }

  /// The vectors of words that the model keeps, if any.
  func pretrainedVectors() throws(ModelError) -> WordVectors? {
    if let source = try sharedVectorSource() { return try source.pretrainedVectors() }
    guard tensors.contains(where: { $0.name.hasPrefix(PretrainedInputs.vectorsPrefix) }) else {
      return nil
    }
    return try WordVectors(from: self, prefix: PretrainedInputs.vectorsPrefix)
  }

  /// The language models that the model keeps, if any.
  ///
  /// - Parameter vocabularies: those of the file.
  func contextualEmbedder(
    _ vocabularies: [String: Vocabulary]
  ) throws(ModelError) -> ContextualEmbedder? {
    guard metadata[MetadataKey.languageModels] != nil else { return nil }
    let entries: [PretrainedInputs.LanguageModelEntry] = try decode(MetadataKey.languageModels)
    guard (1...PretrainedInputs.maximumLanguageModels).contains(entries.count) else {
      throw .invalidMetadata(
        file: name, key: MetadataKey.languageModels,
        problem: "not 1 to \(PretrainedInputs.maximumLanguageModels) language models")
    }
    var models: [CharacterLanguageModel] = []
    for (index, entry) in entries.enumerated() {
      let prefix = PretrainedInputs.languageModelPrefix(index)
      models.append(
        try CharacterLanguageModel(
          self, prefix: prefix, card: entry.card, recipe: entry.recipe,
          vocabulary: vocabularies[prefix]))
    }
    return ContextualEmbedder(models)
  }
}
