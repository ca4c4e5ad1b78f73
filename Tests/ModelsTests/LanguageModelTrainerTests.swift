import Foundation
import Models
import Neural
import TestSupport
import Testing
import TextInput
import Text

struct LanguageModelTrainerTests {
  @Test func learns() throws {
    let trainer = try LanguageModelSample.trainer()
    #expect(try trainer.run(pool: .serial))
    let losses = trainer.history.map(\.loss)
    #expect(try #require(losses.last) < 1 && #require(losses.first) > 2)
    let best = try #require(trainer.history.last { $0.isBest }?.validationScore)
    // Four subjects, verbs and objects: 3 log 4 = 4.2 nats in a sentence of about 33 characters.
    #expect(best > -0.4 && best < -0.1)
    let model = trainer.model(name: "sample")
    #expect(model.card.kind == .languageModel)
    #expect(model.card.metrics.map(\.name).first == "validation nats per character")
    let nats = try #require(model.card.metrics.first?.value)
    #expect(abs(nats + best) < 1e-12)
    let text = LanguageModelSample.corpus().documents[.validation]?.first?.text ?? ""
    let score = model.score(text)
    #expect(abs(score.logProbability / Double(score.scalars) - best) < 0.01)
    #expect(trainer.summary.validationSymbols == text.unicodeScalars.count)
    #expect(
      model.card.metrics.map(\.name) == [
        "validation nats per character", "validation bits per character",
        "validation nats per byte", "validation bits per byte",
      ])
    let expected = -best * Double(text.unicodeScalars.count) / Double(text.utf8.count) / log(2)
    #expect(abs((model.card.metrics[3].value ?? 0) - expected) < 1e-12)
    #expect(text.utf8.count > text.unicodeScalars.count)
    #expect(trainer.summary.unknown == 0)
  }

  @Test(arguments: [false, true])
  func aModelThatStartsFromAnotherKnowsWhatItKnew(isTied: Bool) throws {
    let base = try LanguageModelSample.train { $0.model.tiedOutput = isTied }
    let text = LanguageModelSample.text(12, seed: 7).replacing("miller", with: "müller")
    let corpus = InMemoryCorpus(
      name: "few",
      documents: [
        .train: [Document(text: text)],
        .validation: [Document(text: LanguageModelSample.text(8, seed: 8))],
      ])
    let recipe = LanguageModelSample.recipe { $0.training.epochs = 1 }
    func loss(from base: CharacterLanguageModel?) throws -> Double {
      let trainer = try LanguageModelTrainer(
        try CorpusText(corpus, separator: "", heldOut: 0), recipe: recipe, from: base)
      _ = try trainer.run(pool: .serial)
      let model = trainer.model(name: "few")
      if let base {
        #expect(model.recipe.model == base.recipe.model)
        #expect(model.card.corpora.map(\.name) == ["letters", "few"])
        let characters = Set(base.characters ?? []).union(["ü"])
        #expect(Set(model.characters ?? []) == characters)
      }
      return -(trainer.history.last?.validationScore ?? 0)
    }
    #expect(try loss(from: base) < 0.7 && loss(from: nil) > 1.5)
  }

  @Test func lastDocumentsValidateWhereThereIsNoSplit() throws {
    let documents = (0..<20).map { Document(text: "line \($0)") }
    let corpus = InMemoryCorpus(name: "lines", documents: [.train: documents])
    let text = try CorpusText(corpus, separator: "\n", heldOut: 0.1)
    #expect(text.isHeldOut)
    func read(_ split: Split) throws -> String {
      var bytes: [UInt8] = []
      try text.forEachPiece(of: split) { bytes += $0 }
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(try read(.validation) == "line 18\nline 19\n")
    #expect(try read(.train) == (0..<18).map { "line \($0)\n" }.joined())
    #expect(try read(.test) == "")
  }

  @Test func filesAreSplitByCharactersInOrder() throws {
    try withTemporaryDirectory { directory in
      let all = "añ€😀" + String(repeating: "xyé", count: 12)
      let scalars = Array(all.unicodeScalars)
      let bytes = Array(all.utf8)
      let paths = ["a.txt", "b.txt"].map { directory + "/" + $0 }
      try Data(bytes[..<10]).write(to: URL(fileURLWithPath: paths[0]))
      try Data(bytes[10...]).write(to: URL(fileURLWithPath: paths[1]))
      let files = try TextFiles(paths, validation: 0.2, test: 0.1)
      #expect(files.scalarCount == 40 && files.name == "a.txt+b.txt")
      var parts: [String] = []
      for split in [Split.train, .validation, .test] {
        var read: [UInt8] = []
        try files.forEachPiece(of: split) { read += $0 }
        parts.append(String(decoding: read, as: UTF8.self))
      }
      #expect(parts.joined() == all)
      #expect(parts.map(\.unicodeScalars.count) == [28, 8, 4])
      #expect(parts[0].unicodeScalars.elementsEqual(scalars[..<28]))
      #expect(Set([Split.train, .validation, .test].map(files.fingerprint)).count == 3)
      #expect(throws: TextInputError.noSuchFile(path: directory + "/c.txt")) {
        try TextFiles([directory + "/c.txt"])
      }
      #expect(throws: TextInputError.self) { try TextFiles([directory]) }
    }
  }

  @Test func textThatIsNotUTF8() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/latin1.txt"
      let text = [UInt8](repeating: 0x61, count: 300)
      for (bad, place) in [
        ([0xE9, 0x20], 301), ([0xC0, 0x80], 300), ([0xED, 0xA0, 0x80], 300), ([0xF0], 300),
      ] as [([UInt8], Int)] {
        try Data(Array("b".utf8) + text.dropLast() + bad).write(to: URL(fileURLWithPath: path))
        let files = try TextFiles([path])
        let error = LanguageModelError.notUTF8(text: "latin1.txt", split: "train", byte: 300)
        #expect(place >= 300)
        #expect(throws: error) {
          try LanguageModelTrainer(files, recipe: LanguageModelSample.recipe())
        }
        let recipe = LanguageModelSample.recipe { $0.model.symbol = .byte }
        #expect(try LanguageModelTrainer(files, recipe: recipe).summary.symbols == 300 + bad.count)
      }
    }
  }

  @Test(arguments: ["", "ab", "abcdefg"])
  func shortTexts(text: String) throws {
    let corpus = InMemoryCorpus(name: "short", documents: [.train: [Document(text: text)]])
    if text.count < 4 {
      #expect(
        throws: LanguageModelError.tooShort(text: "short", characters: 0, needed: 4)
      ) { try LanguageModelSample.trainer(corpus: corpus) }
      return
    }
    // The only document is held out, so there is nothing to train on either.
    var both = corpus
    both.documents[.validation] = corpus.documents[.train]
    let recipe = LanguageModelSample.recipe { $0.training.epochs = 2 }
    let trainer = try LanguageModelSample.trainer(recipe, corpus: both)
    #expect(try trainer.run(pool: .serial))
    #expect(trainer.history.allSatisfy { $0.loss.isFinite })
  }

  @Test func charactersThatTrainingDidNotSee() throws {
    var corpus = LanguageModelSample.corpus()
    corpus.documents[.validation] = [Document(text: "the tide, über\n")]
    let trainer = try LanguageModelSample.trainer(corpus: corpus)
    #expect(trainer.summary.unknown == 2)
    let model = try LanguageModelSample.scalars.get()
    #expect(model.score("the Ω").unknown == 1)
    // Neither impossible nor usual.
    let last = try #require(model.score("the Ω").logProbabilities.last)
    #expect(last > -14 && last < -3)
    #expect(model.score("").logProbabilities.isEmpty && model.score("").bitsPerCharacter == nil)
  }
}
