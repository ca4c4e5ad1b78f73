import Models
import Neural
import TestSupport
import Testing
import Text

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

struct ExplanationTests {
  private static let texts = [
    "Hello, We loved the cake at noon.", "My soup was cold, and My soup was cold again.",
    String(repeating: "Do you serve tea in the garden ? ", count: 90),
  ]

  private static func logOdds(_ classifier: TextClassifier, _ text: String, _ label: Int) -> Double
  {
    let p = classifier.classify(text).probabilities
    return log(p[label]) - log(p.indices.reduce(0) { $1 == label ? $0 : $0 + p[$1] })
  }

  /// A linear model's scores are the sum of what its features say: with two labels the logarithm of
  /// the odds is.
  @Test func ngramsAddUpToTheOdds() throws {
    var recipe = ClassifierSample.recipe()
    recipe.classifier.architecture = .ngrams
    var corpus = ClassifierSample.corpus()
    for split in [Split.train, .validation] {
      corpus.documents[split]?.removeAll { $0.labels == ["question"] }
    }
    let classifier = try ClassifierSample.train(corpus, recipe)
    for text in Self.texts {
      for label in 0...1 {
        let explanation = classifier.explain(text, label: label)
        let sum = explanation.parts.reduce(0) { $0 + $1.value }
        let odds = Self.logOdds(classifier, text, label) - Self.logOdds(classifier, "", label)
        #expect(abs(sum - odds) < 1e-3 * max(1, abs(odds)), "\(sum) for \(odds)")
      }
    }
  }

  /// What a word says is about what is lost without it.
  @Test func wordsThatMatter() throws {
    for architecture in [ClassifierConfiguration.Architecture.recurrent, .both] {
      var recipe = ClassifierSample.recipe()
      recipe.classifier.architecture = architecture
      let classifier = try ClassifierSample.train(ClassifierSample.corpus(), recipe)
      let text = "Hello, My soup was cold today."
      let explanation = classifier.explain(text)
      #expect(classifier.labels[explanation.label] == "complaint")
      #expect(
        explanation.parts.map { text.slice(utf8: $0.range) }
          == ["Hello", ",", "My", "soup", "was", "cold", "today", "."])
      let values = explanation.parts.map(\.value)
      let told = values[2] + values[3] + values[4] + values[5]
      #expect(told > 0 && told > 3 * abs(values[0] + values[1]), "\(values)")
      let against = classifier.explain(
        text, label: try #require(classifier.labels.firstIndex(of: "praise")))
      #expect(against.parts.reduce(0) { $0 + $1.value } < told)
    }
    #expect(try ClassifierSample.trained.get().explain("").parts.isEmpty)
  }
}
