import Evaluation

/// A figure as SVG. Colours are variables of the page's style sheet, so that figures follow light
/// and dark.
struct SVGFigure {
  var body = ""
  var width = 0.0
  var height = 0.0

  init(_ figure: ReportFigure) {
    switch figure {
    case .bars(_, let bars): drawBars(bars)
    case .matrix(_, let labels, let counts, let normalization):
      drawMatrix(labels, counts, normalization)
    case .curves(_, let x, let y, let curves, let hasDiagonal):
      drawCurves(x, y, curves, hasDiagonal)
    case .training(let loss, let validation): drawTraining(loss, validation)
    case .reliability(let calibration): drawReliability(calibration)
    }
  }

  static func title(of figure: ReportFigure) -> String {
    switch figure {
    case .bars(let title, _), .matrix(let title, _, _, _), .curves(let title, _, _, _, _): title
    case .training: "Training loss and validation score by epoch"
    case .reliability: "Accuracy by confidence"
    }
  }

  /// - Parameter title: what readers who do not see the figure are told.
  func markup(title: String) -> String {
    // Small figures shrink on a narrow page, large ones scroll: their text would be too small to
    // read.
    let shrinks = width <= 560 ? "class=\"fits\" " : ""
    return "<svg \(shrinks)viewBox=\"0 0 \(text(width)) \(text(height))\" width=\"\(text(width))\" "
      + "role=\"img\" "
      + "aria-label=\"\(HTMLText.escape(title))\">\(body)</svg>"
  }

  func text(_ value: Double) -> String { DecimalText.fixed(value, digits: 1) }

