import Evaluation
import EvaluationReports
import Testing
import Text

@Suite("Analysis of errors")
struct ErrorAnalysisTests {
  private func span(_ start: Int, _ end: Int, _ label: String, _ score: Double? = nil) -> Span {
    Span(range: start..<end, label: label, score: score)
  }

  @Test("Classes that are confused are counted, the surest mistakes come first")
  func classes() {
    var analysis = ErrorAnalysis(mistakes: 2, examplesPerConfusion: 1)
    for (gold, predicted, score) in [
      ("a", "a", 0.9), ("a", "b", 0.6), ("a", "b", 0.8), ("b", "a", 0.7), ("b", "b", 0.5),
    ] {
      var scores = [gold: 1 - score]
      scores[predicted] = score
      analysis.add(
        gold: [gold], predicted: .init(labels: [predicted], scores: scores),
        location: "\(score)", text: "text")
    }
    #expect(analysis.items == 5)
    #expect(analysis.wrongItems == 3)
    #expect(analysis.mistakes.map(\.location) == ["0.8", "0.7"])
    #expect(analysis.mistakes[0].goldProbability == 1 - 0.8)
    let confusions = analysis.confusions
    #expect(confusions.map(\.title) == ["a → b", "b → a"])
    #expect(confusions.map(\.count) == [2, 1])
    #expect(confusions[0].share == 2.0 / 3)
    #expect(confusions[0].examples.map(\.location) == ["0.8"])
  }

  @Test("Of several labels those that are missing and those that are too many are told apart")
  func severalLabels() {
    var analysis = ErrorAnalysis()
    analysis.add(
      gold: ["a", "b"],
      predicted: .init(labels: ["b", "c"], scores: ["a": 0.2, "b": 1, "c": 0.9]),
      location: "1", text: "text")
    #expect(analysis.counts == [.missed: 1, .spurious: 1])
    #expect(analysis.mistakes.map(\.confidence) == [0.9, 0.8])
    #expect(analysis.mistakes.map(\.kind) == [.spurious, .missed])
  }

  @Test("An entity is compared with the gold one that it overlaps most")
  func entities() {
    var analysis = ErrorAnalysis()
    analysis.add(
      EntityExample(
        location: "1", text: "0123456789 0123456789",
        gold: [
          span(0, 2, "A"), span(3, 5, "B"), span(6, 9, "C"), span(11, 13, "D"), span(14, 16, "E"),
        ],
        predicted: [
          span(0, 2, "A", 0.9), span(3, 5, "X", 0.8), span(5, 9, "C", 0.7), span(12, 16, "E", 0.6),
          span(18, 19, "F", 0.5),
        ]))
    #expect(analysis.counts == [.label: 1, .border: 2, .spurious: 1, .missed: 1])
    #expect(analysis.goldCounts == ["A": 1, "B": 1, "C": 1, "D": 1, "E": 1])
    let border = analysis.mistakes.filter { $0.kind == .border }
    #expect(border.map(\.goldRange) == [6..<9, 14..<16])
    #expect(border.map(\.predictedRange) == [5..<9, 12..<16])
    // What is missed has no confidence and comes last.
    #expect(analysis.mistakes.map(\.kind).last == .missed)
    #expect(analysis.mistakes.last?.goldRange == 11..<13)
  }

  @Test("Every wrong entity and every gold entity that was not found is in one mistake")
  func completeness() {
    var random = TestRandom(seed: 5)
    for _ in 0..<300 {
      func spans() -> [Span] {
        var spans: Set<Span> = []
        for _ in 0..<Int(random.next() % 8) {
          let start = Int(random.next() % 30)
          spans.insert(span(start, start + 1 + Int(random.next() % 6), "AB"[random.next() % 2]))
        }
        return spans.sorted {
          ($0.range.lowerBound, $0.range.upperBound, $0.label)
            < ($1.range.lowerBound, $1.range.upperBound, $1.label)
        }
      }
      let text = String(repeating: "x", count: 40)
      let (gold, predicted) = (spans(), spans())
      var analysis = ErrorAnalysis(mistakes: 1000)
      analysis.add(EntityExample(location: "", text: text, gold: gold, predicted: predicted))
      let wrong = Set(predicted).subtracting(gold)
      #expect(analysis.mistakes.compactMap(\.predictedRange).count == wrong.count)
      let missing = Set(gold).subtracting(predicted)
      let told = Set(
        analysis.mistakes.compactMap { mistake in
          mistake.goldRange.map { Span(range: $0, label: mistake.gold ?? "") }
        })
      #expect(told == missing)
      for mistake in analysis.mistakes {
        guard let right = mistake.goldRange, let found = mistake.predictedRange else { continue }
        #expect(right.overlaps(found))
      }
    }
  }

  @Test("An excerpt keeps the entity and cuts between characters")
  func excerpt() {
    let text = String(repeating: "é", count: 50) + "Zoë" + String(repeating: "ß", count: 50)
    let mistake = Mistake(
      kind: .missed, gold: "PER", predicted: nil, goldRange: 100..<104, location: "", text: text)
    let excerpt = mistake.excerpt(context: 3)
    #expect(excerpt.text == "…éééZoëßßß…")
    #expect(excerpt.goldRange.map { excerpt.text.slice(utf8: $0) } == "Zoë")
    let short = mistake.excerpt(context: 100)
    #expect(short == mistake)
    let whole = Mistake(kind: .label, gold: "a", predicted: "b", location: "", text: text)
    #expect(whole.excerpt(context: 1).text == "éééé…")
  }

  @Test("The page escapes what texts and labels have in them")
  func page() {
    var analysis = ErrorAnalysis()
    analysis.add(
      EntityExample(
        location: "<1>", text: "a <b> & c", gold: [span(2, 5, "<L>")],
        predicted: [span(2, 5, "M", 0.5)]))
    let html = ErrorPage(title: "<t>", report: ErrorReport(analysis)).html
    #expect(html.contains("<mark>&lt;b&gt;<small>&lt;L&gt;</small></mark> &amp; c"))
    #expect(html.contains("&lt;L&gt; → M"))
    #expect(!html.contains("<b>"))
    #expect(!html.contains("<1>"))
  }
}

extension String {
  fileprivate subscript(_ number: UInt64) -> String {
    String(self[index(startIndex, offsetBy: Int(number))])
  }
}
