import ArgumentParser
import NLPToolkit

/// Language models whose states a tagger or a classifier is to read.
struct LanguageModelInputOptions: ParsableArguments {
  @Option(
    name: .customLong("language-model"),
    help: ArgumentHelp(
      "A language model whose states the model reads; give one that reads forward and one that reads "
        + "backward.", valueName: "file|name"))
  var languageModels: [String] = []

  func validate() throws {
    if languageModels.count > 4 {
      throw ValidationError("--language-model may be given up to 4 times")
    }
  }

  /// - Throws: what opening the files throws.
  func open(_ folder: ModelFolderOptions) throws -> [CharacterLanguageModel] {
    try languageModels.map { try CharacterLanguageModel(try folder.open($0)) }
  }
}
