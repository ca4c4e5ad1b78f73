import Models
import Text

/// A recognizer of two languages, trained once for all tests.
enum LanguageRecognizerSample {
  private static let sentences = [
    "en": ["the house is on the hill", "she reads a book in the garden", "where are the others"],
    "de": ["das Haus steht auf dem Berg", "sie liest ein Buch im Garten", "wo sind die anderen"],
  ]

  static let trained = Result {
    let documents = sentences.keys.sorted().flatMap { language in
      sentences[language]!.map { Document(text: $0, labels: [language]) }
    }
    let corpus = InMemoryCorpus(
      name: "two", documents: [.train: documents, .validation: documents])
    var recipe = LanguageRecognizerRecipe()
    recipe.buckets = 1 << 10
    recipe.epochs = 10
    let trainer = try LanguageRecognizerTrainer(corpus, recipe: recipe)
    trainer.train { _, _ in true }
    return trainer.recognizer(name: "two")
  }
}
