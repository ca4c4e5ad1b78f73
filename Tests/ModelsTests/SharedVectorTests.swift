import Foundation
import Models
import Neural
import Testing
import Text

/// Models that read the vectors of words of another model.
struct SharedVectorTests {
  /// A tagger of tokens, barely trained, that reads vectors of some words.
  private func write(_ numbers: [Float], to path: String) throws {
    var builder = WordVectorsBuilder(dimension: 2)
    for (index, word) in ["dogs", "cats", "machine"].enumerated() {
      builder.append(word, [numbers[index], 1])
    }
    var recipe = TokenTaggerSample.recipe()
    recipe.training.epochs = 1
    let trainer = try TokenTaggerTrainer(
      TokenTaggerSample.corpus(), recipe: recipe,
      pretrained: PretrainedInputs(vectors: builder.vectors))
    _ = try trainer.run(pool: .serial)
    try trainer.tagger(name: "sample").write(to: path)
  }

  @Test func aFileWithoutItsVectorsReadsThoseOfAnother() throws {
    try withTemporaryDirectory { directory in
      let (whole, small, put, rounded) = (
        directory + "/whole.nlpmodel", directory + "/small.nlpmodel", directory + "/put.nlpmodel",
        directory + "/rounded.nlpmodel"
      )
      try write([1, 2, 3], to: whole)
      let source = try ModelFile(contentsOf: whole)
      try source.write(.int8, to: rounded)
      try source.write(.int8, vectorsOf: source, to: small)
      #expect(try ModelFile(contentsOf: small).vectorSourceName == whole)
      #expect(
        try ModelFile(contentsOf: small).tensors.allSatisfy { !$0.name.hasPrefix("vectors.") })
      let text = "The dogs watched these machines."
      let expected = try TokenTagger(contentsOf: rounded).analyze(text)
      let file = try ModelFile(contentsOf: small, vectorSource: source)
      #expect(try TokenTagger(file).analyze(text) == expected)
      #expect(throws: ModelError.self) { try TokenTagger(contentsOf: small) }

      // What is exported stands alone.
      try file.copy(to: put)
      let alone = try ModelFile(contentsOf: put)
      #expect(alone.vectorSourceName == nil)
      #expect(try TokenTagger(alone).analyze(text) == expected)
    }
  }

  @Test func otherVectorsAreRefused() throws {
    try withTemporaryDirectory { directory in
      let (first, second, small) = (
        directory + "/first.nlpmodel", directory + "/second.nlpmodel", directory + "/small.nlpmodel"
      )
      try write([1, 2, 3], to: first)
      try write([1, 2, 4], to: second)
      let (one, other) = (try ModelFile(contentsOf: first), try ModelFile(contentsOf: second))
      #expect(throws: ModelError.self) { try one.write(.int8, vectorsOf: other, to: small) }
      try one.write(.int8, vectorsOf: one, to: small)
      #expect(throws: ModelError.self) {
        try TokenTagger(ModelFile(contentsOf: small, vectorSource: other))
      }
      // A source that has none itself is no source.
      let bare = try ModelFile(contentsOf: small)
      #expect(throws: ModelError.self) {
        try TokenTagger(ModelFile(contentsOf: small, vectorSource: bare))
      }
    }
  }
}