  private mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, tip: String = ""
  ) {
    body += "<rect x=\"\(text(x))\" y=\"\(text(y))\" width=\"\(text(max(0, width)))\" "
    body += "height=\"\(text(max(0, height)))\" \(style)>"
    if !tip.isEmpty { body += "<title>\(HTMLText.escape(tip))</title>" }
    body += "</rect>"
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: String) {
    body += "<line x1=\"\(text(x1))\" y1=\"\(text(y1))\" x2=\"\(text(x2))\" y2=\"\(text(y2))\" "
    body += "class=\"\(kind)\"/>"
  }

  mutating func write(
    _ content: String, _ x: Double, _ y: Double, anchor: String = "start", more: String = ""
  ) {
    body += "<text x=\"\(text(x))\" y=\"\(text(y))\" text-anchor=\"\(anchor)\" \(more)>"
    body += "\(HTMLText.escape(content))</text>"
  }

  /// The columns that a name takes, in the width of a digit of the font.
  private func extent(_ names: [String]) -> Double {
    min(200, 7.5 * Double(names.map { TerminalWidth.of($0) }.max() ?? 0))
  }

  private func shortened(_ name: String) -> String {
    name.count > 26 ? name.prefix(25) + "…" : name
  }

  private mutating func drawBars(_ bars: [ReportFigure.Bar]) {
    let left = extent(bars.map(\.label)) + 16
    let scale = 320.0
    width = left + scale + 70
    height = Double(bars.count) * 24 + 30
    for step in 0...4 {
      let x = left + scale * Double(step) / 4
      line(x, 4, x, height - 24, "grid")
      write(DecimalText.fixed(Double(step) / 4, digits: 2), x, height - 8, anchor: "middle")
    }
    for (index, bar) in bars.enumerated() {
      let y = Double(index) * 24 + 6
      write(shortened(bar.label), left - 8, y + 13, anchor: "end")
      let value = DecimalText.fixed(bar.value, digits: 3)
      rectangle(
        left, y, scale * (bar.value ?? 0), 16, "class=\"bar\"", tip: "\(bar.label): \(value)")
      var end = bar.value ?? 0
      if let interval = bar.interval {
        let middle = y + 8
        line(left + scale * interval.lower, middle, left + scale * interval.upper, middle, "mark")
        for border in [interval.lower, interval.upper] {
          line(left + scale * border, middle - 4, left + scale * border, middle + 4, "mark")
        }
        end = max(end, interval.upper)
      }
      write(value, left + scale * end + 6, y + 13)
    }
  }

  private mutating func drawMatrix(
    _ labels: [String], _ counts: [[Int]], _ normalization: ConfusionMatrix.Normalization?
  ) {
    let shares = ConfusionMatrix.shares(of: counts, by: normalization ?? .gold)
    // Of many labels only what is not 0 is drawn, and numbers are in the tips alone.
    let isDense = labels.count > 40
    let left = extent(labels) + 16
    let side = isDense ? 11.0 : labels.count > 12 ? 26 : 44
    let top = min(isDense ? 160 : 120, extent(labels)) + 16
    let style = isDense ? "class=\"small\" " : ""
    width = left + side * Double(labels.count) + 60
    height = top + side * Double(labels.count) + 8
    for (index, label) in labels.enumerated() {
      let x = left + side * (Double(index) + 0.5)
      write(
        shortened(label), x, top - 8,
        more: style + "transform=\"rotate(\(isDense ? -90 : -45) \(text(x)) \(text(top - 8)))\"")
      write(
        shortened(label), left - 8, top + side * (Double(index) + 0.5) + (isDense ? 3 : 4),
        anchor: "end", more: style)
    }
    if isDense {
      rectangle(
        left, top, side * Double(labels.count), side * Double(labels.count), "class=\"back\"")
    }
    for (row, values) in counts.enumerated() {
      for (column, count) in values.enumerated() where count > 0 || !isDense {
        let share = shares[row][column] ?? 0
        let (x, y) = (left + side * Double(column), top + side * Double(row))
        let kind = row == column ? "good" : "bad"
        let opacity = (isDense ? 0.25 : 0.06) + (isDense ? 0.75 : 0.84) * share
        rectangle(
          x, y, side - 1, side - 1,
          "class=\"\(kind)\" fill-opacity=\"\(DecimalText.fixed(opacity, digits: 3))\"",
          tip: "\(labels[row]) as \(labels[column]): \(count), "
            + "\(DecimalText.fixed(share, digits: 3)), \((normalization ?? .gold).phrase)")
        guard count > 0, !isDense else { continue }
        write(
          normalization == nil ? "\(count)" : DecimalText.fixed(100 * share, digits: 0) + "%",
          x + side / 2 - 0.5, y + side / 2 + 4, anchor: "middle",
          more: share > 0.6 ? "class=\"inverse\"" : "")
      }
    }
  }

  private mutating func drawSquare(_ x: String, _ y: String) {
    width = 340
    height = 330
    for step in 0...4 {
      let offset = 270 * Double(step) / 4
      line(50, 290 - offset, 320, 290 - offset, "grid")
      line(50 + offset, 20, 50 + offset, 290, "grid")
      let name = DecimalText.fixed(Double(step) / 4, digits: 2)
      write(name, 44, 294 - offset, anchor: "end")
      write(name, 50 + offset, 306, anchor: "middle")
    }
    write(x, 185, 324, anchor: "middle")
    write(y, 10, 155, anchor: "middle", more: "transform=\"rotate(-90 10 155)\"")
  }

  private func pixel(_ x: Double, _ y: Double) -> (Double, Double) { (50 + 270 * x, 290 - 270 * y) }

  private mutating func drawCurves(
    _ x: String, _ y: String, _ curves: [ReportFigure.Curve], _ hasDiagonal: Bool
  ) {
    drawSquare(x, y)
    if hasDiagonal { line(50, 290, 320, 20, "guide") }
    for (index, curve) in curves.enumerated() {
      // More points than pixels make the page larger and the picture no better.
      let stride = max(1, curve.points.count / 500)
      let points = curve.points.enumerated()
        .filter { $0.offset % stride == 0 || $0.offset == curve.points.count - 1 }
        .map { point in
          let (x, y) = pixel(point.element[0], point.element[1])
          return "\(text(x)),\(text(y))"
        }
      body += "<polyline class=\"curve c\(index % 8)\" points=\"\(points.joined(separator: " "))\">"
      body += "<title>\(HTMLText.escape(curve.name))</title></polyline>"
    }
    guard curves.count > 1 else { return }
    width += extent(curves.map(\.name)) + 30
    for (index, curve) in curves.enumerated() {
      let y = 30 + 20 * Double(index)
      line(332, y, 348, y, "curve c\(index % 8)")
      write(shortened(curve.name), 354, y + 4)
    }
  }

  private mutating func drawReliability(_ calibration: Calibration) {
    drawSquare("confidence", "accuracy")
    for bin in calibration.bins {
      guard let accuracy = bin.accuracy, let confidence = bin.confidence else { continue }
      let (x, y) = pixel(bin.lower, accuracy)
      let tip =
        "\(bin.count) items, confidence \(DecimalText.fixed(confidence, digits: 3)), "
        + "accuracy \(DecimalText.fixed(accuracy, digits: 3))"
      rectangle(
        x + 1, y, 270 * (bin.upper - bin.lower) - 2, 290 - y, "class=\"bar\"", tip: tip)
      let (meanX, meanY) = pixel(confidence, accuracy)
      body += "<circle cx=\"\(text(meanX))\" cy=\"\(text(meanY))\" r=\"3\" class=\"dot\"/>"
    }
    line(50, 290, 320, 20, "guide")
  }
}
