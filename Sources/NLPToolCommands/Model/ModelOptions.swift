import ArgumentParser
import NLPToolkit

/// `--models`: where models are found by their names.
package struct ModelFolderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder with model files that are found by their names, before those of NLPTOOL_MODELS and of "
        + "the folder 'models' beside this program.", valueName: "folder"),
    completion: .directory)
  package var models: String?

  package init() {}

  /// The models that commands find by name.
  ///
  /// - Throws: status 66 if the folder that was given cannot be read.
  package func catalog() throws(CommandError) -> ModelCatalog {
    guard let models else { return .standard }
    guard isReadableFolder(models) else {
      throw .noInput("\(models): no folder of models; give one that can be read with --models")
    }
    return .standard.preferring(models)
  }

  /// The path of a model that was named, or given by its path.
  package func path(of pathOrName: String) -> String {
    if FileIdentity(path: pathOrName) != nil { return pathOrName }
    return (try? catalog())?.entries().first { $0.name == pathOrName }?.path ?? pathOrName
  }

  /// Opens the file of this path, or else the model of this name.
  ///
  /// - Throws: status 66 if there is no such model, 65 if its file is damaged.
  package func open(_ pathOrName: String) throws -> ModelFile {
    try catalog().open(pathOrName)
  }
}

/// `--model` and `--models`.
package struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A model file, or the name of a model ('nlptool model list').",
      valueName: "path or name"),
    completion: .file(extensions: ["nlpmodel"]))
  package var model: String?

  @OptionGroup package var folder: ModelFolderOptions

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
  /// The embedded model for spoken commands.
  package static let standardSoundClassifier = "en-commands"
  /// The embedded model for sentiments.
  package static let standardSentiment = "en-sentiment"

  package init() {}

  /// The model that was asked for, else the one of this name.
  ///
  /// - Throws: status 66 if there is no such model, 65 if the file is damaged.
  package func open(standard: String) throws -> ModelFile {
    if let model { return try folder.open(model) }
    do {
      return try folder.catalog().named(standard)
    } catch PretrainedModelError.noSuchFile {
      throw CommandError.usage("this build has no embedded model; give a file with --model")
    }
  }
}

extension ModelFile {
  /// Where the model is on the disk; nowhere, if it is embedded.
  var paths: [String] { PretrainedModel.all.contains { $0.name == name } ? [] : [name] }
}
