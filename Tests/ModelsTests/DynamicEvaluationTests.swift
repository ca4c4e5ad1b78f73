import Evaluation
import Models
import Testing
import Text

@Suite("Dynamic evaluation")
struct DynamicEvaluationTests {
  /// Words in an order that the sample's training never had.
  private static let habit = String(repeating: "nobody remembers the ferry a letter.\n", count: 60)

  private func scores(
    _ model: CharacterLanguageModel, _ settings: DynamicEvaluation, threads: Int = 1
  ) throws -> [String: Score] {
    let corpus = InMemoryCorpus(
      name: "habit", documents: [.test: [Document(text: Self.habit)]])
    let evaluation = try model.evaluate(
      on: corpus, split: .test, dynamic: settings, threads: .init(threads: threads))
    return Dictionary(
      uniqueKeysWithValues: evaluation.result.scores.map { ($0.metric, $0) })
  }

  @Test("A model that learns from what it has read predicts a habit of the text better")
  func habit() throws {
    let model = try LanguageModelSample.train()
    var settings = DynamicEvaluation()
    settings.learningRate = 0.003
    let scores = try scores(model, settings)
    let still = try #require(scores["nats_per_character"]?.value)
    let dynamic = try #require(scores["dynamic_nats_per_character"])
    #expect(try #require(dynamic.value) < 0.7 * still)
    #expect("\(dynamic.signature)".contains("state:dynamic"))
    #expect(scores["nats_per_character"]?.signature.description.contains("state:carried") == true)
  }

  @Test("Without steps it is the score of the model, whatever the windows and threads")
  func still() throws {
    let model = try LanguageModelSample.train()
    var settings = DynamicEvaluation()
    settings.learningRate = 0
    settings.decay = 0
    for (length, threads) in [(20, 1), (7, 2)] {
      settings.windowLength = length
      let scores = try scores(model, settings, threads: threads)
      let still = try #require(scores["nats_per_character"]?.value)
      let dynamic = try #require(scores["dynamic_nats_per_character"]?.value)
      #expect(abs(still - dynamic) < 1e-4)
    }
  }

  @Test("The model itself stays as it was")
  func unchanged() throws {
    let model = try LanguageModelSample.train()
    let before = model.score("a heron waits for the tide.").logProbabilities
    _ = try scores(model, .init())
    #expect(model.score("a heron waits for the tide.").logProbabilities == before)
  }
}
