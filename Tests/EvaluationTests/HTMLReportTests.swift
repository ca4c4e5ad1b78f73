import Evaluation
import EvaluationReports
import Foundation
import Testing
import Text

@Suite("Reports")
struct HTMLReportTests {
  static func tagging() -> EvaluationResult {
    var random = TestRandom(seed: 2)
    var scorer = EntityScorer(keepsSentences: true, analyzes: true)
    var examples: [EntityExample] = []
    for index in 0..<40 {
      let gold = random.tags(count: 8, labels: ["PER", "<script>alert(1)</script>"])
      let predicted = random.corrupted(gold)
      scorer.add(gold: gold, predicted: predicted)
      examples.append(
        EntityExample(
          location: "x:\(index)", tokens: gold.indices.map { "<b>\($0)</b> & \"quoted\"" },
          gold: TagReading.lenient.spans(in: gold),
          predicted: TagReading.lenient.spans(in: predicted)))
    }
    var result = EvaluationResult.tagging(
      scorer, context: EvaluationContext(split: "s", resampling: Resampling(samples: 50)))
    result.examples = examples
    return result
  }

  static func classification() throws -> EvaluationResult {
    var random = TestRandom(seed: 4)
    var probabilities = ClassProbabilities(labels: ["a", "b", "c"])
    for _ in 0..<60 {
      let gold = random.below(3)
      var row = (0..<3).map { random.uniform() + ($0 == gold ? 0.5 : 0) }
      let sum = row.reduce(0, +)
      row = row.map { $0 / sum }
      try probabilities.add(gold: ["a", "b", "c"][gold], probabilities: row)
    }
    return .classification(probabilities.confusion, probabilities: probabilities)
  }

  @Test("the page is well-formed, loads nothing, and keeps text from becoming markup")
  func wellFormed() throws {
    for result in [Self.tagging(), try Self.classification(), .languageModel(.init())] {
      let report = HTMLReport(
        title: "A & B", systems: [HTMLReport.System(name: "x<y", report: EvaluationReport(result))],
        remark: "a\nb")
      let html = report.html
      #expect(!html.contains("<script>alert"))
      #expect(!html.contains("<b>1</b>"))
      #expect(!html.contains("http:") && !html.contains("https:") && !html.contains("src="))
      try Self.checkNesting(html)
    }
  }

  /// Whether every element that is opened is closed in order.
  static func checkNesting(_ html: String) throws {
    let empty: Set<String> = ["meta", "br", "input", "!doctype"]
    var open: [String] = []
    var rest = html[...]
    while let start = rest.firstIndex(of: "<") {
      let end = try #require(rest[start...].firstIndex(of: ">"))
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = String(tag.prefix { !$0.isWhitespace && $0 != ">" }).lowercased()
      if tag.hasSuffix("/") || empty.contains(name) { continue }
      if name.hasPrefix("/") {
        #expect(open.popLast() == String(name.dropFirst()))
      } else {
        open.append(name)
        if name == "script" || name == "style" {
          let close = try #require(rest.range(of: "</\(name)>"))
          rest = rest[close.lowerBound...]
        }
      }
    }
    #expect(open.isEmpty)
  }

  @Test("figures: bars with intervals, a matrix, curves and a reliability diagram")
  func figures() throws {
    let tagging = HTMLReport(
      title: "t", systems: [.init(name: "n", report: EvaluationReport(Self.tagging()))]
    ).html
    #expect(tagging.components(separatedBy: "<svg").count == 3)
    #expect(tagging.contains("class=\"mark\""))
    #expect(tagging.contains("data-kinds=\"missed\"") || tagging.contains("missed "))
    let classes = HTMLReport(
      title: "t", systems: [.init(name: "n", report: EvaluationReport(try Self.classification()))]
    ).html
    #expect(classes.components(separatedBy: "<svg").count == 6)
    #expect(classes.contains("<polyline"))
    #expect(!classes.contains("nan"))
  }

  @Test("a table of undefined scores says n/a and lines up wide letters")
  func textTable() {
    let table = ReportTable(
      title: "", columns: ["name", "value"],
      rows: [
        [.text("日本"), .score(nil)], [.text("a\u{1b}[31m"), .score(0.5)],
        [.text("all"), .count(3)],
      ], footerRows: 1)
    #expect(
      table.text() == """
        name     value
        --------------
        日本       n/a
        a\u{fffd}[31m  0.5000
        --------------
        all          3

        """)
  }
}
