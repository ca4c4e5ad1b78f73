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

  func validate() throws {
    if base != nil, vectors.vectors != nil {
      throw ValidationError("--from brings the vectors of its classifier; leave out --vectors")
    }
  }

  /// The files that are read, where they are no embedded models.
  var files: [String] { vectors.files + [base].compactMap(\.self).map(vectors.folder.path(of:)) }

  /// - Throws: status 64 if other settings contradict, and what opening the files throws.
  func open(for recipe: ClassifierRecipe, _ settings: ClassifierOptions) throws -> ClassifierInputs
  {
    guard let base else {
      if vectors.vectors != nil, recipe.classifier.architecture == .ngrams {
        throw CommandError.usage(
          "--vectors: n-grams alone read no vectors; choose --architecture both or recurrent")
      }
      return ClassifierInputs(vectors: try vectors.open(), base: nil)
    }
    try settings.recurrent.refuse(
      besideBase: "classifier",
      [
        "--architecture": settings.architecture != nil, "--pooling": settings.pooling != nil,
        "--dropout": settings.optimization.dropout != nil, "--locale": settings.locale != nil,
        "--tune": settings.tune != nil,
      ])
    return ClassifierInputs(
      vectors: nil, base: try TextClassifier(try vectors.folder.open(base)))
  }
}

/// What a classifier starts with.
struct ClassifierInputs {
  let vectors: WordVectors?
  let base: TextClassifier?
  var silver: SilverCorpus?

  func trainer(_ corpus: some Corpus, _ recipe: ClassifierRecipe) throws -> ClassifierTrainer {
    try ClassifierTrainer(corpus, recipe: recipe, vectors: vectors, from: base, silver: silver)
  }
}
