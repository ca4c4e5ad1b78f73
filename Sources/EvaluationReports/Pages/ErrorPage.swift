import Evaluation
import Text

/// An analysis of errors as one page that needs nothing else.
public struct ErrorPage: Sendable {
  /// The heading of the page.
  public var title: String
  /// What is shown.
  public var report: ErrorReport

  /// Sets every property.
  public init(title: String, report: ErrorReport) {
    self.title = title
    self.report = report
  }

  /// The page, with its styles and script in it.
  public var html: String {
    var page = HTMLReport.head(title: title)
    page += "<p class=\"remark\">\(HTMLText.escape(report.summary))</p>\n"
    page += "<nav aria-label=\"parts of the page\"><a href=\"#confusions\">Confusions</a>"
    page += "<a href=\"#examples\">Examples</a><a href=\"#surest\">Surest mistakes</a></nav>\n"
    page += "<h2 id=\"confusions\">Confusions</h2>\n"
    page += HTMLReport.markup(report.table)
    page += "<h2 id=\"examples\">Examples</h2>\n"
    for confusion in report.confusions where !confusion.examples.isEmpty {
      page += "<details open><summary>\(HTMLText.escape(confusion.title)): \(confusion.count)"
      page += "</summary>"
      page += ExampleList.plain(confusion.examples) + "</details>\n"
    }
    page += "<h2 id=\"surest\">Surest mistakes</h2>\n"
    page += "<p>A mistake that a good system is sure of is often one of the gold data.</p>\n"
    page += ExampleList(report.analysis.mistakes).html
    return page + HTMLReport.foot
  }
}

extension ExampleList {
  /// Mistakes, with a box for each kind of them.
  init(_ mistakes: [Mistake]) {
    let kinds = Set(mistakes.map(\.kind))
    let boxes = kinds.count > 1 ? Mistake.Kind.allCases.filter(kinds.contains) : []
    html = Self.list(
      boxes: boxes.map(\.rawValue),
      items: mistakes.map { Self.item($0, hasBoxes: !boxes.isEmpty) }, unit: "mistakes")
  }

  /// Mistakes without a filter.
  static func plain(_ mistakes: [Mistake]) -> String {
    "<ul class=\"examples\">\n" + mistakes.map { item($0, hasBoxes: false) }.joined() + "</ul>"
  }

  private static func item(_ whole: Mistake, hasBoxes: Bool) -> String {
    let mistake = whole.excerpt(context: 300)
    let kinds = hasBoxes ? mistake.kind.rawValue : "*"
    var text = "<li data-kinds=\"\(kinds)\"><div class=\"location\">"
    text += "\(HTMLText.escape(mistake.location))</div><div>"
    text += mistake.gold.map { "<mark>\(HTMLText.escape($0))</mark>" } ?? "nothing"
    text += " → "
    text +=
      mistake.predicted.map { "<mark class=\"wrong\">\(HTMLText.escape($0))</mark>" } ?? "nothing"
    if let confidence = mistake.confidence {
      text += " <small>\(DecimalText.fixed(confidence, digits: 3))"
      if let gold = mistake.goldProbability {
        text += ", the right one \(DecimalText.fixed(gold, digits: 3))"
      }
      text += "</small>"
    }
    text += "</div>"
    var isShown = false
    for (range, label, isGold) in [
      (mistake.goldRange, mistake.gold, true), (mistake.predictedRange, mistake.predicted, false),
    ] {
      guard let range, let label, mistake.goldRange != mistake.predictedRange || isGold else {
        continue
      }
      isShown = true
      let span = Span(range: range, label: label)
      text += "<div class=\"text\">" + marked(mistake.text, [span], against: isGold ? [span] : [])
      text += "</div>"
    }
    if !isShown { text += "<div class=\"text\">\(HTMLText.escape(mistake.text))</div>" }
    return text + "</li>\n"
  }
}
