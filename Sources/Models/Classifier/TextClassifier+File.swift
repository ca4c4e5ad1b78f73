import Neural
import Text
import Tokenization

/// What the file of a classifier says beside its card, vocabularies and tensors.
private struct ClassifierSettings: Codable {
  var recipe: ClassifierRecipe
  var isMultilabel: Bool
  var calibration: ClassifierCalibration
  /// The n-grams that are of words come first; these are how many.
  var wordNGrams: Int
}

extension TextClassifier {
  /// Before the names of the network's tensors.
  private static let prefix = "network."
  private static let hashes = "ngrams.hashes"
  private static let rarity = "ngrams.rarity"
  /// A 32-bit float holds whole numbers of so many bits.
  private static let halfBits: UInt64 = NGramTable.hashBits / 2

  /// Reads a classifier from a model file.
  ///
  /// - Throws: ``ModelError`` if the file cannot be read or is not a sound model of a classifier.
  public convenience init(contentsOf path: String) throws(ModelError) {
    try self.init(ModelFile(contentsOf: path))
  }

  /// - Throws: ``ModelError`` if the file is not a sound model of a classifier.
  public convenience init(_ file: ModelFile) throws(ModelError) {
    let card = try file.card(of: .classifier)
    let settings = try file.configuration(as: ClassifierSettings.self)
    func problem(_ key: String, _ text: String) -> ModelError {
      .invalidMetadata(file: file.name, key: key, problem: text)
    }
    let configuration = settings.recipe.classifier
    if let text = configuration.problem { throw problem("configuration", text) }
    guard !card.labels.isEmpty, card.labels.count <= 65536,
      Set(card.labels).sorted() == card.labels
    else { throw problem("card", "labels are not 1 to 65536 different ones, sorted") }
    let calibration = settings.calibration
    guard (settings.isMultilabel ? card.labels.count : 0) == calibration.thresholds.count,
      ([calibration.recurrentScale, calibration.ngramScale] + calibration.thresholds)
        .allSatisfy({ $0 >= 0 && $0 < 1e6 })
    else { throw problem("configuration", "the calibration does not fit the labels") }
    var attributes: [(LexicalAttribute, Vocabulary)] = []
    let vocabularies = try file.vocabularies()
    for attribute in ClassifierFeatures.attributes(of: configuration) {
      guard let vocabulary = vocabularies[attribute.rawValue] else {
        throw problem("vocabularies", "no \"\(attribute.rawValue)\"")
      }
      attributes.append((attribute, vocabulary))
    }
    let features = ClassifierFeatures(
      attributes: attributes,
      ngrams: try Self.ngrams(of: file, wordCount: settings.wordNGrams),
      configuration: configuration,
      vectors: configuration.isRecurrent ? try file.pretrainedVectors() : nil,
      embedder: configuration.isRecurrent ? try file.contextualEmbedder(vocabularies) : nil)
    let network = ClassifierNetwork<Float>(
      configuration: configuration, features: features, classes: card.labels.count)
    let declared = file.weightCount(prefix: Self.prefix)
    let needed = network.layout.entries.reduce(0) { $0 + $1.count }
    guard needed == declared else {
      throw problem(
        "configuration", "describes \(needed) weights, and the file has \(declared)")
    }
    let weights = Weights<Float>(
      layout: network.layout, forTraining: false, precision: file.precision)
    try weights.load(from: file, prefix: Self.prefix)
    self.init(
      card: card, recipe: settings.recipe, isMultilabel: settings.isMultilabel,
      calibration: calibration, features: features, network: network, weights: weights)
  }

  /// Hashes are two columns, their higher and their lower half.
  private static func ngrams(
    of file: ModelFile, wordCount: Int
  ) throws(ModelError) -> NGramTable {
    let count = file.tensor(named: hashes)?.shape.first ?? 0
    let halves = try file.floats(named: hashes, shape: [count, 2])
    let rarities = try file.floats(named: rarity, shape: [count])
    let limit = Float(1 << halfBits)
    var known: Set<UInt64> = []
    let values = (0..<count).compactMap { row -> UInt64? in
      let (high, low) = (halves[2 * row], halves[2 * row + 1])
      guard (0..<limit).contains(high), (0..<limit).contains(low), high.rounded() == high,
        low.rounded() == low
      else { return nil }
      let hash = UInt64(high) << halfBits | UInt64(low)
      return known.insert(hash).inserted ? hash : nil
    }
    guard values.count == count, (0...count).contains(wordCount) else {
      throw .invalidTensor(
        file: file.name, tensor: hashes, aspect: "elements",
        expected: "whole numbers of different n-grams", found: "others")
    }
    return NGramTable(hashes: values, wordCount: wordCount, rarity: rarities)
  }

  /// Writes the classifier as a model file; a file of this name is replaced at the very end.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``.
  public func write(to path: String) throws(ModelError) {
    var vocabularies: [String: Vocabulary] = [:]
    for (attribute, vocabulary) in features.attributes {
      vocabularies[attribute.rawValue] = vocabulary
    }
    let table = features.ngrams
    let low: UInt64 = (1 << Self.halfBits) - 1
    try ModelFile.write(
      [
        NamedTensor(
          Self.hashes, shape: [table.count, 2],
          elements: table.hashes.flatMap { [Float($0 >> Self.halfBits), Float($0 & low)] }),
        NamedTensor(Self.rarity, shape: [table.count], elements: table.rarity),
      ] + weights.tensors(prefix: Self.prefix),
      PretrainedInputs(
        vectors: features.vectors, languageModels: features.embedder?.models ?? []),
      card: card,
      configuration: ClassifierSettings(
        recipe: recipe, isMultilabel: isMultilabel, calibration: calibration,
        wordNGrams: table.wordCount), vocabularies: vocabularies, to: path)
  }
}
