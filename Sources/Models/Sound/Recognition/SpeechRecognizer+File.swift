import Neural
import Sound

extension SpeechRecognizer {
  /// Before the names of the network's tensors.
  private static let prefix = "network."
  private static let symbolsKey = "symbols"
  private static let wordsKey = "words"

  /// Reads a recognizer from a model file.
  ///
  /// - Throws: ``ModelError`` if the file cannot be read or is not a sound recognizer.
  public convenience init(contentsOf path: String) throws(ModelError) {
    try self.init(ModelFile(contentsOf: path))
  }

  /// - Throws: ``ModelError`` if the file is not a sound recognizer.
  public convenience init(_ file: ModelFile) throws(ModelError) {
    let card = try file.card(of: .speechRecognizer)
    try file.checkNoLabels(card)
    func problem(_ key: String, _ text: String) -> ModelError {
      .invalidMetadata(file: file.name, key: key, problem: text)
    }
    let recipe = try file.configuration(as: SpeechRecognizerRecipe.self)
    if let text = recipe.problem ?? recipe.features.problem {
      throw problem(MetadataKey.configuration, text)
    }
    let characters: [String] = try file.decode(Self.symbolsKey)
    let scalars = characters.compactMap { character in
      character.unicodeScalars.count == 1 ? character.unicodeScalars.first : nil
    }
    guard (1...65536).contains(characters.count), scalars.count == characters.count,
      let symbols = SpeechSymbols(scalars)
    else { throw problem(Self.symbolsKey, "not 1 to 65536 different characters") }
    var words: SpeechWords?
    if file.metadata[Self.wordsKey] != nil {
      let list: [String] = try file.decode(Self.wordsKey)
      words = list.count <= SpeechWords.greatestCount ? SpeechWords(list, symbols) : nil
      if words == nil {
        throw problem(
          Self.wordsKey, "not 1 to \(SpeechWords.greatestCount) words of the symbols")
      }
    }
    let network = SpeechRecognizerNetwork<Float>(
      configuration: recipe.encoder, frameSize: recipe.features.size, classes: symbols.count)
    let declared = file.weightCount(prefix: Self.prefix)
    let needed = network.layout.entries.reduce(0) { $0 + $1.count }
    guard needed == declared else {
      throw problem(
        MetadataKey.configuration, "describes \(needed) weights, and the file has \(declared)")
    }
    let weights = Weights<Float>(
      layout: network.layout, forTraining: false, precision: file.precision)
    try weights.load(from: file, prefix: Self.prefix)
    self.init(
      card: card, recipe: recipe, symbols: symbols, words: words,
      normalization: try SoundNormalization(
        file, size: recipe.features.size, centres: recipe.encoder.centresSounds),
      network: network,
      weights: weights)
  }

  /// Writes the recognizer as a model file; a file of this name is replaced at the very end.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``.
  public func write(to path: String) throws(ModelError) {
    let characters = symbols.characters.map { String(Character($0)) }
    var metadata =
      try ModelFile.metadata(card: card, configuration: recipe, vocabularies: [:], file: path)
      + [(Self.symbolsKey, try ModelFile.encode(characters, key: Self.symbolsKey, file: path))]
    if let words {
      metadata.append(
        (Self.wordsKey, try ModelFile.encode(words.words, key: Self.wordsKey, file: path)))
    }
    try ModelFile.write(
      normalization.tensors + weights.tensors(prefix: Self.prefix), metadata: metadata, to: path)
  }
}
