import Foundation
import Models
import Neural
import TestSupport
import Testing
import Text

struct TokenTaggerTests {
  @Test(arguments: [false, true])
  func learnsAllLayersAtOnce(hasCRF: Bool) throws {
    var recipe = TokenTaggerSample.recipe()
    recipe.tagger.usesTokenCRF = hasCRF
    let trainer = try TokenTaggerTrainer(TokenTaggerSample.corpus(), recipe: recipe)
    #expect(try trainer.run(pool: .serial))
    #expect(trainer.summary.layers.map(\.name) == ["upos", "lemma"])
    #expect(trainer.summary.layers[0].labels == 7)
    let tagger = trainer.tagger(name: "sample")
    #expect(tagger.card.kind == .tokenTagger && tagger.layers == ["upos", "lemma"])
    #expect(tagger.card.labels == ["AUX", "DET", "NOUN", "PART", "PROPN", "PUNCT", "VERB"])
    for layer in ["upos", "lemma"] {
      let result = try tagger.evaluate(layer: layer, on: TokenTaggerSample.corpus()).result
      #expect(try #require(result["accuracy"]?.value) > 0.97, "\(layer)")
      #expect(result.headline?.signature.fields.contains(.init("layer", layer)) == true)
    }
  }

  @Test func findsLayersInText() throws {
    let document = try TokenTaggerSample.trained.get().analyze(
      "These parties didn't see Ada. The child liked the machines.")
    #expect(document.sentences.count == 2)
    #expect(
      document.values(of: "upos") == [
        "DET", "NOUN", "AUX", "PART", "VERB", "PROPN", "PUNCT", "DET", "NOUN", "VERB", "DET",
        "NOUN", "PUNCT",
      ])
    #expect(
      document.values(of: "lemma") == [
        "this", "party", "do", "not", "see", "Ada", ".", "the", "child", "like", "the", "machine",
        ".",
      ])
  }

  @Test func aFileGivesTheSameTagger() throws {
    let tagger = try TokenTaggerSample.trained.get()
    try withTemporaryDirectory { directory in
      let path = directory + "/m.nlpmodel"
      try tagger.write(to: path)
      let read = try TokenTagger(contentsOf: path)
      #expect(read.card == tagger.card && read.recipe == tagger.recipe)
      #expect(read.labels(of: "lemma") == tagger.labels(of: "lemma"))
      let text = "The dogs carried the stories. Zoë did n't watch."
      #expect(read.analyze(text) == tagger.analyze(text))
      let error = #expect(throws: ModelError.self) { try SequenceTagger(contentsOf: path) }
      guard case .wrongKind = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test func threadsAndNeighboursChangeNothing() throws {
    let tagger = try TokenTaggerSample.trained.get()
    var documents = try TokenTaggerSample.corpus().documents(in: .test)
    let alone = documents.map { document in
      var one = [document]
      tagger.annotate(&one)
      return one[0]
    }
    tagger.annotate(&documents, threads: ThreadPool(threads: 2))
    #expect(documents == alone)
    #expect(tagger.analyze("").tokens.isEmpty)
  }

  /// A rule that takes away more than a word has does not apply to it; another one does.
  @Test func shortWordsHaveLemmas() throws {
    let document = try TokenTaggerSample.trained.get().analyze("ies s ed a")
    #expect(document.values(of: "lemma")?.allSatisfy { $0?.isEmpty == false } == true)
  }

  @Test func whatCannotBeTrainedOrScored() throws {
    var recipe = TokenTaggerSample.recipe()
    recipe.tokenLayers = ["xpos"]
    #expect(throws: TaggerTrainingError.noLayer(corpus: "trees", layer: "xpos")) {
      try TokenTaggerTrainer(TokenTaggerSample.corpus(), recipe: recipe)
    }
    recipe.tokenLayers = ["upos", "xpos"]
    #expect(throws: TaggerTrainingError.noLayer(corpus: "trees", layer: "xpos")) {
      try TokenTaggerTrainer(TokenTaggerSample.corpus(), recipe: recipe)
    }
    let tagger = try TokenTaggerSample.trained.get()
    #expect(throws: ModelEvaluationError.noSuchLayer(layer: "feats", layers: ["upos", "lemma"])) {
      try tagger.evaluate(layer: "feats", on: TokenTaggerSample.corpus())
    }
    #expect(
      throws: ModelEvaluationError.emptyLayer(corpus: "letters", split: .validation, layer: "upos")
    ) {
      try tagger.evaluate(on: TaggerSample.corpus(), split: .validation)
    }
  }

  /// The layer of words comes to those that are asked for, unless a recipe has no room for it.
  @Test(arguments: [15, 16])
  func wordsFindRoom(count: Int) throws {
    var document = TokenTaggerSample.document(
      of: [("I", "PRON", "I"), ("du", "X", "du"), (".", "PUNCT", ".")])
    let names = (0..<count).map { "layer\($0)" }
    document.layers = names.map { TokenLayer(name: $0, values: ["a", "b", "c"]) }
    document.layers.append(TokenLayer(name: TokenLayer.words, values: ["_", "de le", "_"]))
    let corpus = InMemoryCorpus(
      name: "trees",
      documents: [
        .train: Array(repeating: document, count: 4), .validation: [document], .test: [],
      ])
    var recipe = TokenTaggerSample.recipe()
    recipe.tokenLayers = names
    let trainer = try TokenTaggerTrainer(corpus, recipe: recipe)
    #expect(trainer.recipe.tokenLayers == names + (count == 15 ? [TokenLayer.words] : []))
    #expect(trainer.recipe.problem == nil)
  }

  @Test func copiesOfSentencesHaveTheLemmasOfTheirForms() throws {
    var recipe = TokenTaggerSample.recipe()
    recipe.augmentation.uppercase = 1
    recipe.augmentation.withoutStop = 1
    recipe.training.epochs = 10
    let trainer = try TokenTaggerTrainer(TokenTaggerSample.corpus(), recipe: recipe)
    _ = try trainer.run(pool: .serial)
    let document = trainer.tagger(name: "sample").analyze("THE DOGS PAINTED THE CITIES")
    #expect(document.values(of: "lemma") == ["the", "dog", "paint", "the", "city"])
  }
}
