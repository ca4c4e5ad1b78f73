import Evaluation
import Testing

/// The measures of the CoNLL 2018 shared task on files whose scores are worked out by hand.
@Suite struct TreebankMeasuresTests {
  /// A word: number, form, lemma, upos, xpos, features.
  private func treebank(_ rows: String...) throws -> Treebank {
    var treebank = Treebank()
    for row in rows {
      let columns = row.split(separator: " ").map(String.init)
      let all = columns + Array(repeating: "_", count: max(0, 10 - columns.count))
      try treebank.add(line: columns.isEmpty ? "" : all.joined(separator: "\t"))
    }
    try treebank.finish()
    return treebank
  }

  private func scores(
    _ gold: Treebank, _ system: Treebank
  ) throws -> [TreebankScore.Measure: TreebankScore] {
    let scores = try TreebankScore.scores(gold: gold, system: system)
    #expect(scores.map(\.measure) == TreebankScore.Measure.allCases)
    return Dictionary(uniqueKeysWithValues: scores.map { ($0.measure, $0) })
  }

  private func counts(_ score: TreebankScore?) -> [Int] {
    score.map { [$0.counts.correct, $0.counts.found, $0.counts.gold] } ?? []
  }

  @Test func aTreebankAgreesWithItself() throws {
    let gold = try treebank(
      "1-2 don't", "1 do do AUX VBP Mood=Ind", "2 n't not PART RB _", "3 go go VERB VB _", "",
      "1 Yes yes INTJ UH _")
    for score in try scores(gold, gold).values {
      #expect(score.counts.f1 == 1 && (score.aligned == nil || score.alignedAccuracy == 1))
    }
  }

  /// Gold: do n't go; system: don't go. The words of the stretch "don't" have no form in common.
  @Test func aContractionThatWasNotDivided() throws {
    let found = try scores(
      treebank("1-2 don't", "1 do do AUX", "2 n't not PART", "3 go go VERB"),
      treebank("1 don't do AUX", "2 go go NOUN"))
    #expect(counts(found[.tokens]) == [2, 2, 2])
    #expect(counts(found[.sentences]) == [1, 1, 1])
    #expect(counts(found[.words]) == [1, 2, 3])
    #expect(found[.words]?.counts.f1 == 0.4)
    #expect(counts(found[.upos]) == [0, 2, 3] && found[.upos]?.alignedAccuracy == 0)
    #expect(counts(found[.lemmas]) == [1, 2, 3] && found[.lemmas]?.alignedAccuracy == 1)
  }

  /// Words that are not written as they are in the text pair up by their forms, whatever their
  /// case.
  @Test func wordsOfMultiwordTokens() throws {
    let found = try scores(
      treebank("1-2 du", "1 de de ADP", "2 le le DET", "3 pain pain NOUN"),
      treebank("1-2 du", "1 De de ADP", "2 la le DET", "3 pain pain NOUN"))
    #expect(counts(found[.words]) == [2, 3, 3])
    #expect(counts(found[.upos]) == [2, 3, 3])
    #expect(counts(found[.tokens]) == [2, 2, 2])
  }

  /// Gold: ab c d, one of whose tokens the system has joined with the next, and one divided.
  @Test func tokensOfOtherBoundaries() throws {
    let found = try scores(
      treebank("1 ab a X", "2 c c X", "", "1 d d X"),
      treebank("1 a a X", "2 b b X", "3 cd c X"))
    #expect(counts(found[.tokens]) == [0, 3, 3])
    #expect(counts(found[.sentences]) == [0, 1, 2])
    #expect(counts(found[.words]) == [0, 3, 3])
    #expect(found[.upos]?.alignedAccuracy == nil && found[.upos]?.counts.f1 == 0)
  }

  /// A stretch of the system's multiword token takes in the gold words that overlap it: "a" stands
  /// alone, "b c" are one token for the system and two for the gold data.
  @Test func aStretchHoldsTogetherWhatOverlaps() throws {
    let found = try scores(
      treebank("1 a a X", "2 b b X", "3 c c X", "4 d d X"),
      treebank("1 a a X", "2-3 bc", "2 b b X", "3 c y Y", "4 d d X"))
    #expect(counts(found[.tokens]) == [2, 3, 4])
    #expect(counts(found[.words]) == [4, 4, 4])
    #expect(counts(found[.upos]) == [3, 4, 4])
    #expect(counts(found[.lemmas]) == [3, 4, 4])
  }

  @Test func featuresAreUniversalAndWithoutOrder() throws {
    let found = try scores(
      treebank("1 a a X x Number=Sing|Case=Nom", "2 b _ X x Typo=Yes|Mood=Ind"),
      treebank("1 a a X x Case=Nom|Number=Sing", "2 b z X y Mood=Ind"))
    #expect(counts(found[.features]) == [2, 2, 2])
    #expect(counts(found[.xpos]) == [1, 2, 2])
    #expect(counts(found[.allTags]) == [1, 2, 2])
    // Where the gold data has no lemma, every one is right.
    #expect(counts(found[.lemmas]) == [2, 2, 2])
  }

  @Test func spacesWithinTokensDoNotCount() throws {
    let found = try scores(
      try {
        var bank = Treebank(); try bank.add(line: "1\t1\u{A0}000\t_\tNUM\t_\t_\t_\t_\t_\t_");
        try bank.finish(); return bank
      }(),
      treebank("1 1 1 NUM", "2 000 000 NUM"))
    #expect(counts(found[.words]) == [0, 2, 1])
  }

  @Test func otherTextsAreRefused() throws {
    let error = try #require(throws: TreebankError.self) {
      try TreebankScore.scores(gold: treebank("1 abc"), system: treebank("1 abd"))
    }
    #expect(error.description.contains("character 3"))
    #expect(throws: TreebankError.self) {
      try TreebankScore.scores(gold: treebank("1 abc"), system: treebank("1 ab"))
    }
  }

  @Test(arguments: [
    ["1 a", "3 b"], ["x a"], ["2-3 ab"], ["1-2 ab", "1 a", ""], ["1-1-1 a"], ["1-2 ab", "1-2 ab"],
  ])
  func linesOutOfOrder(_ rows: [String]) throws {
    var treebank = Treebank()
    #expect(throws: TreebankError.self) {
      for row in rows {
        let columns = row.split(separator: " ").map(String.init)
        let all = columns + Array(repeating: "_", count: 10 - columns.count)
        try treebank.add(line: row.isEmpty ? "" : all.joined(separator: "\t"))
      }
      try treebank.finish()
    }
    #expect(throws: TreebankError.self) { try treebank.add(line: "1\ta") }
  }

  @Test func theResultHasAScoreOfEachMeasure() throws {
    let gold = try treebank("1 a a X", "2 b b X")
    let system = try treebank("1 a a X", "2 b b Y")
    let result = EvaluationResult.treebank(
      try TreebankScore.scores(gold: gold, system: system))
    #expect(result.headline?.name == "f1:Tokens" && result.task == .treebank)
    #expect(result["f1:UPOS"]?.value == 0.5 && result["aligned_accuracy:UPOS"]?.value == 0.5)
    #expect(result["recall:Lemmas"]?.value == 1 && result["aligned_accuracy:Tokens"] == nil)
  }
}
