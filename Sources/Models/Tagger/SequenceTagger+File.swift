import Neural
import Text
import Tokenization

extension SequenceTagger {
  /// Reads a tagger from a model file.
  ///
  /// - Throws: ``ModelError`` if the file cannot be read or is not a sound model of a tagger.
  public convenience init(contentsOf path: String) throws(ModelError) {
    try self.init(ModelFile(contentsOf: path))
  }

  /// - Throws: ``ModelError`` if the file is not a sound model of a tagger.
  public convenience init(_ file: ModelFile) throws(ModelError) {
    let card = try file.card(of: .tagger)
    let recipe = try file.configuration(as: TaggerRecipe.self)
    if let problem = recipe.tagger.problem {
      throw .invalidMetadata(file: file.name, key: "configuration", problem: problem)
    }
    let vocabularies = try file.vocabularies()
    guard !card.labels.isEmpty, card.labels.count <= 1000,
      Set(card.labels).sorted() == card.labels
    else {
      throw .invalidMetadata(
        file: file.name, key: "card", problem: "labels are not 1 to 1000 different ones, sorted")
    }
    let embedder = try file.contextualEmbedder(vocabularies)
    let features = try TaggerFeatures(file, vocabularies, recipe: recipe)
    let tagset = Tagset(labels: card.labels)
    let network = TaggerNetwork<Float>(
      configuration: recipe.tagger, features: features, tagset: tagset,
      contextualSize: embedder?.size ?? 0)
    self.init(
      card: card, recipe: recipe, tagset: tagset, features: features, embedder: embedder,
      network: network, weights: try network.weights(of: file))
  }

  /// Writes the tagger as a model file; a file of this name is replaced at the very end.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``.
  public func write(to path: String) throws(ModelError) {
    let pretrained = PretrainedInputs(
      vectors: features.vectors, languageModels: embedder?.models ?? [])
    try ModelFile.write(
      weights.tensors(), pretrained, card: card, configuration: recipe,
      vocabularies: features.vocabularies, to: path)
  }
}
