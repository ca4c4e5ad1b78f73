import ArgumentParser
import NLPToolkit

/// Vectors of words that a model is to read.
struct VectorOptions: ParsableArguments {
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

  @OptionGroup var folder: ModelFolderOptions

  func validate() throws {
    if let vectorCount, vectorCount < 1 {
      throw ValidationError("--vector-count \(vectorCount): keep 1 or more words")
    }
  }

  /// The file that is read, if there is one.
  var files: [String] { vectors.map { [folder.path(of: $0)] } ?? [] }

  /// - Throws: what opening the vectors throws.
  func open() throws -> WordVectors? {
    guard let vectors else { return nil }
    let opened = try WordVectors.open(vectors, in: folder.catalog())
    guard let vectorCount, vectorCount < opened.count else { return opened }
    return opened.pruned(to: vectorCount, keepingSubwords: subwords)
  }
}
