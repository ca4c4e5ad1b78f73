import Neural
import Text

extension CharacterLanguageModel {
  private static let vocabularyName = "character"

  /// Reads a language model from a model file.
  ///
  /// - Throws: ``ModelError`` if the file cannot be read or is not a sound language model.
  public convenience init(contentsOf path: String) throws(ModelError) {
    try self.init(ModelFile(contentsOf: path))
  }

  /// - Throws: ``ModelError`` if the file is not a sound language model.
  public convenience init(_ file: ModelFile) throws(ModelError) {
    let card = try file.card(of: .languageModel)
    try file.checkNoLabels(card)
    try self.init(
      file, prefix: "", card: card, recipe: try file.configuration(as: LanguageModelRecipe.self),
      vocabulary: try file.vocabularies()[Self.vocabularyName])
  }

  /// Reads a language model from the tensors of a file whose names have a prefix.
  ///
  /// - Throws: ``ModelError`` if they are not a sound language model.
  convenience init(
    _ file: ModelFile, prefix: String, card: ModelCard, recipe: LanguageModelRecipe,
    vocabulary: Vocabulary?
  ) throws(ModelError) {
    if let problem = recipe.model.problem {
      throw .invalidMetadata(file: file.name, key: "configuration", problem: problem)
    }
    let symbols: SymbolTable
    switch (recipe.model.symbol, vocabulary) {
    case (.byte, nil):
      symbols = .bytes
    case (.scalar, let vocabulary?):
      guard vocabulary.count <= 1 << 16, let table = SymbolTable(vocabulary) else {
        throw .invalidMetadata(
          file: file.name, key: "vocabularies",
          problem: "\"\(Self.vocabularyName)\" is not of at most 65535 single characters")
      }
      symbols = table
    default:
      throw .invalidMetadata(
        file: file.name, key: "vocabularies",
        problem: "a language model has \"\(Self.vocabularyName)\" if its symbols are scalars")
    }
    let network = LanguageModelNetwork<Float>(
      configuration: recipe.model, symbolCount: symbols.count)
    let declared = file.weightCount(prefix: prefix)
    let needed = network.layout.entries.reduce(0) { $0 + $1.count }
    guard needed == declared else {
      throw .invalidMetadata(
        file: file.name, key: "configuration",
        problem: "describes \(needed) weights, and the file has \(declared)")
    }
    let weights = Weights<Float>(
      layout: network.layout, forTraining: false,
      precision: file.precision { $0.hasPrefix(prefix) })
    try weights.load(from: file, prefix: prefix)
    self.init(card: card, recipe: recipe, symbols: symbols, network: network, weights: weights)
  }

  /// Writes the model as a file; a file of this name is replaced at the very end.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``.
  public func write(to path: String) throws(ModelError) {
    var vocabularies: [String: Vocabulary] = [:]
    if let vocabulary = symbols.vocabulary { vocabularies[Self.vocabularyName] = vocabulary }
    try ModelFile.write(
      weights.tensors(), card: card, configuration: recipe, vocabularies: vocabularies, to: path)
  }
}
