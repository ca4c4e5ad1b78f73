import Foundation
import Models
import Testing
import Text

@Suite struct LanguageRecognizerTests {
  private static let sentences = [
    "en": [
      "the house is on the hill", "she reads a book in the garden", "we went to the city with them",
      "there is nothing that he would not do", "this is what they have said",
      "where are the others",
    ],
    "de": [
      "das Haus steht auf dem Hügel", "sie liest ein Buch im Garten",
      "wir fuhren in die Stadt mit ihnen",
      "es gibt nichts, was er nicht täte", "das ist, was sie gesagt haben", "wo sind die anderen",
    ],
    "el": [
      "το σπίτι είναι στο λόφο", "διαβάζει ένα βιβλίο στον κήπο", "πήγαμε στην πόλη μαζί τους",
      "δεν υπάρχει τίποτα που δεν θα έκανε", "αυτό είναι που είπαν", "πού είναι οι άλλοι",
    ],
  ]

  private func recognizer(epochs: Int = 40) throws -> LanguageRecognizer {
    let documents = Self.sentences.keys.sorted().flatMap { language in
      Self.sentences[language]!.map { Document(text: $0, labels: [language]) }
    }
    let corpus = InMemoryCorpus(
      name: "three", documents: [.train: documents, .validation: documents])
    var recipe = LanguageRecognizerRecipe()
    recipe.buckets = 1 << 12
    recipe.epochs = epochs
    let trainer = try LanguageRecognizerTrainer(corpus, recipe: recipe)
    var losses: [Double] = []
    trainer.train { _, loss in
      losses.append(loss)
      return true
    }
    #expect(losses.count == epochs && losses.last! < losses[0] / 2)
    return trainer.recognizer(name: "three")
  }

  @Test func languagesAreTold() throws {
    let recognizer = try recognizer()
    #expect(recognizer.languages == ["de", "el", "en"])
    #expect(recognizer.language(of: "The others are in the garden.") == "en")
    #expect(recognizer.language(of: "DIE ANDEREN SIND IM GARTEN") == "de")
    #expect(recognizer.language(of: "το βιβλίο") == "el")
    let hypotheses = recognizer.hypotheses(for: "sie ist in der Stadt", maximumCount: 10)
    #expect(hypotheses.map(\.language).first == "de" && hypotheses.count == 3)
    #expect(abs(hypotheses.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
    #expect(zip(hypotheses, hypotheses.dropFirst()).allSatisfy { $0.probability >= $1.probability })
  }

  @Test func textsWithoutLettersAreUndetermined() throws {
    let recognizer = try recognizer(epochs: 5)
    for text in ["", "  ", "1234 !?", "https://example.org/the-house", "someone@example.org", "🙂"] {
      #expect(recognizer.hypotheses(for: text).isEmpty, "\(text)")
      #expect(recognizer.language(of: text) == LanguageRecognizer.undetermined)
    }
  }

  @Test func candidatesAndHintsDecide() throws {
    let recognizer = try recognizer()
    #expect(
      recognizer.language(of: "the house", among: ["de", "el"], minimumProbability: 0) == "de")
    #expect(recognizer.hypotheses(for: "the house", among: ["xx"]).isEmpty)
    let plain = recognizer.hypotheses(for: "in", maximumCount: 3)
    let hinted = recognizer.hypotheses(for: "in", maximumCount: 3, hints: ["el": 1e6])
    #expect(hinted.first?.language == "el" && plain.first?.language != "el")
  }

  @Test func decomposedLettersAreRead() throws {
    let recognizer = try recognizer(epochs: 5)
    let composed = "das Haus steht auf dem H\u{FC}gel"
    let decomposed = "das Haus steht auf dem Hu\u{308}gel"
    #expect(recognizer.hypotheses(for: composed) == recognizer.hypotheses(for: decomposed))
  }

  @Test func partsOfATextHaveTheirLanguages() throws {
    let recognizer = try recognizer()
    let text = "She reads a book in the garden. Das Haus steht auf dem Hügel. Wo sind die anderen?"
    let spans = recognizer.spans(in: text)
    #expect(spans.map(\.language) == ["en", "de"])
    #expect(String(decoding: Array(text.utf8)[spans[1].range], as: UTF8.self).hasPrefix("Das Haus"))
    #expect(spans[1].range.upperBound == text.utf8.count)
  }

  @Test func filesAnswerAsTheModelDid() throws {
    let recognizer = try recognizer(epochs: 5)
    try withTemporaryDirectory { directory in
      let path = directory + "/three.nlpmodel"
      try recognizer.write(to: path)
      let read = try LanguageRecognizer(ModelFile(contentsOf: path))
      for text in ["the book", "das Buch", "βιβλίο", "xyz"] {
        #expect(read.hypotheses(for: text) == recognizer.hypotheses(for: text))
      }
      let again = directory + "/again.nlpmodel"
      try self.recognizer(epochs: 5).write(to: again)
      #expect(FileManager.default.contentsEqual(atPath: path, andPath: again))
    }
  }

  @Test func oneLanguageIsRefused() {
    let corpus = InMemoryCorpus(
      name: "one", documents: [.train: [Document(text: "a b", labels: ["en"])]])
    #expect(throws: LanguageRecognizerTrainingError.fewLanguages(corpus: "one", count: 1)) {
      try LanguageRecognizerTrainer(corpus, recipe: LanguageRecognizerRecipe())
    }
  }

  @Test func accuracyIsScored() throws {
    let recognizer = try recognizer()
    let documents = [
      Document(text: "the garden", labels: ["en"]), Document(text: "der Garten", labels: ["de"]),
    ]
    let corpus = InMemoryCorpus(name: "test", documents: [.test: documents])
    let evaluation = try recognizer.evaluate(on: corpus)
    #expect("\(evaluation.result)".isEmpty == false)
    #expect(throws: ModelEvaluationError.self) {
      try recognizer.evaluate(on: corpus, split: .train)
    }
  }
}
