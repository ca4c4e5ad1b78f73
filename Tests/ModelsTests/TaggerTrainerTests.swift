import Foundation
import Models
import Neural
import TestSupport
import Testing
import Text
import Tokenization

struct TaggerTrainerTests {
  @Test func learns() throws {
    let trainer = try TaggerTrainer(TaggerSample.corpus(), recipe: TaggerSample.recipe())
    #expect(try trainer.run(pool: .serial))
    #expect(trainer.history.map(\.epoch) == [1, 2, 3, 4, 5])
    let best = try #require(trainer.history.last { $0.isBest }?.validationScore)
    #expect(best > 0.97)
    let losses = trainer.history.map(\.loss)
    #expect(try #require(losses.last) < #require(losses.first) / 4)
    #expect(trainer.summary.labels == ["LOC", "PER"])
    #expect(trainer.summary.misaligned.isEmpty)
    #expect(trainer.summary.documents == 120 && !trainer.summary.isValidationHeldOut)
    let card = trainer.tagger(name: "sample").card
    #expect(card.metrics.map(\.value) == [best])
    #expect(card.corpora.map(\.name) == ["letters"])
    #expect(card.corpora.allSatisfy { $0.fingerprints.keys.sorted() == ["train", "validation"] })
  }

  @Test func hiddenCorporaChangeNothingWithoutTheirVectors() throws {
    var recipe = TaggerSample.recipe()
    recipe.training.epochs = 1
    let losses = try [0, 0.9].map { rate in
      recipe.tagger.corpusDropout = rate
      let trainer = try TaggerTrainer(TaggerSample.corpus(), recipe: recipe)
      _ = try trainer.run(pool: .serial)
      return trainer.history.map(\.loss)
    }
    #expect(losses[0] == losses[1])
  }

  @Test func epochsFollowFromTheSizeOfTheCorpus() throws {
    #expect([1, 50, 100, 150, 1000].map(TaggerRecipe.epochs) == [60, 60, 30, 20, 15])
    var recipe = TaggerSample.recipe()
    recipe.training.epochs = 0
    let trainer = try TaggerTrainer(TaggerSample.corpus(), recipe: recipe)
    #expect((15...60).contains(trainer.recipe.training.epochs))
  }

  /// Short epochs do not write one each, and the last state is there at the end.
  @Test func checkpointsAreWrittenByTime() throws {
    var recipe = TaggerSample.recipe()
    recipe.training.epochs = 3
    for (interval, isWrittenEachEpoch) in [(Duration.seconds(3600), false), (.zero, true)] {
      try withTemporaryDirectory { directory in
        let checkpoint = directory + "/training.checkpoint"
        let trainer = try TaggerTrainer(TaggerSample.corpus(), recipe: recipe)
        trainer.checkpointInterval = interval
        var isThere: [Bool] = []
        _ = try trainer.run(
          pool: .serial, checkpoint: checkpoint,
          onEvent: {
            if case .epoch = $0 {
              isThere.append(FileManager.default.fileExists(atPath: checkpoint))
            }
          })
        #expect(isThere == [false, isWrittenEachEpoch, isWrittenEachEpoch])
        let other = try TaggerTrainer(TaggerSample.corpus(), recipe: recipe)
        try other.resume(from: checkpoint)
        #expect(other.history.count == 3)
      }
    }
  }

