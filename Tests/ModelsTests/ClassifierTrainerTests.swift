import Foundation
import Models
import Neural
import TestSupport
import Testing
import Text

struct ClassifierTrainerTests {
  @Test(arguments: ClassifierConfiguration.Architecture.allCases)
  func learns(architecture: ClassifierConfiguration.Architecture) throws {
    var recipe = ClassifierSample.recipe()
    recipe.classifier.architecture = architecture
    let trainer = try ClassifierTrainer(ClassifierSample.corpus(), recipe: recipe)
    #expect(try trainer.run(pool: .serial))
    let best = try #require(trainer.history.last { $0.isBest }?.validationScore)
    #expect(best > 0.97)
    #expect(trainer.summary.labels == ClassifierSample.labels)
    #expect(trainer.summary.documents == 150 && trainer.summary.validationDocuments == 60)
    #expect(!trainer.summary.isMultilabel && !trainer.summary.isValidationHeldOut)
    let card = trainer.classifier(name: "sample").card
    #expect(card.kind == .classifier && card.labels == ClassifierSample.labels)
    #expect(card.metrics.contains { $0.name == "validation accuracy" && $0.value ?? 0 > 0.97 })
    #expect(card.metrics.contains { $0.name == "validation calibration error" })
    #expect(card.metrics.contains { $0.name == "validation calibration error by chance" })
    #expect(card.corpora.allSatisfy { $0.fingerprints.keys.sorted() == ["train", "validation"] })
  }

  @Test(arguments: ClassifierRecipe.NGramScale.allCases)
  func learnsWhatNGramsCount(scale: ClassifierRecipe.NGramScale) throws {
    var recipe = ClassifierSample.recipe()
    recipe.classifier.architecture = .ngrams
    recipe.ngramScale = scale
    let trainer = try ClassifierTrainer(ClassifierSample.corpus(), recipe: recipe)
    #expect(try trainer.run(pool: .serial))
    let best = try #require(trainer.history.last { $0.isBest }?.validationScore)
    #expect(best > 0.97)
    try withTemporaryDirectory { directory in
      let path = directory + "/sample.nlpmodel"
      let classifier = trainer.classifier(name: "sample")
      try classifier.write(to: path)
      let read = try TextClassifier(contentsOf: path)
      #expect(read.recipe.ngramScale == scale)
      #expect(read.classify("Do you serve tea?") == classifier.classify("Do you serve tea?"))
    }
  }

  @Test func learnsSeveralLabels() throws {
    var recipe = ClassifierSample.recipe()
    recipe.training.epochs = 12
    let trainer = try ClassifierTrainer(ClassifierSample.severalLabels(), recipe: recipe)
    #expect(trainer.summary.isMultilabel)
    _ = try trainer.run(pool: .serial)
    let classifier = trainer.classifier(name: "sample")
    #expect(classifier.isMultilabel && classifier.calibration.thresholds.count == 3)
    let both = classifier.classify(
      "Hello, We loved the cake at noon. Well, My soup was cold again.")
    #expect(Set(both.assigned.map { classifier.labels[$0] }) == ["praise", "complaint"])
    let one = classifier.classify("Hi there, Is there a table for five at noon ?")
    #expect(one.assigned.map { classifier.labels[$0] } == ["question"])
  }

  /// Half the texts of the rare label have nothing of their own, so weights decide what they are
  /// called.
  @Test(arguments: [
    (ClassifierRecipe.ClassWeights.none, 0.0), (.balanced, 0.0), (.none, 1.0),
  ])
  func rareLabels(weights: ClassifierRecipe.ClassWeights, oversampling: Double) throws {
    var random = SeededRandom(8)
    let documents = (0..<400).map { index in
      let isRare = index % 8 == 0
      let word = isRare || Double.random(in: 0..<1, using: &random) < 0.4 ? "storm" : "sun"
      return Document(text: "\(word) \(index % 50)", labels: [isRare ? "rare" : "common"])
    }
    var recipe = ClassifierSample.recipe()
    recipe.classifier.architecture = .ngrams
    recipe.classWeights = weights
    recipe.oversampling = oversampling
    recipe.metric = .loss
    recipe.training.epochs = 3
    let corpus = InMemoryCorpus(name: "weather", documents: [.train: documents])
    let classifier = try ClassifierSample.train(corpus, recipe)
    let trainer = try ClassifierTrainer(corpus, recipe: recipe)
    let untouched = weights == .none && oversampling == 0
    #expect(trainer.summary.isValidationHeldOut)
    let rare = try #require(classifier.labels.firstIndex(of: "rare"))
    let probability = classifier.classify("storm").probabilities[rare]
    #expect(untouched ? probability < 0.42 : probability > 0.42, "\(probability)")
  }

  @Test func corporaThatTeachNothing() {
    func error(_ documents: [Document], _ recipe: ClassifierRecipe = ClassifierSample.recipe())
      -> ClassifierTrainingError?
    {
      let corpus = InMemoryCorpus(name: "c", documents: [.train: documents])
      return #expect(throws: ClassifierTrainingError.self) {
        try ClassifierTrainer(corpus, recipe: recipe)
      }
    }
    let texts = (0..<40).map { "text \($0)" }
    #expect(error([]) == .noDocuments(corpus: "c"))
    #expect(
      error(texts.map { Document(text: $0, labels: ["a"]) })
        == .tooFewLabels(corpus: "c", labels: ["a"]))
    #expect(
      error(texts.map { Document(text: $0) }) == .tooFewLabels(corpus: "c", labels: []))
    var recipe = ClassifierSample.recipe()
    recipe.labelling = .single
    let several = texts.enumerated().map { index, text in
      Document(text: text, labels: index % 2 == 0 ? ["a"] : ["a", "b"])
    }
    if case .notOneLabel = error(several, recipe) {} else { Issue.record("no error of labels") }
    recipe = ClassifierSample.recipe()
    recipe.weights = ["c": 2]
    let single = texts.enumerated().map { index, text in
      Document(text: text, labels: [index % 2 == 0 ? "a" : "b"])
    }
    #expect(error(single, recipe) == .unknownWeight(label: "c", labels: ["a", "b"]))
  }
}
