import Evaluation

/// Tables and drawings as one page that needs nothing else.
public struct TablePage: Sendable {
  /// The heading of the page.
  public var title: String
  /// What was found, in words.
  public var remark: String?
  /// Elements of SVG.
  public var drawings: [String]
  /// The tables, one below the other.
  public var tables: [ReportTable]

  /// Sets every property.
  public init(
    title: String, remark: String? = nil, drawings: [String] = [], tables: [ReportTable]
  ) {
    self.title = title
    self.remark = remark
    self.drawings = drawings
    self.tables = tables
  }

  /// The page, with its styles and script in it.
  public var html: String {
    var page = HTMLReport.head(title: title)
    if let remark {
      page += "<p class=\"remark\">"
      page += HTMLText.escape(remark).replacing("\n", with: "<br>") + "</p>\n"
    }
    for drawing in drawings { page += "<figure>\(drawing)</figure>\n" }
    for table in tables { page += HTMLReport.markup(table) }
    return page + HTMLReport.foot
  }
}
