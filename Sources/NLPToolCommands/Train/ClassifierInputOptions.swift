import ArgumentParser
import NLPToolkit

/// Knowledge from elsewhere that a classifier is to start with.
struct ClassifierInputOptions: ParsableArguments {
  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "Start from this classifier (fine-tuning): its architecture, vectors, words and n-grams, and its "
        + "weights for labels of the same names.", valueName: "path or name"),
    completion: .file(extensions: ["nlpmodel"]))
  var base: String?

  @OptionGroup var vectors: VectorOptions

  @OptionGroup var models: LanguageModelInputOptions

  func validate() throws {
    if base != nil, vectors.vectors != nil || !models.languageModels.isEmpty {
      throw ValidationError(
        "--from brings the vectors and language models of its classifier; leave out --vectors and "
          + "--language-model")
    }
  }

  /// The files that are read, where they are no embedded models.
  var files: [String] {
    vectors.files
      + (models.languageModels + [base].compactMap(\.self)).map(vectors.folder.path(of:))
  }

  /// - Throws: status 64 if other settings contradict, and what opening the files throws.
  func open(for recipe: ClassifierRecipe, _ settings: ClassifierOptions) throws -> ClassifierInputs
  {
    guard let base else {
      if recipe.classifier.architecture == .ngrams {
        let given = vectors.vectors != nil ? "--vectors" : "--language-model"
        guard vectors.vectors == nil, models.languageModels.isEmpty else {
          throw CommandError.usage(
            "\(given): n-grams alone read neither vectors nor language models; "
              + "choose --architecture both or recurrent")
        }
      }
      return ClassifierInputs(
        vectors: try vectors.open(), languageModels: try models.open(vectors.folder), base: nil)
    }
    try settings.recurrent.refuse(
      besideBase: "classifier",
      [
        "--architecture": settings.architecture != nil, "--pooling": settings.pooling != nil,
        "--dropout": settings.optimization.dropout != nil, "--locale": settings.locale != nil,
        "--tune": settings.tune != nil,
      ])
    return ClassifierInputs(
      vectors: nil, languageModels: [], base: try TextClassifier(try vectors.folder.open(base)))
  }
}

/// What a classifier starts with.
struct ClassifierInputs {
  let vectors: WordVectors?
  let languageModels: [CharacterLanguageModel]
  let base: TextClassifier?
  var silver: SilverCorpus?

  /// - Parameter pool: computes what the language models say of the corpus.
  func trainer(
    _ corpus: some Corpus, _ recipe: ClassifierRecipe, _ pool: ThreadPool
  ) throws -> ClassifierTrainer {
    try ClassifierTrainer(
      corpus, recipe: recipe, vectors: vectors, languageModels: languageModels, from: base,
      silver: silver, threads: pool)
  }
}
