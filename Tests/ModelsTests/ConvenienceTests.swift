import Models
import Neural
import Testing
import Text

@Suite("Short ways to train and to use models")
struct ConvenienceTests {
  private var recipe: ClassifierRecipe {
    var recipe = ClassifierRecipe()
    recipe.classifier.architecture = .ngrams
    recipe.training.epochs = 6
    return recipe
  }

  private let corpus = InMemoryCorpus(
    name: "greetings",
    texts: [
      "hello": (0..<20).map { "good morning number \($0)" },
      "goodbye": (0..<20).map { "see you later \($0)" },
    ])

  @Test("A classifier from texts by their labels, and its labels by name")
  func classifier() async throws {
    let classifier = try TextClassifier.trained(on: corpus, recipe: recipe, threads: .serial)
    #expect(classifier.predictedLabel(for: "good morning") == "hello")
    let hypotheses = classifier.predictedLabelHypotheses(for: "see you", maximumCount: 1)
    #expect(Array(hypotheses.keys) == ["goodbye"])
    #expect(
      classifier.predictedLabelHypotheses(for: "see you", maximumCount: 9).values.reduce(0, +)
        .rounded() == 1)
    let texts = ["good morning", "see you later", "", "good later"]
    let found = await classifier.classifications(of: texts, threads: ThreadPool(threads: 2))
    #expect(found == texts.map { classifier.classify($0) })
  }

  @Test("Many texts tagged from several tasks are those tagged one by one")
  func tagger() async throws {
    let tagger = try TaggerSample.trained.get()
    let texts = ["Ada met Bob in London .", "nothing here", "", "In Paris we saw Ada ."]
    let expected = texts.map { tagger.entities(in: $0) }
    await withTaskGroup(of: [[Span]].self) { group in
      for _ in 0..<4 { group.addTask { await tagger.entities(in: texts) } }
      for await found in group { #expect(found == expected) }
    }
  }
}
