import Foundation
import Models
import Neural
import TestSupport
import Testing
import Text

/// Taggers and classifiers that read the states of language models.
struct ContextualInputTests {
  private static func languageModels() throws -> [CharacterLanguageModel] {
    [try LanguageModelSample.scalars.get(), try LanguageModelSample.backward.get()]
  }

  private static func classifier(
    threads: Int, maximumTokens: Int = 400, _ change: (inout ClassifierRecipe) -> Void = { _ in }
  ) throws -> ClassifierTrainer {
    var recipe = ClassifierSample.recipe()
    recipe.training.epochs = 2
    recipe.classifier.contextualSize = 8
    recipe.classifier.maximumTokens = maximumTokens
    change(&recipe)
    let pool = ThreadPool(threads: threads)
    let trainer = try ClassifierTrainer(
      ClassifierSample.corpus(), recipe: recipe, languageModels: languageModels(), threads: pool)
    _ = try trainer.run(pool: pool)
    return trainer
  }

  @Test func threadsDoNotChangeATaggersBytes() throws {
    var recipe = TaggerSample.recipe()
    recipe.training.epochs = 2
    recipe.tagger.contextualSize = 8
    try withTemporaryDirectory { directory in
      let models = try [1, 3].map { threads in
        let trainer = try TaggerTrainer(
          TaggerSample.corpus(), recipe: recipe,
          pretrained: PretrainedInputs(languageModels: Self.languageModels()))
        _ = try trainer.run(pool: ThreadPool(threads: threads))
        return try TaggerSample.bytes(trainer, directory)
      }
      #expect(models[1] == models[0])
    }
  }

  @Test func threadsDoNotChangeAClassifiersBytes() throws {
    try withTemporaryDirectory { directory in
      let models = try [1, 2, 5].map {
        try ClassifierSample.bytes(Self.classifier(threads: $0), directory)
      }
      #expect(models[1] == models[0] && models[2] == models[0])
    }
  }

  @Test(arguments: [400, 3])
  func theFileOfAClassifierKeepsThem(maximumTokens: Int) throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/sample.nlpmodel"
      let trainer = try Self.classifier(threads: 1, maximumTokens: maximumTokens)
      try trainer.classifier(name: "sample").write(to: path)
      let read = try TextClassifier(contentsOf: path)
      let texts = ["We adored the soup.", "", "Do you serve cake when the café is closed?"]
      // Kept language models have weights of 8 bits, with which this one has computed, too.
      let (kept, first) = (read.classify(texts), trainer.classifier(name: "x").classify(texts))
      for (kept, first) in zip(kept, first) {
        for (p, q) in zip(kept.probabilities, first.probabilities) { #expect(abs(p - q) < 0.02) }
      }
      #expect(read.classify(texts[0]) == kept[0], "the other texts of a call change nothing")
      let parts = read.explain(texts[2]).parts
      #expect(parts.count == 10 && parts.contains { $0.value != 0 })
    }
  }

  @Test func aClassifierThatStartsFromAnotherReadsItsLanguageModels() throws {
    let base = try Self.classifier(threads: 1).classifier(name: "base")
    var recipe = ClassifierSample.recipe()
    recipe.training.epochs = 1
    let trainer = try ClassifierTrainer(ClassifierSample.corpus(), recipe: recipe, from: base)
    _ = try trainer.run(pool: .serial)
    try withTemporaryDirectory { directory in
      let path = directory + "/sample.nlpmodel"
      try trainer.classifier(name: "sample").write(to: path)
      #expect(
        try ModelFile(contentsOf: path).tensors.contains { $0.name == "network.contextual.weight" })
    }
  }

  @Test func ngramsAloneReadNone() {
    #expect(throws: ClassifierTrainingError.vectorsWithoutOrder) {
      try Self.classifier(threads: 1) { $0.classifier.architecture = .ngrams }
    }
  }
}
