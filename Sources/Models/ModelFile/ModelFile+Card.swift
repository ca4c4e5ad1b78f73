import FoundationEssentials
import Text

/// The keys of a model file's metadata.
enum MetadataKey {
  static let format = "format"
  static let formatVersion = "format_version"
  static let checksum = "checksum"
  static let kind = "kind"
  static let card = "card"
  static let configuration = "configuration"
  static let vocabularies = "vocabularies"
  static let languageModels = "language_models"
  static let vectorSource = "vectors_of"
}

extension ModelFile {
  /// The version of the metadata that this toolkit writes; older ones are read, newer ones refused.
  /// From the second on a file has a checksum.
  public static let formatVersion = 2
  static let format = "nlptool"

  /// Writes a model: its tensors with its card, the settings of its network and tokenizer, and its
  /// words.
  ///
  /// - Throws: ``ModelError/cannotWrite(file:reason:)``, or
  ///   ``ModelError/invalidTensor(file:tensor:aspect:expected:found:)`` for an element that is not
  ///   finite, since no reader would take it.
  public static func write(
    _ tensors: [NamedTensor], card: ModelCard,
    configuration: some Encodable, vocabularies: [String: Vocabulary] = [:], to path: String
  ) throws(ModelError) {
    try write(
      tensors,
      metadata: try metadata(
        card: card, configuration: configuration, vocabularies: vocabularies, file: path),
      to: path)
  }

  /// Writes a model whose tensors have elements of several types.
  static func write(
    contents: [TensorContent], card: ModelCard, configuration: some Encodable,
    vocabularies: [String: Vocabulary] = [:], to path: String
  ) throws(ModelError) {
    try write(
      contents,
      metadata: try metadata(
        card: card, configuration: configuration, vocabularies: vocabularies, file: path), to: path)
  }

  /// Writes the model with another card; everything else stays.
  ///
  /// - Throws: as ``copy(to:)``.
  public func write(card: ModelCard, to path: String) throws(ModelError) {
    try checkChecksum()
    var metadata = renewedMetadata
    let text = try Self.encode(card, key: MetadataKey.card, file: path)
    for index in metadata.indices where metadata[index].key == MetadataKey.card {
      metadata[index].value = text
    }
    try Self.write(tensors.map(unchanged), metadata: metadata, to: path)
  }

  /// What every model's file says of it.
  static func metadata(
    card: ModelCard, configuration: some Encodable, vocabularies: [String: Vocabulary],
    file: String
  ) throws(ModelError) -> [(key: String, value: String)] {
    [
      (MetadataKey.format, format),
      (MetadataKey.formatVersion, "\(formatVersion)"),
      (MetadataKey.kind, card.kind.rawValue),
      (MetadataKey.card, try encode(card, key: MetadataKey.card, file: file)),
      (
        MetadataKey.configuration,
        try encode(configuration, key: MetadataKey.configuration, file: file)
      ),
      (MetadataKey.vocabularies, encode(vocabularies)),
    ]
  }

  /// The card.
  ///
  /// - Throws: ``ModelError/newerFormat(file:found:supported:)`` for a file of a later version, and
  ///   ``ModelError/invalidMetadata(file:key:problem:)`` if the card can't be read.
  public func card() throws(ModelError) -> ModelCard {
    try checkFormat()
    let card: ModelCard = try decode(MetadataKey.card)
    guard card.kind.rawValue == metadata[MetadataKey.kind] else {
      throw .invalidMetadata(
        file: name, key: MetadataKey.kind, problem: "not the kind that the card says")
    }
    return card
  }

  /// The card, if the model is of this kind and its bytes are those that were written; the checksum
  /// of an embedded model is not compared, since it is a part of the program.
  ///
  /// - Throws: ``ModelError/wrongKind(file:expected:found:)``, ``ModelError/damaged(file:)``, or as
  ///   ``card()``.
  public func card(of kind: ModelCard.Kind) throws(ModelError) -> ModelCard {
    let card = try card()
    if !isEmbedded { try checkChecksum() }
    guard card.kind == kind else {
      throw .wrongKind(file: name, expected: kind.rawValue, found: card.kind.rawValue)
    }
    return card
  }

  /// Makes sure that a model without labels has none on its card.
  func checkNoLabels(_ card: ModelCard) throws(ModelError) {
    guard card.labels.isEmpty else {
      throw .invalidMetadata(
        file: name, key: MetadataKey.card,
        problem: "labels, which a \(card.kind.rawValue) has none of")
    }
  }

  /// The settings of the network and its tokenizer, of the type that the kind of model has for
  /// them.
  ///
  /// The values are as untrusted as the rest of the file: whoever builds a network checks their
  /// bounds.
  public func configuration<Configuration: Decodable>(
    as type: Configuration.Type = Configuration.self
  ) throws(ModelError) -> Configuration {
    try checkFormat()
    return try decode(MetadataKey.configuration)
  }

  private func checkFormat() throws(ModelError) {
    guard metadata[MetadataKey.format] == Self.format else {
      throw .invalidMetadata(
        file: name, key: MetadataKey.format,
        problem: "expected \"\(Self.format)\"; the file holds tensors, but no model of this toolkit"
      )
    }
    guard let text = metadata[MetadataKey.formatVersion], let version = Int(text), version >= 1
    else {
      throw .invalidMetadata(
        file: name, key: MetadataKey.formatVersion, problem: "no whole number from 1 up")
    }
    guard version <= Self.formatVersion else {
      throw .newerFormat(file: name, found: version, supported: Self.formatVersion)
    }
    guard version < 2 || hasChecksum else {
      throw .invalidMetadata(file: name, key: MetadataKey.checksum, problem: "missing")
    }
  }

  static func encode(
    _ value: some Encodable, key: String, file: String
  ) throws(ModelError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw .cannotWrite(file: file, reason: "metadata \"\(key)\" has no JSON form")
    }
  }

  func decode<Value: Decodable>(_ key: String) throws(ModelError) -> Value {
    guard let text = metadata[key] else {
      throw .invalidMetadata(file: name, key: key, problem: "missing")
    }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw .invalidMetadata(file: name, key: key, problem: Self.problem(of: error))
    } catch {
      throw .invalidMetadata(file: name, key: key, problem: "not the expected JSON")
    }
  }

  /// Which value is wrong and how, in a few words on one line.
  private static func problem(of error: DecodingError) -> String {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.isEmpty
        ? "the value" : context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "no \"\(key.stringValue)\" in \(path(context))"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return "\(path(context)) is no \(type)"
    case .dataCorrupted(let context):
      return "\(path(context)) is not the expected JSON"
    @unknown default:
      return "not the expected JSON"
    }
  }
}