  @Test func checkpointOfAnotherTrainingIsRefused() throws {
    var recipe = TaggerSample.recipe()
    recipe.training.epochs = 1
    let corpus = TaggerSample.corpus()
    try withTemporaryDirectory { directory in
      let checkpoint = directory + "/training.checkpoint"
      _ = try TaggerTrainer(corpus, recipe: recipe).run(pool: .serial, checkpoint: checkpoint)
      func expectRefusal(_ corpus: InMemoryCorpus, _ recipe: TaggerRecipe) throws {
        let trainer = try TaggerTrainer(corpus, recipe: recipe)
        let error = #expect(throws: ModelError.self) { try trainer.resume(from: checkpoint) }
        guard case .invalidMetadata(checkpoint, "origin", _) = error else {
          Issue.record("refused with \(String(describing: error))")
          return
        }
        #expect(trainer.history.isEmpty)
      }
      var other = recipe
      other.training.learningRate = 0.01
      try expectRefusal(corpus, other)
      other = recipe
      other.tagger.hidden += 1
      try expectRefusal(corpus, other)
      var changed = corpus
      changed.documents[.train]?.removeLast()
      try expectRefusal(changed, recipe)

      // A model is no checkpoint, and a checkpoint no model.
      let model = directory + "/sample.nlpmodel"
      try TaggerSample.trained.get().write(to: model)
      let trainer = try TaggerTrainer(corpus, recipe: recipe)
      #expect(
        throws: ModelError.wrongKind(file: model, expected: "checkpoint", found: "tagger")
      ) { try trainer.resume(from: model) }
      #expect(throws: ModelError.self) { try SequenceTagger(contentsOf: checkpoint) }
    }
  }

  @Test func misalignedSpansAreListed() throws {
    let text =
      "Ada Lovelace met Charles Babbage there. He then lived in London. Nobody knew about it."
    func range(_ part: String) throws -> Range<Int> {
      let range = try #require(text.range(of: part))
      let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
      return start..<start + part.utf8.count
    }
    let babbage = try range("Charles Babbage")
    typealias Expected = (
      range: Range<Int>, label: String, nearest: Range<Int>?, reason: MisalignedSpan.Reason
    )
    let second = try range("Babbage")
    let both = try range("London. Nobody")
    let expected: [Expected] = [
      (0..<8, "PER", 0..<12, .splitsToken), (12..<13, "LOC", nil, .coversNoToken),
      (second, "LOC", second, .overlaps), (both, "LOC", both, .crossesSentences),
    ]
    let spans =
      expected.map { Span(range: $0.range, label: $0.label) } + [
        Span(range: babbage, label: "PER"), Span(range: try range("it"), label: "LOC"),
      ]
    var corpus = TaggerSample.corpus()
    let before = try TaggerTrainer(corpus, recipe: TaggerSample.recipe()).summary
    corpus.documents[.train]?.append(
      Document(identifier: "d", text: text, spans: spans.shuffled()))
    let summary = try TaggerTrainer(corpus, recipe: TaggerSample.recipe()).summary
    #expect(summary.misaligned.map(\.range) == expected.map(\.range))
    #expect(summary.misaligned.map(\.label) == expected.map(\.label))
    #expect(summary.misaligned.map(\.nearest) == expected.map(\.nearest))
    #expect(summary.misaligned.map(\.reason) == expected.map(\.reason))
    #expect(summary.misaligned.map(\.text) == ["Ada Love", " ", "Babbage", "London. Nobody"])
    #expect(summary.misaligned.allSatisfy { $0.document == "d" })
    #expect(summary.spans == before.spans + spans.count)
    #expect(summary.sentences == before.sentences + 3)
  }

  @Test func goldTokensHaveToBeThere() throws {
    var recipe = TaggerSample.recipe()
    recipe.goldTokens = true
    var corpus = TaggerSample.corpus()
    #expect(
      throws: TaggerTrainingError.noGoldTokens(corpus: "letters", document: "train-0")
    ) { try TaggerTrainer(corpus, recipe: recipe) }

    let tokenizer = Tokenizer()
    for (split, documents) in corpus.documents {
      corpus.documents[split] = documents.map {
        var document = $0
        tokenizer.annotate(&document)
        document.hasGoldTokens = true
        return document
      }
    }
    let gold = try TaggerTrainer(corpus, recipe: recipe).summary
    let tokenized = try TaggerTrainer(
      TaggerSample.corpus(), recipe: TaggerSample.recipe()
    ).summary
    #expect(gold == tokenized)
  }

  /// A label that training has not seen does not stop it; its sentences do not validate.
  @Test func validationOfUnknownLabels() throws {
    var corpus = TaggerSample.corpus()
    let known = try TaggerTrainer(corpus, recipe: TaggerSample.recipe()).summary
    let other = Document(
      text: "They joined Bletchley.", spans: [Span(range: 12..<21, label: "ORG")])
    corpus.documents[.validation]?.append(other)
    let summary = try TaggerTrainer(corpus, recipe: TaggerSample.recipe()).summary
    #expect(summary.unknownSentences == 1 && summary.unknownLabels == ["ORG"])
    #expect(summary.validationSentences == known.validationSentences)
    #expect(summary.labels == known.labels)
    corpus.documents[.validation] = [other]
    #expect(throws: TaggerTrainingError.unknownLabel(corpus: "letters", label: "ORG")) {
      try TaggerTrainer(corpus, recipe: TaggerSample.recipe())
    }
  }

  @Test func corporaWithoutSpansOrDocuments() {
    var corpus = InMemoryCorpus(name: "none", documents: [:])
    #expect(throws: TaggerTrainingError.noDocuments(corpus: "none")) {
      try TaggerTrainer(corpus, recipe: TaggerSample.recipe())
    }
    corpus.documents[.train] = (0..<9).map { Document(text: "Nothing to see in text \($0).") }
    #expect(throws: TaggerTrainingError.noSpans(corpus: "none")) {
      try TaggerTrainer(corpus, recipe: TaggerSample.recipe())
    }
  }

  @Test func trainsOnLongSentence() throws {
    var corpus = TaggerSample.corpus()
    let text = String(repeating: "and then to Rome ", count: 2500)
    let spans = (0..<2500).map { Span(range: 17 * $0 + 12..<17 * $0 + 16, label: "LOC") }
    corpus.documents[.train] = [Document(text: text, spans: spans)]
    corpus.documents[.validation] = nil
    corpus.documents[.train]? += TaggerSample.documents("train", count: 60, seed: 3)
    var recipe = TaggerSample.recipe()
    recipe.training.epochs = 1
    let trainer = try TaggerTrainer(corpus, recipe: recipe)
    #expect(trainer.summary.isValidationHeldOut && trainer.summary.misaligned.isEmpty)
    #expect(trainer.summary.tokens > 10_000)
    #expect(try trainer.run(pool: ThreadPool(threads: 2)))
    #expect(try #require(trainer.history.first).loss.isFinite)
  }
}
