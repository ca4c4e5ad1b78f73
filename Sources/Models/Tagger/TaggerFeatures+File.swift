import Neural
import Text
import Tokenization

extension TaggerFeatures {
  /// The features that the vocabularies of a model file describe.
  ///
  /// - Throws: ``ModelError`` if one is missing or unsound.
  init(
    _ file: ModelFile, _ vocabularies: [String: Vocabulary], recipe: TaggerRecipe
  ) throws(ModelError) {
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
    self.init(
      attributes: attributes, characters: characters, vectors: try file.pretrainedVectors(),
      corpora: recipe.tagger.corpusSize > 0 ? vocabularies["corpus"] : nil,
      gazetteer: GazetteerColumns.gazetteer(
        in: vocabularies, ignoringCase: recipe.tagger.gazetteerIgnoresCase,
        tokenizer: Tokenizer(recipe.tokenizer)))
    guard recipe.tagger.corpusSize == 0 || corpora != nil else {
      throw .invalidMetadata(
        file: file.name, key: "vocabularies",
        problem: "the names of the corpora, \"corpus\", are missing")
    }
  }

  /// The vocabularies as a model file keeps them.
  var vocabularies: [String: Vocabulary] {
    var vocabularies = names?.vocabularies ?? [:]
    vocabularies["character"] = characters
    vocabularies["corpus"] = corpora
    for (attribute, vocabulary) in attributes { vocabularies[attribute.rawValue] = vocabulary }
    return vocabularies
  }
}

extension TaggerNetwork where S == Float {
  /// The weights that a model file has for the network.
  ///
  /// - Throws: ``ModelError`` if the file has others.
  func weights(of file: ModelFile) throws(ModelError) -> Weights<Float> {
    let declared = file.weightCount(excluding: PretrainedInputs.prefixes)
    let needed = layout.entries.reduce(0) { $0 + $1.count }
    guard needed == declared else {
      throw .invalidMetadata(
        file: file.name, key: "configuration",
        problem: "describes \(needed) weights, and the file has \(declared)")
    }
    let weights = Weights<Float>(layout: layout, forTraining: false, precision: file.precision)
    try weights.load(from: file, excluding: PretrainedInputs.prefixes)
    return weights
  }
}
