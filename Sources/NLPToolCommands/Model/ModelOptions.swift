import ArgumentParser
import NLPToolkit

/// `--model`.
package struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A model file, or the name of an embedded model ('nlptool model list').",
      valueName: "path or name"),
    completion: .file(extensions: ["nlpmodel"]))
  package var model: String?

  /// The embedded model for entities.
  package static let standardTagger = "en-entities"
  /// The embedded model for parts of speech and lemmas.
  package static let standardTokenTagger = "en-words"
  /// The embedded model that tells languages apart.
  package static let standardLanguageRecognizer = "languages"
  /// The embedded model that writes.
  package static let standardLanguageModel = "en-novels"
  /// The embedded model for topics or intents.
  package static let standardClassifier = "en-intents"
  /// The embedded model for sentiments.
  package static let standardSentiment = "en-sentiment"

  package init() {}

  /// The model that was asked for, else the embedded one of this name.
  ///
  /// - Throws: status 66 if there is no such model, 65 if the file is damaged.
  package func open(standard: String) throws -> ModelFile {
    try ModelFile.open(model ?? standard, isGiven: model != nil)
  }
}

extension ModelFile {
  /// Where the model is on the disk; nowhere, if it is embedded.
  var paths: [String] { PretrainedModel.all.contains { $0.name == name } ? [] : [name] }

  /// Opens an embedded model by its name, or a file by its path; `./NAME` is always a file.
  ///
  /// - Parameter isGiven: whether the user chose the name.
  static func open(_ pathOrName: String, isGiven: Bool = true) throws -> ModelFile {
    if let embedded = PretrainedModel.all.first(where: { $0.name == pathOrName }) {
      return try embedded.file()
    }
    guard isGiven else {
      throw CommandError.usage("this build has no embedded model; give a file with --model")
    }
    do {
      return try PretrainedModel.file(contentsOf: pathOrName)
    } catch {
      guard case .noSuchFile = error else { throw error }
      let names = PretrainedModel.all.map(\.name)
      throw CommandError.noInput(
        "\(pathOrName): no such model file"
          + (names.isEmpty ? "" : ", and the embedded models are: \(names.joined(separator: ", "))")
      )
    }
  }
}
