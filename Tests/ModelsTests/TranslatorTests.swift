import Evaluation
import Foundation
import Models
import Neural
import TestSupport
import Testing
import Text
import TextInput

struct TranslatorLearningTests {
  /// Words that training has not seen are copied and reversed.
  @Test(arguments: [false, true])
  func learnsToCopyAndToReverse(isReversed: Bool) throws {
    func target(_ word: String) -> String { isReversed ? String(word.reversed()) : word }
    let recipe = TranslatorSample.recipe {
      $0.model.hidden = 96
      $0.training.epochs = 14
      $0.model.labelSmoothing = 0
    }
    let trainer = try TranslatorTrainer(
      TranslatorSample.pairs(4000, seed: 1, target: target), name: "words", recipe: recipe)
    #expect(try trainer.run(pool: ThreadPool(threads: 2)))
    let new = TranslatorSample.pairs(300, seed: 2, target: target)
    let accuracy = TranslatorSample.accuracy(trainer.model(name: "words"), new)
    #expect(accuracy >= 0.99, "\(accuracy)")
  }

  @Test(arguments: [(CellKind.gru, AttentionKind.additive), (.rnn, .general)])
  func otherCellsAndScoresLearn(cell: CellKind, attention: AttentionKind) throws {
    let recipe = TranslatorSample.recipe {
      $0.model.cell = cell
      $0.model.attention = attention
      $0.model.decoderLayers = 2
      $0.model.dropout = 0.1
      $0.training.epochs = 3
      $0.training.learningRate = 0.005
    }
    let trainer = try TranslatorTrainer(
      TranslatorSample.pairs(1500, seed: 1) { $0 }, name: "words", recipe: recipe)
    #expect(try trainer.run(pool: .serial))
    let scores = trainer.history.compactMap(\.validationScore)
    // log 12 = 2.5 nats is what a letter takes that is not read from the source.
    #expect(scores.count == 3 && scores[2] > scores[0] && scores[2] > -2, "\(scores)")
  }

  @Test func sameBytesForAnyNumberOfThreadsAndAfterAStop() throws {
    try withTemporaryDirectory { directory in
      let pairs = TranslatorSample.pairs(300, seed: 4) { $0 }
      func trainer() throws -> TranslatorTrainer {
        let recipe = TranslatorSample.recipe {
          $0.training.epochs = 3
          $0.model.dropout = 0.2
        }
        return try TranslatorTrainer(pairs, name: "words", recipe: recipe)
      }
      func bytes(_ trainer: TranslatorTrainer) throws -> Data {
        try trainer.model(name: "words").write(to: directory + "/m")
        return try Data(contentsOf: URL(fileURLWithPath: directory + "/m"))
      }
      let first = try trainer()
      #expect(try first.run(pool: .serial))
      let expected = try bytes(first)
      let threaded = try trainer()
      #expect(try threaded.run(pool: ThreadPool(threads: 3)))
      #expect(try bytes(threaded) == expected)
      let stopped = try trainer()
      let checkpoint = directory + "/checkpoint"
      #expect(
        try !stopped.run(
          pool: .serial, checkpoint: checkpoint, shouldStop: { !stopped.history.isEmpty }))
      let resumed = try trainer()
      try resumed.resume(from: checkpoint)
      #expect(resumed.history.count == 1)
      #expect(try resumed.run(pool: .serial))
      #expect(try bytes(resumed) == expected)
    }
  }

  @Test func equalSourcesAreInOneSplit() throws {
    let shares = SplitShares(validation: 0.2, test: 0.2, seed: 1)
    let splits = (0..<500).map { shares.split(of: "sentence \($0)") }
    #expect(splits == (0..<500).map { shares.split(of: "sentence \($0)") })
    for split in [Split.validation, .test] {
      #expect((70...130).contains(splits.count { $0 == split }))
    }
    let pairs = (0..<400).map { SentencePair(source: "s \($0 / 4)", target: "t \($0)") }
    let trainer = try TranslatorTrainer(
      pairs, name: "repeats",
      recipe: TranslatorSample.recipe {
        $0.validation = 0.2
        $0.test = 0.2
      })
    let summary = trainer.summary
    #expect(summary.pairs + summary.validationPairs + summary.testPairs == 400)
    #expect(summary.validationPairs % 4 == 0 && summary.testPairs % 4 == 0)
    #expect(summary.validationPairs > 0 && summary.testPairs > 0)
    let model = trainer.model(name: "m")
    #expect(model.pairs(of: .test, in: pairs).count == summary.testPairs)
  }

  @Test func tooFewPairs() {
    #expect(throws: TranslationError.fewPairs(name: "none", count: 0, needed: 2)) {
      try TranslatorTrainer([], name: "none", recipe: TranslatorSample.recipe())
    }
  }
}

struct TranslatorSearchTests {
  private let model: Translator

  init() throws { model = try TranslatorSample.reversing.get() }

  private var sources: [String] {
    TranslatorSample.pairs(40, seed: 9) { $0 }.map(\.source)
  }

  private func options(_ change: (inout TranslationOptions) -> Void) -> TranslationOptions {
    var options = TranslationOptions()
    change(&options)
    return options
  }

