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
    var attributes: [(LexicalAttribute, Vocabulary)] = []
    for attribute in LexicalAttribute.allCases {
      if let vocabulary = vocabularies[attribute.rawValue] {
        attributes.append((attribute, vocabulary))
      }
    }
    guard attributes.first?.0 == .word, let characters = vocabularies["character"],
      characters.words.dropFirst().allSatisfy({ $0.unicodeScalars.count == 1 })
    else {
      throw .invalidMetadata(
        file: file.name, key: "vocabularies",
        problem: "a tagger needs \"word\", and \"character\" of single characters")
    }
    guard !card.labels.isEmpty, card.labels.count <= 1000,
      Set(card.labels).sorted() == card.labels
    else {
      throw .invalidMetadata(
        file: file.name, key: "card", problem: "labels are not 1 to 1000 different ones, sorted")
    }
    let vectors = try file.pretrainedVectors()
    let embedder = try file.contextualEmbedder(vocabularies)
    let features = TaggerFeatures(
      attributes: attributes, characters: characters, vectors: vectors,
      corpora: recipe.tagger.corpusSize > 0 ? vocabularies["corpus"] : nil,
      gazetteer: GazetteerColumns.gazetteer(
        in: vocabularies, ignoringCase: recipe.tagger.gazetteerIgnoresCase,
        tokenizer: Tokenizer(recipe.tokenizer)))
    guard recipe.tagger.corpusSize == 0 || features.corpora != nil else {
      throw .invalidMetadata(
        file: file.name, key: "vocabularies",
        problem: "the names of the corpora, \"corpus\", are missing")
    }
    let tagset = Tagset(labels: card.labels)
    let network = TaggerNetwork<Float>(
      configuration: recipe.tagger, features: features, tagset: tagset,
      contextualSize: embedder?.size ?? 0)
    let declared = file.weightCount(excluding: PretrainedInputs.prefixes)
    let needed = network.layout.entries.reduce(0) { $0 + $1.count }
    guard needed == declared else {
      throw .invalidMetadata(
        file: file.name, key: "configuration",
        problem: "describes \(needed) weights, and the file has \(declared)")
    }
    let weights = Weights<Float>(
      layout: network.layout, forTraining: false, precision: file.precision)
    try weights.load(from: file, excluding: PretrainedInputs.prefixes)
    self.init(
      card: card, recipe: recipe, tagset: tagset, features: features, embedder: embedder,
      network: network, weights: weights)
  }

  /// Writes the tagger as a model file; a file of this name is replaced at the very end.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``.
  public func write(to path: String) throws(ModelError) {
    var vocabularies = features.names?.vocabularies ?? [:]
    vocabularies["character"] = features.characters
    vocabularies["corpus"] = features.corpora
    for (attribute, vocabulary) in features.attributes {
      vocabularies[attribute.rawValue] = vocabulary
    }
    let pretrained = PretrainedInputs(
      vectors: features.vectors, languageModels: embedder?.models ?? [])
    try ModelFile.write(
      weights.tensors(), pretrained, card: card, configuration: recipe,
      vocabularies: vocabularies, to: path)
  }
}
