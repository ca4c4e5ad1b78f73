import Foundation
import Models
import TestSupport
import Testing
import Text

@Suite("Fine-tuning of taggers")
struct TaggerFineTuningTests {
  /// A corpus with other places, under another name beside the known one.
  private static func corpus(person: String = "PER") -> InMemoryCorpus {
    let text = "Ada Lovelace flew to Ouagadougou."
    let document = Document(
      text: text,
      spans: [
        Span(range: 0..<12, label: person), Span(range: 21..<32, label: "CITY"),
      ])
    return InMemoryCorpus(
      name: "flights",
      documents: [
        .train: Array(repeating: document, count: 8), .validation: [document],
      ])
  }

  private func fineTuned(
    _ corpus: InMemoryCorpus, rate: Double, epochs: Int = 1
  ) throws -> SequenceTagger {
    // The shapes of the recipe are not those of the tagger, which count.
    var recipe = TaggerRecipe()
    recipe.training.learningRate = rate
    recipe.training.epochs = epochs
    recipe.training.seed = 9
    let trainer = try TaggerTrainer(
      corpus, recipe: recipe, pretrained: .init(base: TaggerSample.trained.get()))
    _ = try trainer.run(pool: .serial)
    return trainer.tagger(name: "tuned")
  }

  private func entities(_ tagger: SequenceTagger, _ documents: [Document]) -> [[Span]] {
    documents.map { tagger.entities(in: $0.text) }
  }

  @Test("Where nothing is learned yet, it finds what the tagger found that it starts from")
  func start() throws {
    let base = try TaggerSample.trained.get()
    let documents = TaggerSample.documents("held out", count: 20, seed: 7)
    let corpus = InMemoryCorpus(
      name: "more",
      documents: [
        .train: TaggerSample.documents("other", count: 12, seed: 8),
        .validation: TaggerSample.documents("another", count: 4, seed: 9),
      ])
    let tagger = try fineTuned(corpus, rate: 1e-9)
    let (before, after) = (entities(base, documents), entities(tagger, documents))
    #expect(before.joined().count > 20)
    for (old, new) in zip(before.joined(), after.joined()) {
      #expect(old.range == new.range && old.label == new.label)
      #expect(abs((old.score ?? 0) - (new.score ?? 1)) < 1e-3)
    }
    #expect(before.map(\.count) == after.map(\.count))
  }

  @Test("Labels and words that are new are learned beside those that were known")
  func newLabels() throws {
    let tagger = try fineTuned(Self.corpus(), rate: 0.02, epochs: 12)
    #expect(tagger.labels == ["CITY", "PER"])
    let found = tagger.entities(in: "Ada Lovelace flew to Ouagadougou.")
    #expect(found.map(\.label) == ["PER", "CITY"])
    // Nobody of these is in the new corpus.
    #expect(
      tagger.entities(in: "In Rome, Grace Hopper met Emmy Noether.").contains { $0.label == "PER" })
  }

  @Test("The card names the corpora of both")
  func card() throws {
    let tagger = try fineTuned(Self.corpus(), rate: 0.01)
    #expect(tagger.card.corpora.map(\.name) == ["letters", "flights"])
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).nlpmodel").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try tagger.write(to: path)
    let text = "Ada Lovelace flew to Ouagadougou."
    #expect(
      try SequenceTagger(contentsOf: path).entities(in: text) == tagger.entities(in: text))
  }
}
