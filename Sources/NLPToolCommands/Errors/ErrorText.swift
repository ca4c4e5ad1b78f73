import NLPToolkit

/// An analysis of errors for a terminal.
struct ErrorText {
  let report: ErrorReport
  let style: Style

  init(_ report: ErrorReport, style: Style) {
    self.report = report
    self.style = style
  }

  /// The characters that are shown on each side of an entity; a whole text gets four times as many.
  private static let context = 30

  var lines: [String] {
    var lines = [report.summary]
    if report.analysis.mistakeCount == 0 { return lines }
    if !report.confusions.isEmpty {
      lines += ["", report.table.text().trimmingLineEnd()]
      for confusion in report.confusions where !confusion.examples.isEmpty {
        lines += ["", style(confusion.title.inOneLine, .bold) + ": \(confusion.count)"]
        lines += confusion.examples.map { line($0, namesLabels: false) }
      }
    }
    let mistakes = report.analysis.mistakes
    if !mistakes.isEmpty {
      lines += ["", style("surest mistakes", .bold)]
      lines += mistakes.map { line($0, namesLabels: true) }
    }
    return lines
  }

  private func line(_ mistake: Mistake, namesLabels: Bool) -> String {
    let confidence = mistake.confidence.map { DecimalText.fixed($0, digits: 2) } ?? "   -"
    var line = "  \(confidence)  "
    if namesLabels {
      let names = [mistake.gold ?? "-", mistake.predicted ?? "-"].map(\.inOneLine)
      line += style(names[0], .green) + " → " + style(names[1], .red) + "  "
    }
    return line + shown(mistake) + "  " + style(mistake.location.inOneLine, .dim)
  }

  /// The text, with the gold entity in brackets and the predicted one in braces; coloured as well,
  /// green is right and red is wrong.
  private func shown(_ mistake: Mistake) -> String {
    let excerpt = mistake.excerpt(context: Self.context)
    // Where several stand at one place, ends come before starts, and the longer range is outside.
    var marks: [(offset: Int, order: Int, text: String)] = []
    func mark(_ range: Range<Int>, _ start: String, _ end: String, _ colour: Style.Attribute) {
      let length = range.count + 1
      marks.append((range.upperBound, length - Int.max, style(end, colour)))
      marks.append((range.lowerBound, -length, style(start, colour)))
    }
    if let range = excerpt.goldRange { mark(range, "[", "]", .green) }
    if let range = excerpt.predictedRange, range != excerpt.goldRange {
      mark(range, "{", "}", .red)
    }
    marks.sort { ($0.offset, $0.order) < ($1.offset, $1.order) }
    var text = ""
    var position = 0
    for mark in marks {
      text += excerpt.text.slice(utf8: position..<mark.offset).inOneLine + mark.text
      position = mark.offset
    }
    return text + excerpt.text.slice(utf8: position..<excerpt.text.utf8.count).inOneLine
  }
}

extension String {
  fileprivate func trimmingLineEnd() -> String { hasSuffix("\n") ? String(dropLast()) : self }
}
