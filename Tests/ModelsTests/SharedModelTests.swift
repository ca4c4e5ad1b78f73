import Models
import Neural
import Testing
import Text

/// One model, asked by 32 tasks at once, answers as if each were alone.
@Suite struct SharedModelTests {
  private static let texts = (0..<24).map { index in
    let names = TaggerSample.people[index % TaggerSample.people.count]
    return "\(names) met the others in \(TaggerSample.places[index % TaggerSample.places.count])"
      + String(repeating: ", and it was fine", count: index % 5) + "."
  }

  private func expectOneAnswer<Answer: Equatable & Sendable>(
    _ answer: @escaping @Sendable (String) -> Answer
  ) async {
    let expected = Self.texts.map(answer)
    await withTaskGroup(of: [Answer].self) { group in
      for task in 0..<32 {
        group.addTask {
          // Each starts somewhere else, so that they do different things at a time.
          let order = Self.texts.indices.map { ($0 + task) % Self.texts.count }
          var answers = [Answer?](repeating: nil, count: order.count)
          for index in order { answers[index] = answer(Self.texts[index]) }
          return answers.compactMap { $0 }
        }
      }
      for await found in group { #expect(found == expected) }
    }
  }

  @Test func tagger() async throws {
    let tagger = try TaggerSample.trained.get()
    await expectOneAnswer { tagger.entities(in: $0) }
  }

  @Test func classifier() async throws {
    let classifier = try ClassifierSample.trained.get()
    await expectOneAnswer { classifier.classify($0) }
  }

  @Test func languageModel() async throws {
    let model = try LanguageModelSample.scalars.get()
    await expectOneAnswer { model.score($0).logProbabilities }
  }

  @Test func languageRecognizer() async throws {
    let recognizer = try LanguageRecognizerSample.trained.get()
    await expectOneAnswer { recognizer.hypotheses(for: $0) }
  }

  @Test func wordVectors() async throws {
    let vectors = try WordVectorSample.trained.get()
    await expectOneAnswer { text in
      text.split(separator: " ").map { vectors.nearest(to: String($0), count: 3)?.map(\.word) }
    }
  }
}
