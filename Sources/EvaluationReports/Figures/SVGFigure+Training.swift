import Evaluation

extension SVGFigure {
  /// Loss on the left axis, the validation score on the right one, each from its least to its
  /// greatest value; epochs count from 1.
  mutating func drawTraining(_ loss: [Double], _ validation: [Double?]) {
    width = 560
    height = 330
    let (left, right, top, bottom) = (60.0, 500.0, 20.0, 270.0)
    func x(_ index: Int) -> Double {
      left + (right - left) * (loss.count < 2 ? 0.5 : Double(index) / Double(loss.count - 1))
    }
    let scores = validation.compactMap { $0 }
    let series: [(values: [Double?], all: [Double], kind: String, edge: Double, anchor: String)] = [
      (loss.map { $0 }, loss, "c1", left - 6, "end"),
      (validation, scores, "c0", right + 6, "start"),
    ]
    for step in 0...4 {
      let y = bottom - (bottom - top) * Double(step) / 4
      line(left, y, right, y, "grid")
    }
    for (values, all, kind, edge, anchor) in series {
      guard let low = all.min(), let high = all.max() else { continue }
      let span = max(high - low, 1e-12)
      for step in 0...4 {
        let y = bottom - (bottom - top) * Double(step) / 4
        let value = low + span * Double(step) / 4
        write(DecimalText.fixed(value, digits: 3), edge, y + 4, anchor: anchor)
      }
      let points = values.enumerated().compactMap { index, value in
        value.map { "\(text(x(index))),\(text(bottom - (bottom - top) * ($0 - low) / span))" }
      }
      body += "<polyline class=\"curve \(kind)\" points=\"\(points.joined(separator: " "))\"/>"
    }
    for index in Set([0, loss.count / 2, loss.count - 1]).sorted() where index >= 0 {
      write("\(index + 1)", x(index), bottom + 16, anchor: "middle")
    }
    write("epoch", (left + right) / 2, bottom + 32, anchor: "middle")
    line(left, bottom + 46, left + 16, bottom + 46, "curve c1")
    write("training loss", left + 22, bottom + 50)
    line(right - 110, bottom + 46, right - 94, bottom + 46, "curve c0")
    write("validation score", right - 88, bottom + 50)
  }
}
