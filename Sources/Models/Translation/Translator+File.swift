import Neural
import Text

extension Translator {
  private static let subwordsKey = "subwords"

  /// Reads a translator from a model file.
  ///
  /// - Throws: ``ModelError`` if the file cannot be read or is not a sound translator.
  public convenience init(contentsOf path: String) throws(ModelError) {
    try self.init(ModelFile(contentsOf: path))
  }

  /// - Throws: ``ModelError`` if the file is not a sound translator.
  public convenience init(_ file: ModelFile) throws(ModelError) {
    let card = try file.card(of: .translator)
    try file.checkNoLabels(card)
    let recipe = try file.configuration(as: TranslatorRecipe.self)
    if let problem = recipe.problem {
      throw .invalidMetadata(file: file.name, key: MetadataKey.configuration, problem: problem)
    }
    let words: [String] = try file.decode(Self.subwordsKey)
    guard words.count <= 1 << 20, let subwords = SubwordTable(words: words) else {
      throw .invalidMetadata(
        file: file.name, key: Self.subwordsKey,
        problem: "not different words, none of them empty")
    }
    let network = EncoderDecoder<Float>(recipe.model.settings(subwords: subwords.count))
    let declared = file.weightCount()
    let needed = network.layout.entries.reduce(0) { $0 + $1.count }
    guard needed == declared else {
      throw .invalidMetadata(
        file: file.name, key: MetadataKey.configuration,
        problem: "describes \(needed) weights, and the file has \(declared)")
    }
    let weights = Weights<Float>(
      layout: network.layout, forTraining: false, precision: file.precision)
    try weights.load(from: file)
    self.init(card: card, recipe: recipe, subwords: subwords, network: network, weights: weights)
  }

  /// Writes the model as a file; a file of this name is replaced at the very end.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``.
  public func write(to path: String) throws(ModelError) {
    let metadata =
      try ModelFile.metadata(card: card, configuration: recipe, vocabularies: [:], file: path)
      + [
        (Self.subwordsKey, try ModelFile.encode(subwords.words, key: Self.subwordsKey, file: path))
      ]
    try ModelFile.write(weights.tensors(), metadata: metadata, to: path)
  }
}
