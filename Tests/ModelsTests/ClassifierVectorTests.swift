import Foundation
import Models
import Neural
import TestSupport
import Testing
import Text

/// Classifiers that read word vectors from plain text.
struct ClassifierVectorTests {
  /// Of words of the sample, and of some that only the vectors know.
  private static var vectors: WordVectors {
    var builder = WordVectorsBuilder(dimension: 4, precision: .bfloat16)
    for (words, vector) in [
      (["wonderful", "loved", "friendly", "splendid", "adored"], [1, 0, 0, 0.5] as [Float]),
      (["cold", "nobody", "wrong", "mouldy"], [0, 1, 0, -0.5]),
      (["when", "is", "do"], [0, 0, 1, 0]),
    ] {
      for word in words { builder.append(word, vector) }
    }
    return builder.vectors
  }

  private static func recipe() -> ClassifierRecipe {
    var recipe = ClassifierSample.recipe()
    recipe.classifier.architecture = .recurrent
    recipe.classifier.wordDropout = 0.3
    return recipe
  }

  private static func trainer(
    _ recipe: ClassifierRecipe = recipe(), threads: Int = 1
  ) throws -> ClassifierTrainer {
    let trainer = try ClassifierTrainer(
      ClassifierSample.corpus(), recipe: recipe, vectors: vectors)
    _ = try trainer.run(pool: ThreadPool(threads: threads))
    return trainer
  }

  @Test func wordsThatOnlyTheVectorsKnowCount() throws {
    let classifier = try Self.trainer().classifier(name: "sample")
    let labels = classifier.classify(["Well, splendid.", "Well, mouldy."]).map {
      classifier.labels[$0.best]
    }
    #expect(labels == ["praise", "complaint"])
  }

  @Test func threadsDoNotChangeTheBytes() throws {
    var recipe = ClassifierSample.recipe()
    recipe.training.epochs = 2
    try withTemporaryDirectory { directory in
      let models = try [1, 2, 5].map {
        try ClassifierSample.bytes(Self.trainer(recipe, threads: $0), directory)
      }
      #expect(models[1] == models[0] && models[2] == models[0])
    }
  }

  @Test func theFileKeepsThem() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/sample.nlpmodel"
      let classifier = try Self.trainer().classifier(name: "sample")
      try classifier.write(to: path)
      let file = try ModelFile(contentsOf: path)
      let texts = ["We adored the soup.", "", "Do you serve mouldy cake?"]
      let read = try TextClassifier(file)
      #expect(read.classify(texts) == classifier.classify(texts))
      #expect(
        read.explain(texts[0]).parts.map(\.value) == classifier.explain(texts[0]).parts.map(\.value)
      )
      let vectors = try WordVectors(file)
      #expect(
        vectors.words == Self.vectors.words && vectors.vector(of: "Adored") == [1, 0, 0, 0.5])
    }
  }

  @Test func ngramsAloneReadNone() {
    var recipe = ClassifierSample.recipe()
    recipe.classifier.architecture = .ngrams
    #expect(throws: ClassifierTrainingError.vectorsWithoutOrder) {
      try ClassifierTrainer(ClassifierSample.corpus(), recipe: recipe, vectors: Self.vectors)
    }
  }
}
