import Text
import Tokenization

/// What the configuration of a file says.
private struct LanguageRecognizerConfiguration: Codable {
  var features: LanguageFeatures
  var dimension: Int
}

extension LanguageRecognizer {
  /// Reads a model file of kind `language-recognizer`: `embeddings` [buckets, dimension] in 8 bits
  /// with a scale for each row, `weights` [languages, dimension] and `temperatures`.
  ///
  /// - Throws: ``ModelError``.
  public convenience init(_ file: ModelFile) throws(ModelError) {
    let card = try file.card(of: .languageRecognizer)
    let configuration: LanguageRecognizerConfiguration = try file.configuration()
    let (features, dimension) = (configuration.features, configuration.dimension)
    func invalid(_ tensor: String, _ aspect: String, _ expected: String, _ found: String)
      -> ModelError
    {
      .invalidTensor(
        file: file.name, tensor: tensor, aspect: aspect, expected: expected, found: found)
    }
    guard (1...1 << 24).contains(features.buckets), features.buckets & (features.buckets - 1) == 0,
      (1...16).contains(features.maximumNGram), (16...1024).contains(dimension), dimension % 16 == 0
    else {
      throw invalid(
        "embeddings", "shape", "a power of two of rows and a multiple of 16 columns",
        "[\(features.buckets), \(dimension)]")
    }
    guard !card.labels.isEmpty, Set(card.labels).count == card.labels.count else {
      throw invalid("weights", "labels", "different languages", "\(card.labels.count)")
    }
    guard let tensor = file.tensor(named: "embeddings") else {
      throw .missingTensor(
        file: file.name, tensor: "embeddings", shape: [features.buckets, dimension])
    }
    guard tensor.scalarType == .int8, tensor.shape == [features.buckets, dimension] else {
      throw invalid(
        "embeddings", "shape", "[\(features.buckets), \(dimension)] of 8 bits",
        "\(tensor.shape) of \(tensor.scalarType.rawValue)")
    }
    let temperatures = try file.floats(
      named: "temperatures", shape: [file.tensor(named: "temperatures")?.shape.first ?? 1])
    guard !temperatures.isEmpty, temperatures.allSatisfy({ $0 > 0 }) else {
      throw invalid("temperatures", "content", "numbers above 0", "\(temperatures)")
    }
    self.init(
      languages: card.labels, features: features, dimension: dimension,
      embeddings: file.copy(tensor, as: Int8.self),
      scales: try file.floats(named: "embeddings.scales", shape: [features.buckets]),
      weights: try file.floats(named: "weights", shape: [card.labels.count, dimension]),
      temperatures: temperatures, card: card)
  }

  /// Writes a model file; a file of this name is replaced at the very end.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``.
  public func write(to path: String) throws(ModelError) {
    try ModelFile.write(
      contents: [
        .init(
          name: "embeddings", shape: [features.buckets, dimension], elements: .int8(embeddings)),
        .init(name: "embeddings.scales", shape: [features.buckets], elements: .float32(scales)),
        .init(name: "weights", shape: [languages.count, dimension], elements: .float32(weights)),
        .init(
          name: "temperatures", shape: [temperatures.count], elements: .float32(temperatures)),
      ], card: card,
      configuration: LanguageRecognizerConfiguration(features: features, dimension: dimension),
      to: path)
  }
}
