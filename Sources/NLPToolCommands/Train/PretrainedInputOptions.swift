import ArgumentParser
import NLPToolkit

/// Knowledge from plain text that a model is to read.
struct PretrainedInputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Vectors of words that the model reads: a file of `train vectors`, GloVe, word2vec or fastText, or a "
        + "tagger that has vectors (en-entities).", valueName: "file|name"))
  var vectors: String?

  @Option(
    help: ArgumentHelp(
      "Keep the vectors of so many words, the most frequent ones, in the model's file.",
      valueName: "count"))
  var vectorCount: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "With --vector-count, keep the vectors of parts of words, too.")
  var subwords = true

  @Option(
    name: .customLong("language-model"),
    help: ArgumentHelp(
      "A language model whose states the model reads; give one that reads forward and one that reads "
        + "backward.", valueName: "file|name"))
  var languageModels: [String] = []

  func validate() throws {
    if let vectorCount, vectorCount < 1 {
      throw ValidationError("--vector-count \(vectorCount): keep 1 or more words")
    }
    if languageModels.count > 4 {
      throw ValidationError("--language-model may be given up to 4 times")
    }
  }

  func open() throws -> PretrainedInputs {
    var inputs = PretrainedInputs()
    if let vectors {
      var opened = try WordVectors.open(vectors)
      if let vectorCount, vectorCount < opened.count {
        opened = opened.pruned(to: vectorCount, keepingSubwords: subwords)
      }
      inputs.vectors = opened
    }
    for reference in languageModels {
      inputs.languageModels.append(
        try CharacterLanguageModel(try ModelFile.open(reference)))
    }
    return inputs
  }
}
