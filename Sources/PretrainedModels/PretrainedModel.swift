import CPretrainedModels
import Models

/// A model that is embedded in the library: no file has to be found, nothing is copied to memory.
public struct PretrainedModel: Sendable, Hashable {
  /// The name by which `--model` and ``named(_:)`` find it.
  public let name: String
  private let index: Int

  /// All embedded models, in the order of their names. A build without model files has none.
  public static let all: [PretrainedModel] = (0..<nlp_pretrained_model_count()).map { index in
    PretrainedModel(name: String(cString: nlp_pretrained_model_at(index).name), index: index)
  }

  /// Persons, organizations, locations and more in English text.
  public static var englishEntities: PretrainedModel {
    get throws(PretrainedModelError) { try named("en-entities") }
  }

  /// Persons, organizations, locations and more in text of 25 languages, which its card names.
  public static var entities: PretrainedModel {
    get throws(PretrainedModelError) { try named("entities") }
  }

  /// Parts of speech, features and lemmas of English words.
  public static var englishWords: PretrainedModel {
    get throws(PretrainedModelError) { try named("en-words") }
  }

  /// What people ask an assistant for, in English.
  public static var englishIntents: PretrainedModel {
    get throws(PretrainedModelError) { try named("en-intents") }
  }

  /// Whether English text is positive or negative.
  public static var englishSentiment: PretrainedModel {
    get throws(PretrainedModelError) { try named("en-sentiment") }
  }

  /// Ten spoken commands in English, other words and silence.
  public static var englishCommands: PretrainedModel {
    get throws(PretrainedModelError) { try named("en-commands") }
  }

  /// Whether text in 13 languages, which its card names, is positive, neutral or negative.
  public static var sentiments: PretrainedModel {
    get throws(PretrainedModelError) { try named("sentiments") }
  }

  /// Writes and scores English prose, character by character, as novels of 1886 to 1917 have it.
  public static var englishNovels: PretrainedModel {
    get throws(PretrainedModelError) { try named("en-novels") }
  }

  /// What language a text is in.
  public static var languages: PretrainedModel {
    get throws(PretrainedModelError) { try named("languages") }
  }

  /// The model of this name.
  ///
  /// - Throws: ``PretrainedModelError/noSuchModel(name:available:)``.
  public static func named(_ name: String) throws(PretrainedModelError) -> PretrainedModel {
    guard let model = all.first(where: { $0.name == name }) else {
      throw .noSuchModel(name: name, available: all.map(\.name))
    }
    return model
  }

  /// The embedded file, with its header checked.
  ///
  /// - Complexity: O(n) in the header, which holds the vocabulary; tensors are looked at when read.
  public func file() throws(ModelError) -> ModelFile {
    let file = try file(vectorSource: nil)
    guard let source = try Self.vectorSource(of: file) else { return file }
    return try self.file(vectorSource: source)
  }

  /// A model file of the disk, together with the embedded model whose vectors it reads, if any.
  ///
  /// - Throws: as `ModelFile.init(contentsOf:access:vectorSource:)`.
  public static func file(
    contentsOf path: String, access: ModelFile.Access = .mapped
  ) throws(ModelError) -> ModelFile {
    let file = try ModelFile(contentsOf: path, access: access)
    guard let source = try vectorSource(of: file) else { return file }
    return try ModelFile(contentsOf: path, access: access, vectorSource: source)
  }

  private static func vectorSource(of file: ModelFile) throws(ModelError) -> ModelFile? {
    guard let name = file.vectorSourceName else { return nil }
    return try all.first { $0.name == name }?.file(vectorSource: nil)
  }

  private func file(vectorSource: ModelFile?) throws(ModelError) -> ModelFile {
    let model = nlp_pretrained_model_at(index)
    return try ModelFile(
      bytes: UnsafeRawBufferPointer(start: model.bytes, count: model.count), name: name,
      isEmbedded: true, vectorSource: vectorSource)
  }
}

/// What can go wrong in the choice of an embedded model.
public enum PretrainedModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No embedded model has this name.
  case noSuchModel(name: String, available: [String])
  /// There is neither a file of this path nor a model of this name, embedded or in a folder.
  case noSuchFile(name: String, available: [String])

  public var description: String {
    switch self {
    case .noSuchModel(let name, let available):
      available.isEmpty
        ? "no embedded model \"\(name)\": this build has none; give a model file"
        : "no embedded model \"\(name)\"; there are: \(available.joined(separator: ", "))"
    case .noSuchFile(let name, let available):
      "\(name.isEmpty ? "''" : name): no such model file"
        + (available.isEmpty
          ? ", and no model has this name"
          : ", and the models with a name are: \(available.joined(separator: ", "))")
    }
  }
}
