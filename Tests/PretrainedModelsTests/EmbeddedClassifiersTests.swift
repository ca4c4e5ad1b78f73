import Models
import PretrainedModels
import Testing

/// What the embedded classifiers have to be: small, sourced, and right about the plainest texts.
struct EmbeddedClassifiersTests {
  @Test(arguments: ["en-intents", "en-sentiment"])
  func isSmallAndSaysWhereItComesFrom(name: String) throws {
    let file = try PretrainedModel.named(name).file()
    #expect(file.byteCount < 8_000_000)
    let classifier = try TextClassifier(file)
    #expect(classifier.card.name == name && !classifier.card.summary.isEmpty)
    #expect(!classifier.card.corpora.isEmpty)
    for corpus in classifier.card.corpora {
      #expect(corpus.licence?.isEmpty == false && corpus.attribution?.isEmpty == false)
      #expect(!corpus.fingerprints.isEmpty)
    }
    let error = classifier.card.metrics.first { $0.name == "validation calibration error" }?.value
    #expect(try #require(error) < 0.03)
  }

  @Test func sentiments() throws {
    let classifier = try TextClassifier(PretrainedModel.englishSentiment.file())
    let scale = try #require(SentimentScale(labels: classifier.labels))
    #expect(scale.score(classifier.classify("A wonderful, moving film.")) > 0.5)
    #expect(
      scale.score(classifier.classify("The food was terrible and the staff were rude.")) < -0.5)
  }

  @Test func intents() throws {
    let classifier = try TextClassifier(PretrainedModel.englishIntents.file())
    #expect(classifier.labels.count == 151)
    let result = classifier.classify("How much money is in my checking account?")
    #expect(classifier.labels[result.best] == "balance")
  }
}
