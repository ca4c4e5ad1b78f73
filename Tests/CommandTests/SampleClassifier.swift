import Models
import Neural
import TestSupport
import Text

/// A classifier of sentiments that knows a few words, trained once for all tests.
enum SampleClassifier {
  static let classifier = Result { try train() }

  /// Writes the model into the folder of a runner.
  static func write(to runner: CommandRunner, name: String = "m.nlpmodel") throws {
    try classifier.get().write(to: runner.path(name))
  }

  /// Labelled texts as CSV.
  static var table: String {
    "text,label\n" + items.map { "\"\($0.text)\",\($0.label)\n" }.joined()
  }

  private static let items: [(text: String, label: String)] = {
    let words = [
      ("good", "positive"), ("great", "positive"), ("lovely", "positive"), ("bad", "negative"),
      ("awful", "negative"), ("dull", "negative"),
    ]
    var items: [(text: String, label: String)] = []
    for thing in ["film", "play", "book", "song", "dish"] {
      for opening in ["what a", "a", "this was a", "it is a really"] {
        for (word, label) in words { items.append(("\(opening) \(word) \(thing)", label)) }
      }
    }
    return items
  }()

  private static func train() throws -> TextClassifier {
    var recipe = ClassifierRecipe()
    recipe.classifier.hidden = 8
    recipe.classifier.wordSize = 8
    recipe.classifier.attributeSize = 4
    recipe.classifier.dropout = 0.1
    recipe.batchSize = 8
    recipe.training.epochs = 8
    recipe.training.averageDecay = 0.9
    recipe.training.learningRate = 0.02
    let documents = items.map { Document(text: $0.text, labels: [$0.label]) }
    let trainer = try ClassifierTrainer(
      InMemoryCorpus(name: "sample", documents: [.train: documents]), recipe: recipe)
    _ = try trainer.run(pool: .serial)
    return trainer.classifier(name: "sample", summary: "Sentiments of a few sentences.")
  }
}
