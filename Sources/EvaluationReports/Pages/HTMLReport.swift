import Evaluation

/// An evaluation as one page that needs nothing else: no server, no network, no other file.
public struct HTMLReport: Sendable {
  /// A system by its name, and what was measured of it.
  public struct System: Sendable {
    /// A file of predictions, or a model.
    public var name: String
    /// What the page shows of it.
    public var report: EvaluationReport

    /// Sets every property.
    public init(name: String, report: EvaluationReport) {
      self.name = name
      self.report = report
    }
  }

  /// The heading of the page.
  public var title: String
  /// One section each.
  public var systems: [System]
  /// What a comparison of the systems found, in words.
  public var remark: String?

  /// Sets every property.
  public init(title: String, systems: [System], remark: String? = nil) {
    self.title = title
    self.systems = systems
    self.remark = remark
  }

  /// The page, with its styles, figures and script in it.
  public var html: String {
    var page = Self.head(title: title)
    if let remark {
      page += "<p class=\"remark\">"
      page += HTMLText.escape(remark).replacing("\n", with: "<br>") + "</p>\n"
    }
    page += navigation
    for (number, system) in systems.enumerated() { page += section(system, number: number) }
    return page + Self.foot
  }

  /// The start of a page, down to its heading.
  static func head(title: String) -> String {
    var page = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
    page += "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
    page += "<meta name=\"color-scheme\" content=\"light dark\">"
    page += "<title>\(HTMLText.escape(title))</title><style>\(style)</style></head>"
    return page + "<body><main><h1>\(HTMLText.escape(title))</h1>\n"
  }

  /// The end of a page, with the script that filters and sorts.
  static let foot = "</main><script>\(script)</script></body></html>\n"

  /// Links to the parts of each system.
  private var navigation: String {
    var text = "<nav aria-label=\"parts of the page\">"
    for (number, system) in systems.enumerated() {
      if systems.count > 1 { text += "<b>\(HTMLText.escape(system.name))</b>" }
      for part in Part.all(of: system.report) {
        text += "<a href=\"#\(part.rawValue)-\(number)\">\(part.title)</a>"
      }
    }
    return text + "</nav>\n"
  }

  private func section(_ system: System, number: Int) -> String {
    let result = system.report.result
    var text = "<section><h2>\(HTMLText.escape(system.name))</h2>\n"
    if let headline = result.headline {
      let name = headline.metric.replacing("_", with: " ")
      text += "<p class=\"headline\"><b>\(DecimalText.fixed(headline.value, digits: 4))</b> "
      text += HTMLText.escape(name)
      if let interval = headline.interval {
        text += " <span>\(EvaluationReport.text(of: interval))</span>"
      }
      text += "</p>\n<p class=\"signature\"><code>"
      text += HTMLText.escape(headline.signature.description) + "</code></p>\n"
    }
    for part in Part.all(of: system.report) {
      text += "<h3 id=\"\(part.rawValue)-\(number)\">\(part.title)</h3>\n"
      text += markup(part, of: system.report)
    }
    return text + "</section>\n"
  }

  private func markup(_ part: Part, of report: EvaluationReport) -> String {
    let result = report.result
    var text = ""
    switch part {
    case .tables:
      for table in report.tables.prefix(1) { text += Self.markup(table) }
    case .details:
      for table in report.tables.dropFirst() { text += Self.markup(table) }
    case .errors:
      if !result.examples.isEmpty { text += ExampleList(result.examples).html }
      if !result.classExamples.isEmpty { text += ExampleList(result.classExamples).html }
    case .figures:
      text += "<div class=\"figures\">"
      for figure in report.figures {
        let title = SVGFigure.title(of: figure)
        let drawing = SVGFigure(figure)
        let box = drawing.height > 1200 ? "box" : "scroll"
        text += "<figure><figcaption>\(HTMLText.escape(title))</figcaption>"
        text += "<div class=\"\(box)\">\(drawing.markup(title: title))</div></figure>\n"
      }
      text += "</div>\n"
    case .scores:
      text += "<details><summary>with their signatures</summary>"
      text += "<div class=\"scroll\"><table><thead><tr><th>score</th><th>value</th>"
      text += "<th>signature</th></tr></thead><tbody>"
      for score in result.scores {
        text += "<tr><td>\(HTMLText.escape(score.name))</td>"
        text += "<td>\(DecimalText.fixed(score.value, digits: 6))</td>"
        text += "<td><code>\(HTMLText.escape(score.signature.description))</code></td></tr>\n"
      }
      text += "</tbody></table></div></details>"
    }
    return text
  }

  static func markup(_ table: ReportTable) -> String {
    var text = table.title.isEmpty ? "" : "<p>\(HTMLText.escape(table.title))</p>"
    let isLong = table.rows.count > 24
    text += "<div class=\"\(isLong ? "box" : "scroll")\"><table><thead><tr>"
    for column in table.columns {
      let name = HTMLText.escape(column)
      text += name.isEmpty ? "<th></th>" : "<th><button type=\"button\">\(name)</button></th>"
    }
    text += "</tr></thead><tbody>"
    for (index, row) in table.rows.enumerated() {
      text += index == table.rows.count - table.footerRows ? "</tbody><tbody><tr>" : "<tr>"
      for column in table.columns.indices {
        let cell = column < row.count ? row[column] : .blank
        text += "<td>\(HTMLText.escape(ReportTable.text(of: cell, digits: 4)))</td>"
      }
      text += "</tr>\n"
    }
    return text + "</tbody></table></div>\n"
  }
}

/// A part of the page about a system.
private enum Part: String, CaseIterable {
  case tables, errors, details, figures, scores

  var title: String {
    switch self {
    case .tables: "Scores"
    case .errors: "Errors"
    case .details: "Details"
    case .figures: "Figures"
    case .scores: "All scores"
    }
  }

  /// The parts for which there is something to show, in their order.
  static func all(of report: EvaluationReport) -> [Part] {
    allCases.filter { part in
      switch part {
      case .tables: !report.tables.isEmpty
      case .details: report.tables.count > 1
      case .errors: !report.result.examples.isEmpty || !report.result.classExamples.isEmpty
      case .figures: !report.figures.isEmpty
      case .scores: true
      }
    }
  }
}
