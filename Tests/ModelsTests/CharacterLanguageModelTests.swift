import Foundation
import Models
import Neural
import TestSupport
import Testing
import Text

struct CharacterLanguageModelTests {
  private static let models = [
    LanguageModelSample.scalars, LanguageModelSample.bytes, LanguageModelSample.backward,
    LanguageModelSample.deep,
  ]

  @Test func fileKeepsEverything() throws {
    try withTemporaryDirectory { directory in
      for (index, model) in Self.models.enumerated() {
        let model = try model.get()
        let path = directory + "/\(index).nlpmodel"
        try model.write(to: path)
        let read = try CharacterLanguageModel(contentsOf: path)
        #expect(read.card == model.card && read.recipe == model.recipe)
        let text = "the old café waits for nobody.\n"
        #expect(read.score(text) == model.score(text))
        #expect(read.generate(length: 50) == model.generate(length: 50))
        #expect(throws: ModelError.self) { try SequenceTagger(contentsOf: path) }
      }
    }
  }

  @Test func damagedFilesAreRefused() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/m.nlpmodel"
      try LanguageModelSample.scalars.get().write(to: path)
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      let text = String(decoding: whole, as: UTF8.self)
      // Changes of the same length, so that offsets stay right.
      for (from, to) in [
        (#"\"hidden\":32"#, #"\"hidden\":33"#), (#"\"hidden\":32"#, #"\"hidden\":-2"#),
        (#"\"layers\":1"#, #"\"layers\":9"#),
        (#"\"symbol\":\"scalar\""#, #"\"symbol\":\"scalur\""#),
        (#"\"character\""#, #"\"charakter\""#),
      ] {
        guard let range = text.range(of: from) else {
          Issue.record("no \(from) in the header")
          continue
        }
        let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        var bytes = whole
        bytes.replaceSubrange(start..<start + from.utf8.count, with: Array(to.utf8))
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(throws: ModelError.self, "\(to)") { try CharacterLanguageModel(contentsOf: path) }
      }
    }
  }

  /// Each symbol's probability does not depend on those after it, so that those of a text's starts
  /// multiply to that of the whole.
  @Test func scoresObeyTheChainRule() throws {
    let text = "a heron leaves the café"
    for model in Self.models {
      let model = try model.get()
      let whole = model.score(text)
      let symbols = model.recipe.model.symbol == .byte ? 24 : 23
      #expect(whole.logProbabilities.count == symbols)
      #expect(whole.scalars == 23 && whole.bytes == 24)
      let part = model.isBackward ? String(text.suffix(9)) : String(text.prefix(9))
      let some = model.score(part).logProbabilities
      let same =
        model.isBackward
        ? Array(whole.logProbabilities.suffix(9)) : Array(whole.logProbabilities.prefix(9))
      for (a, b) in zip(some, same) { #expect(abs(a - b) < 1e-5) }
    }
  }

  @Test func scoresDependOnNeitherCompanyNorThreads() throws {
    let model = try LanguageModelSample.scalars.get()
    var random = SeededRandom(6)
    let texts =
      (0..<90).map { LanguageModelSample.text(Int.random(in: 0...3, using: &random), seed: $0) }
      + [LanguageModelSample.text(200, seed: 5)]
    let together = model.score(texts, threads: ThreadPool(threads: 3))
    for (text, score) in zip(texts, together) {
      let alone = model.score(text)
      #expect(score.scalars == alone.scalars)
      for (a, b) in zip(score.logProbabilities, alone.logProbabilities) {
        #expect(abs(a - b) < 1e-5)
      }
    }
    #expect(together == model.score(texts))
  }

  /// Probabilities of all possible next symbols sum to 1.
  @Test func probabilitiesSumToOne() throws {
    let model = try LanguageModelSample.scalars.get()
    let characters = try #require(model.characters)
    let scores = model.score((characters + ["Ω"]).map { "the mill" + String($0) })
    let sum = scores.reduce(0) { $0 + exp($1.logProbabilities.last ?? 0) }
    #expect(abs(sum - 1) < 1e-4)
  }

  @Test func unlikelyLinesStandOut() throws {
    let model = try LanguageModelSample.scalars.get()
    let lines = [
      "our ferry remembers a letter.", "the miller follows nobody.", "zzz tide of ferry",
    ]
    let bits = model.score(lines).compactMap(\.bitsPerCharacter)
    #expect(bits[2] > 2 * max(bits[0], bits[1]))
  }
}
