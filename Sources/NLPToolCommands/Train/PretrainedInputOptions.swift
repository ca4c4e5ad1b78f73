import ArgumentParser
import NLPToolkit

/// Knowledge from elsewhere that a tagger is to read.
struct PretrainedInputOptions: ParsableArguments {
  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "Start from this tagger (fine-tuning): its architecture, vectors and words, and its weights for "
        + "labels of the same names. To keep what it knows, train on its corpora, too.",
      valueName: "path or name"),
    completion: .file(extensions: ["nlpmodel"]))
  var base: String?

  @OptionGroup var vectors: VectorOptions

  @OptionGroup var models: LanguageModelInputOptions

  @OptionGroup var gazetteer: GazetteerFileOptions

  func validate() throws {
    if base != nil,
      vectors.vectors != nil || !models.languageModels.isEmpty || !gazetteer.gazetteer.isEmpty
    {
      throw ValidationError(
        "--from brings the vectors, language models and names of its tagger; leave out --vectors, "
          + "--language-model and --gazetteer")
    }
  }

  /// The files that are read, where they are no embedded models.
  var files: [String] {
    vectors.files + gazetteer.gazetteer
      + (models.languageModels + [base].compactMap(\.self)).map(vectors.folder.path(of:))
  }

  /// - Throws: status 64 if other settings contradict, and what opening the files throws.
  func open(for recipe: TaggerRecipe, _ settings: TaggerSettings) throws -> PretrainedInputs {
    if let base {
      guard recipe.tokenLayers.isEmpty else {
        throw CommandError.usage("--from starts from a tagger of spans; leave it out with --layer")
      }
      try settings.recurrent.refuse(
        besideBase: "tagger",
        [
          "--dropout": settings.optimization.dropout != nil, "--locale": settings.locale != nil,
        ])
      return PretrainedInputs(base: try SequenceTagger(try vectors.folder.open(base)))
    }
    return PretrainedInputs(
      vectors: try vectors.open(), languageModels: try models.open(vectors.folder),
      gazetteer: try gazetteer.open(tokenizer: Tokenizer(recipe.tokenizer)))
  }
}
