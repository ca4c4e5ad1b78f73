import Evaluation
import Testing
import Text

@Suite("Kinds of entity errors")
struct SpanAnalysisTests {
  static func span(_ tokens: Range<Int>, _ label: String) -> TokenSpan {
    TokenSpan(tokens: tokens, label: label)
  }

  @Test("each kind of pair counts as the task says")
  func kinds() {
    var analysis = SpanAnalysis()
    analysis.add(
      gold: [
        Self.span(0..<2, "PER"), Self.span(3..<4, "LOC"), Self.span(5..<8, "ORG"),
        Self.span(9..<10, "PER"), Self.span(11..<13, "LOC"),
      ],
      predicted: [
        Self.span(0..<2, "PER"), Self.span(3..<4, "ORG"), Self.span(6..<8, "ORG"),
        Self.span(12..<14, "PER"), Self.span(20..<21, "LOC"),
      ])
    func counts(_ criterion: SpanAnalysis.Criterion) -> [Int] {
      let counts = analysis[criterion]
      return [counts.correct, counts.incorrect, counts.partial, counts.missed, counts.spurious]
    }
    #expect(counts(.strict) == [1, 3, 0, 1, 1])
    #expect(counts(.exact) == [2, 2, 0, 1, 1])
    #expect(counts(.partial) == [2, 0, 2, 1, 1])
    #expect(counts(.type) == [2, 2, 0, 1, 1])
    #expect(analysis[.partial].f1 == 0.6)
    #expect(analysis.confusion[gold: "LOC", predicted: "ORG"] == 1)
    #expect(analysis.confusion[gold: "LOC", predicted: "PER"] == 1)
    #expect(analysis.confusion[gold: "PER", predicted: nil] == 1)
    #expect(analysis.confusion[gold: nil, predicted: "LOC"] == 1)
    #expect(analysis.byLength[3] == PrecisionRecall(correct: 0, found: 0, gold: 1))
    #expect(SpanAnalysis()[.strict].f1 == nil)
  }

  @Test("an equal entity is preferred to one that only overlaps")
  func preference() {
    var analysis = SpanAnalysis()
    analysis.add(
      gold: [Self.span(0..<3, "A"), Self.span(3..<4, "A")],
      predicted: [Self.span(2..<4, "A"), Self.span(3..<4, "A")])
    #expect(analysis[.strict].correct == 1)
    #expect(analysis[.partial].partial == 1)
    #expect(analysis[.strict].missed == 0)
  }

  @Test("counts add up to the entities and agree with the exact scores")
  func totals() {
    var random = TestRandom(seed: 17)
    var scorer = EntityScorer(analyzes: true)
    var parts = [scorer, scorer]
    for index in 0..<300 {
      let gold = random.tags(count: 10)
      let predicted = random.corrupted(gold)
      scorer.add(gold: gold, predicted: predicted)
      parts[index % 2].add(gold: gold, predicted: predicted)
    }
    let report = scorer.report
    for criterion in SpanAnalysis.Criterion.allCases {
      #expect(scorer.analysis?[criterion].gold == report.overall.gold)
      #expect(scorer.analysis?[criterion].found == report.overall.found)
    }
    #expect(scorer.analysis?[.strict].correct == report.overall.correct)
    let byLength = scorer.analysis?.byLength.values.reduce(PrecisionRecall(), +)
    #expect(byLength == report.overall)
    parts[0].merge(parts[1])
    #expect(parts[0].analysis == scorer.analysis)
  }
}
