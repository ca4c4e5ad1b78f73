import Corpora
import Models
import TextInput

extension FuzzTarget {
  static let vectorTargets = [
    FuzzTarget("vocabulary", readVocabulary), FuzzTarget("word-vectors", readVectors),
    FuzzTarget("fasttext-model") { try importVectors($0) },
  ]

  private static func readVocabulary(_ bytes: [UInt8]) throws {
    let read = try VocabularyText.readCounts(MemoryStream(bytes))
    let vocabulary = read.vocabulary
    try check(Set(vocabulary.words).count == vocabulary.words.count, "a word twice")
  }

  /// Text of GloVe, word2vec and fastText, and the binary form of word2vec.
  private static func readVectors(_ bytes: [UInt8]) throws {
    let reader = try WordVectorReader(MemoryStream(bytes))
    _ = reader.layout
    var count = 0
    while count < 10_000, let entry = try reader.next() {
      try check(
        entry.vector.count == reader.dimension && entry.vector.allSatisfy(\.isFinite),
        "a vector of \(entry.vector.count)")
      count += 1
    }
  }

  /// Whatever `--vectors` takes.
  private static func importVectors(_ bytes: [UInt8]) throws {
    let vectors = try WordVectors(contentsOf: ScratchFiles.write(bytes, to: "vectors"))
    for word in ["Ada", "the", "", "</s>"] {
      guard let vector = vectors.vector(of: word) else { continue }
      try check(vector.allSatisfy(\.isFinite), "the vector of '\(word)'")
    }
    _ = vectors.nearest(to: "the", count: 3)
  }
}
