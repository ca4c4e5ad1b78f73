import Neural
import Text
import Tokenization

extension TokenTagger {
  /// Reads a tagger of tokens from a model file.
  ///
  /// - Throws: ``ModelError`` if the file cannot be read or is not a sound model of such a tagger.
  public convenience init(contentsOf path: String) throws(ModelError) {
    try self.init(ModelFile(contentsOf: path))
  }

  /// - Throws: ``ModelError`` if the file is not a sound model of a tagger of tokens.
  public convenience init(_ file: ModelFile) throws(ModelError) {
    let card = try file.card(of: .tokenTagger)
    let recipe = try file.configuration(as: TaggerRecipe.self)
    if let problem = recipe.problem {
      throw .invalidMetadata(file: file.name, key: "configuration", problem: problem)
    }
    let vocabularies = try file.vocabularies()
    var labels: [TokenLabels] = []
    for layer in recipe.tokenLayers {
      guard let vocabulary = vocabularies[Self.key(of: layer)], vocabulary.count <= 1 << 16,
        let known = TokenLabels(layer: layer, vocabulary: vocabulary)
      else {
        throw .invalidMetadata(
          file: file.name, key: "vocabularies",
          problem: "the labels of the layer \"\(layer)\" are missing or none")
      }
      labels.append(known)
    }
    guard !labels.isEmpty else {
      throw .invalidMetadata(
        file: file.name, key: "configuration", problem: "a tagger of tokens needs layers")
    }
    let embedder = try file.contextualEmbedder(vocabularies)
    let features = try TaggerFeatures(file, vocabularies, recipe: recipe)
    let network = TaggerNetwork<Float>(
      configuration: recipe.tagger, features: features, targets: .layers(labels),
      contextualSize: embedder?.size ?? 0)
    self.init(
      card: card, recipe: recipe, labels: labels, features: features, embedder: embedder,
      network: network, weights: try network.weights(of: file))
  }

  private static func key(of layer: String) -> String { "layer \(layer)" }

  /// Writes the tagger as a model file; a file of this name is replaced at the very end.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``.
  public func write(to path: String) throws(ModelError) {
    var vocabularies = features.vocabularies
    for labels in labels { vocabularies[Self.key(of: labels.layer)] = labels.vocabulary }
    let pretrained = PretrainedInputs(
      vectors: features.vectors, languageModels: embedder?.models ?? [])
    try ModelFile.write(
      weights.tensors(), pretrained, card: card, configuration: recipe,
      vocabularies: vocabularies, to: path)
  }
}
