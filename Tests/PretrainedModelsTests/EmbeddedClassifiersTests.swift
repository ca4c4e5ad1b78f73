import Foundation
import Models
import PretrainedModels
import Testing

/// What the embedded classifiers have to be: small, sourced, and right about the plainest texts.
struct EmbeddedClassifiersTests {
  @Test(arguments: ["en-intents", "en-sentiment", "sentiments"])
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

  @Test(arguments: [
    ("makanannya enak sekali dan murah", "positive"), ("pelayanannya buruk dan lambat", "negative"),
    ("😍😍😍", "positive"), ("😡👎", "negative"),
  ])
  func otherLanguages(text: String, label: String) throws {
    let classifier = try TextClassifier(PretrainedModel.sentiments.file())
    #expect(classifier.card.languages?.count == 13)
    #expect(classifier.labels[classifier.classify(text).best] == label)
  }

  @Test(arguments: [
    ("Not bad at all.", "positive"), ("It isn't bad.", "positive"),
    ("Never disappointing.", "positive"), ("The rooms were not dirty.", "positive"),
    ("I have no complaints about the hotel.", "positive"),
    ("I don't like it.", "negative"), ("The food was not good.", "negative"),
    ("I would not recommend this place to anyone.", "negative"),
    ("I am not happy with the result.", "negative"), ("i wouldnt buy it again", "negative"),
    ("It never works when I need it.", "negative"), ("I like it.", "positive"),
    ("The food was good.", "positive"), ("It is bad.", "negative"),
  ])
  func negations(text: String, label: String) throws {
    let classifier = try TextClassifier(PretrainedModel.englishSentiment.file())
    #expect(classifier.labels[classifier.classify(text).best] == label)
  }

  /// Everyday sentences that were not trained on.
  @Test func everydaySentences() throws {
    struct Line: Decodable {
      var text: String
      var label: String
    }
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../corpora/sentiment")
    let classifier = try TextClassifier(PretrainedModel.englishSentiment.file())
    for (name, least) in [("check", 0.88), ("unseen", 0.75)] {
      let data = try Data(contentsOf: folder.appendingPathComponent("\(name).jsonl"))
      let lines = try data.split(separator: UInt8(ascii: "\n")).map {
        try JSONDecoder().decode(Line.self, from: $0)
      }
      let right = zip(lines, classifier.classify(lines.map(\.text))).count {
        $0.label == classifier.labels[$1.best]
      }
      #expect(lines.count > 100 && Double(right) >= least * Double(lines.count), "\(name)")
    }
  }

  @Test func intents() throws {
    let classifier = try TextClassifier(PretrainedModel.englishIntents.file())
    #expect(classifier.labels.count == 151)
    let result = classifier.classify("How much money is in my checking account?")
    #expect(classifier.labels[result.best] == "balance")
  }
}
