import Models
import TestSupport
import Testing
import Text

@Suite("Fine-tuning of classifiers")
struct ClassifierFineTuningTests {
  private func fineTuned(
    _ documents: [Split: [Document]], rate: Double, epochs: Int = 1
  ) throws -> (trainer: ClassifierTrainer, classifier: TextClassifier) {
    // The shapes of the recipe are not those of the classifier, which count.
    var recipe = ClassifierRecipe()
    recipe.training.learningRate = rate
    recipe.ngramLearningRate = rate * 5000
    recipe.training.epochs = epochs
    recipe.training.averageDecay = 0
    recipe.training.seed = 9
    let trainer = try ClassifierTrainer(
      InMemoryCorpus(name: "more", documents: documents), recipe: recipe,
      from: ClassifierSample.trained.get())
    _ = try trainer.run(pool: .serial)
    return (trainer, trainer.classifier(name: "tuned"))
  }

  @Test("Where nothing is learned yet, it ranks as the classifier did that it starts from")
  func start() throws {
    let base = try ClassifierSample.trained.get()
    let (_, tuned) = try fineTuned(
      [
        .train: ClassifierSample.documents("other", count: 40, seed: 8),
        .validation: ClassifierSample.documents("another", count: 40, seed: 9),
      ], rate: 1e-9)
    #expect(tuned.labels == base.labels && tuned.recipe.classifier == base.recipe.classifier)
    for document in ClassifierSample.documents("held out", count: 60, seed: 7) {
      #expect(tuned.classify(document.text).ranking == base.classify(document.text).ranking)
    }
  }

  @Test("Labels and words that are new are learned beside those that were known")
  func newLabels() throws {
    var documents = ClassifierSample.documents("other", count: 30, seed: 8)
    documents += (0..<15).map { _ in Document(text: "Ouagadougou beckons.", labels: ["travel"]) }
    let (_, tuned) = try fineTuned([.train: documents], rate: 0.01, epochs: 8)
    let base = try ClassifierSample.trained.get()
    #expect(tuned.labels == (base.labels + ["travel"]).sorted())
    func best(_ text: String) -> String { tuned.labels[tuned.classify(text).best] }
    #expect(best("Ouagadougou beckons.") == "travel")
    let held = ClassifierSample.documents("held out", count: 60, seed: 7)
    #expect(held.count { best($0.text) == $0.labels.first } >= 55)
  }

  @Test("Without a label in common the old n-grams are left behind")
  func strangeLabels() throws {
    let texts = ["red": "A crimson rose.", "blue": "The deep sea."]
    let documents = texts.flatMap { label, text in
      (0..<12).map { _ in Document(text: text, labels: [label]) }
    }
    let (trainer, tuned) = try fineTuned([.train: documents], rate: 0.01, epochs: 6)
    #expect(tuned.labels == ["blue", "red"])
    #expect(trainer.summary.ngrams < 100)
    for (label, text) in texts { #expect(tuned.labels[tuned.classify(text).best] == label) }
  }

  @Test("The card names the corpora of both")
  func card() throws {
    let (_, tuned) = try fineTuned(
      [.train: ClassifierSample.documents("other", count: 40, seed: 8)], rate: 0.01)
    let base = try ClassifierSample.trained.get()
    #expect(tuned.card.corpora.map(\.name) == base.card.corpora.map(\.name) + ["more"])
    try withTemporaryDirectory { directory in
      let path = directory + "/tuned.nlpmodel"
      try tuned.write(to: path)
      let text = ClassifierSample.documents("held out", count: 1, seed: 7)[0].text
      #expect(try TextClassifier(contentsOf: path).classify(text) == tuned.classify(text))
    }
  }
}
