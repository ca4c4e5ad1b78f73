import Foundation
import Models
import Neural
import TestSupport
import Testing
import Text

struct TextClassifierTests {
  /// Texts of all lengths: none, one word, several windows, several parts.
  private static let texts: [String] =
    ClassifierSample.documents("test", count: 70, seed: 9).map(\.text) + [
      "", " ", "coffee", "\u{1F600}", String(repeating: "The soup was cold. ", count: 60),
      String(repeating: "We loved the cake, and the tea. ", count: 400),
    ]

  @Test func fileKeepsEverything() throws {
    let classifier = try ClassifierSample.trained.get()
    try withTemporaryDirectory { directory in
      let path = directory + "/sample.nlpmodel"
      try classifier.write(to: path)
      let read = try TextClassifier(contentsOf: path)
      #expect(read.card == classifier.card && read.recipe == classifier.recipe)
      #expect(read.calibration == classifier.calibration)
      #expect(read.classify(Self.texts) == classifier.classify(Self.texts))
      let copy = directory + "/copy.nlpmodel"
      try read.write(to: copy)
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: copy))
          == Data(contentsOf: URL(fileURLWithPath: path)))
    }
  }

  @Test(arguments: [1, 3])
  func textsTogetherAsOneByOne(threads: Int) throws {
    let classifier = try ClassifierSample.trained.get()
    let together = classifier.classify(Self.texts, threads: ThreadPool(threads: threads))
    for (text, result) in zip(Self.texts, together) {
      #expect(classifier.classify(text) == result, "\(text.prefix(40))")
      #expect(abs(result.probabilities.reduce(0, +) - 1) < 1e-9)
      #expect(result.assigned == [result.best])
    }
    #expect(classifier.classify(Self.texts.reversed()).reversed() == together)
    #expect(classifier.classify([]).isEmpty)
  }

  @Test func callsFromSeveralThreadsAtOnce() async throws {
    let classifier = try ClassifierSample.trained.get()
    let expected = classifier.classify(Self.texts)
    let pool = ThreadPool(threads: 3)
    let results = await withTaskGroup(of: [Classification].self) { group in
      for task in 0..<8 {
        group.addTask {
          classifier.classify(Self.texts, threads: task % 2 == 0 ? pool : .serial)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count == 8)
    for result in results { #expect(result == expected) }
  }

  /// Every byte range of the header and some of the data, changed one by one: a clear error or a
  /// model that works.
  @Test func damagedFiles() throws {
    let classifier = try ClassifierSample.trained.get()
    try withTemporaryDirectory { directory in
      let path = directory + "/sample.nlpmodel"
      try classifier.write(to: path)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      var random = SeededRandom(4)
      var refused = 0
      for _ in 0..<150 {
        var damaged = bytes
        let header = 20_000
        damaged[Int.random(in: 0..<min(header, bytes.count), using: &random)] = UInt8.random(
          in: 32..<127, using: &random)
        try damaged.write(to: URL(fileURLWithPath: path))
        do {
          _ = try TextClassifier(contentsOf: path).classify("The soup was cold.")
        } catch is ModelError {
          refused += 1
        }
      }
      #expect(refused > 20)
    }
  }

  @Test func sentimentScales() {
    func polarities(_ labels: String...) -> [Double]? { SentimentScale(labels: labels)?.polarities }
    #expect(polarities("negative", "positive") == [-1, 1])
    #expect(polarities("Neg", "neutral", "POS") == [-1, 0, 1])
    #expect(
      polarities("negative", "neutral", "positive", "very negative", "very_positive")
        == [-0.5, 0, 0.5, -1, 1])
    #expect(polarities("0", "1") == [-1, 1])
    #expect(polarities("1", "2", "3", "4", "5") == [-1, -0.5, 0, 0.5, 1])
    #expect(polarities("1 star", "5 stars") == [-1, 1])
    #expect(
      polarities("1.0", "3.0", "5.0") == [-1, 0, 1] && polarities("1", "1.5", "2") == [-1, 0, 1])
    #expect(polarities("1.0", "1.0.0") == nil && polarities("inf", "1") == nil)
    #expect(polarities("ham", "spam") == nil)
    #expect(polarities("positive", "sports") == nil)
    #expect(polarities("positive") == nil && polarities("1") == nil)
    let scale = SentimentScale(labels: ["negative", "neutral", "positive"])
    let result = Classification(probabilities: [0.2, 0.3, 0.5], assigned: [2])
    #expect(abs((scale?.score(result) ?? 0) - 0.3) < 1e-12)
  }
}
