import ArgumentParser
import NLPToolkit

/// Knowledge from elsewhere that a tagger is to read.
struct PretrainedInputOptions: ParsableArguments {
  @OptionGroup var vectors: VectorOptions

  @Option(
    name: .customLong("language-model"),
    help: ArgumentHelp(
      "A language model whose states the model reads; give one that reads forward and one that reads "
        + "backward.", valueName: "file|name"))
  var languageModels: [String] = []

  @OptionGroup var gazetteer: GazetteerFileOptions

  func validate() throws {
    if languageModels.count > 4 {
      throw ValidationError("--language-model may be given up to 4 times")
    }
  }

  /// The files that are read, where they are no embedded models.
  var files: [String] {
    vectors.files + gazetteer.gazetteer + languageModels.map(vectors.folder.path(of:))
  }

  /// - Parameter tokenizer: the tagger's.
  func open(tokenizer: Tokenizer) throws -> PretrainedInputs {
    var inputs = PretrainedInputs(
      vectors: try vectors.open(), gazetteer: try gazetteer.open(tokenizer: tokenizer))
    for reference in languageModels {
      inputs.languageModels.append(
        try CharacterLanguageModel(try vectors.folder.open(reference)))
    }
    return inputs
  }
}