  /// With one beginning the search is arg-max, step by step.
  @Test func beamOfOneIsGreedy() {
    let found = model.translations(of: sources, options: options { $0.beam = 1 })
    for (source, translations) in zip(sources, found) {
      let greedy = model.greedy(source, limit: 2 * model.subwords.encode(source).count + 10)
      #expect(translations.count == 1)
      #expect(translations[0].text == greedy.text)
      #expect(abs(translations[0].logProbability - greedy.logProbability) < 1e-3)
    }
  }

  /// The wider search finds what is at least as probable, nearly always.
  @Test func widerBeamsFindMoreProbableOnes() {
    func mean(_ beam: Int) -> Double {
      let options = options {
        $0.beam = beam
        $0.lengthPenalty = 0
      }
      let found = model.translations(of: sources, options: options)
      return found.reduce(0) { $0 + $1[0].logProbability } / Double(found.count)
    }
    #expect(mean(8) >= mean(1) - 1e-6)
  }

  @Test func severalTranslationsAreDifferentAndInOrder() {
    for translations in model.translations(
      of: sources,
      options: options {
        $0.beam = 6
        $0.count = 4
      })
    {
      #expect(translations.count == 4)
      #expect(Set(translations.map(\.subwords)).count == 4)
      let scores = translations.filter(\.isComplete).map(\.score)
      #expect(scores == scores.sorted(by: >))
    }
  }

  @Test func aloneAndTogetherAndWithThreadsTheSame() {
    let together = model.translations(of: sources, threads: ThreadPool(threads: 3))
    for (source, translations) in zip(sources, together) {
      let alone = model.translate(source)
      #expect(alone.text == translations[0].text)
      #expect(abs(alone.logProbability - translations[0].logProbability) < 1e-4)
    }
  }

  @Test func prefixLengthAndRepeatedSequences() {
    let prefixed = model.translations(of: sources, options: options { $0.prefix = "kk" })
    #expect(prefixed.allSatisfy { $0[0].text.hasPrefix("kk") })
    let short = model.translations(of: sources, options: options { $0.maximumLength = 3 })
    #expect(short.allSatisfy { $0[0].subwords.count <= 3 })
    #expect(short.contains { !$0[0].isComplete })
    let blocked = model.translations(
      of: ["aaaaaaaa", "abababab"], options: options { $0.blockedNGram = 2 })
    for translations in blocked {
      let subwords = translations[0].subwords
      let pairs = zip(subwords, subwords.dropFirst()).map { "\($0)|\($1)" }
      #expect(Set(pairs).count == pairs.count, "\(pairs)")
    }
  }

  @Test func attentionIsAShareForEachSubwordOfTheSource() {
    let translation = model.translate("abcdefg")
    #expect(translation.attention.count == translation.subwords.count + 1)
    let count = model.subwords.encode("abcdefg").count
    for row in translation.attention {
      #expect(row.count == count + 1)
      #expect(abs(row.reduce(0, +) - 1) < 1e-4)
    }
    #expect(translation.alignment.count == translation.subwords.count)
  }

  @Test func unusualTexts() {
    let texts = ["", "  ", "漢字かな", "🎉", String(repeating: "a", count: 900), "a\u{0301}\n\t"]
    let found = model.translations(of: texts, options: options { $0.maximumLength = 20 })
    #expect(found.count == texts.count)
    #expect(found[0][0].text == "" && found[1][0].text == "")
    #expect(model.problem(of: "a b") == nil)
    let long = String(repeating: "ab ", count: 10_000)
    #expect(model.problem(of: long) == .tooLong(subwords: 30_001, limit: 1000))
  }
}

struct TranslatorFileTests {
  @Test func fileGivesTheSameTranslations() throws {
    let model = try TranslatorSample.reversing.get()
    try withTemporaryDirectory { directory in
      let path = directory + "/m.nlpmodel"
      try model.write(to: path)
      let read = try Translator(contentsOf: path)
      #expect(read.card == model.card && read.subwords == model.subwords)
      let sources = TranslatorSample.pairs(10, seed: 6) { $0 }.map(\.source)
      #expect(read.translations(of: sources) == model.translations(of: sources))
      #expect(throws: ModelError.self) { try CharacterLanguageModel(contentsOf: path) }
      // With weights of fewer bits it is nearly the same.
      for precision in [WeightPrecision.bfloat16, .int8] {
        let rounded = directory + "/\(precision.rawValue)"
        try ModelFile(contentsOf: path).write(precision, to: rounded)
        let score = try Translator(contentsOf: rounded).translate("abcdef").logProbability
        #expect(abs(score - model.translate("abcdef").logProbability) < 0.5)
      }
      // Each byte that is changed is found.
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(fileURLWithPath: path))
      #expect(throws: ModelError.damaged(file: path)) { try Translator(contentsOf: path) }
    }
  }

  @Test func evaluatesOnPairs() throws {
    let model = try TranslatorSample.reversing.get()
    let pairs = TranslatorSample.pairs(60, seed: 8) { String($0.reversed()) }
    let result = try model.evaluate(on: pairs, name: "words").result
    #expect(result.task == .translation)
    #expect(result.scores.map(\.metric).prefix(2) == ["bleu", "chrf"])
    #expect(try #require(result.scores[1].value) > 50)
    #expect(throws: TranslationError.noPairs(name: "none")) {
      try model.evaluate(on: [], name: "none")
    }
  }
}
