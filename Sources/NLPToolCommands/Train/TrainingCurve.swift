import FoundationEssentials
import NLPToolkit

/// How a training went, as one JSON object for each epoch and as a picture.
struct TrainingCurve {
  private let history: [EpochSummary]
  private let title: String
  private let score: String
  private let isLoss: Bool

  /// - Parameters:
  ///   - score: what the validation score is called.
  ///   - isLoss: whether the score is minus a loss, which then has the axis of the training loss.
  init(_ history: [EpochSummary], title: String, score: String, isLoss: Bool = false) {
    self.history = history
    self.title = title
    self.score = score
    self.isLoss = isLoss
  }

  /// `PATH.curve.jsonl` and `PATH.curve.svg`.
  static func paths(beside path: String) -> [String] {
    [path + ".curve.jsonl", path + ".curve.svg"]
  }

  /// Writes both files.
  func write(beside path: String) throws {
    for (path, text) in zip(Self.paths(beside: path), [try jsonLines(), svg()]) {
      try write(text, to: path)
    }
  }

  private func write(_ text: String, to path: String) throws {
    let output = try Output.create(path)
    try output.write(text)
    try output.close()
  }

  func jsonLines() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try history.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }
      .joined()
  }

  private static let (width, height) = (640.0, 360.0)
  /// The plot within the picture: left, right, top, bottom.
  private static let (left, right, top, bottom) = (56.0, 584.0, 54.0, 312.0)

  /// Loss on the left axis, score on the right one, over epochs. Colours follow the reader's
  /// scheme.
  func svg() -> String {
    let losses = history.map(\.loss)
    let values = history.map { $0.validationScore.map { isLoss ? -$0 : $0 } }
    // Losses of language are far from 0 all the time: their axis starts below the least.
    let all = losses + (isLoss ? values.compactMap(\.self) : [])
    let low = isLoss ? ((all.min() ?? 0) * 10).rounded(.down) / 10 : 0
    let high = max(all.max() ?? 1, low + 1e-9)
    func share(ofLoss loss: Double) -> Double { (loss - low) / (high - low) }
    func share(ofScore score: Double) -> Double { isLoss ? share(ofLoss: score) : score }
    let best = history.last(where: \.isBest)
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" \
      font-family="system-ui, sans-serif" font-size="12">
      <style>
        .back { fill: #fff } .ink { fill: #222 } .grid { stroke: #ddd }
        .loss { stroke: #b8442c; fill: none } .score { stroke: #1f6fb2; fill: none }
        .lossInk { fill: #b8442c } .scoreInk { fill: #1f6fb2 }
        @media (prefers-color-scheme: dark) {
          .back { fill: #181818 } .ink { fill: #ddd } .grid { stroke: #3a3a3a }
          .loss { stroke: #f08a70 } .score { stroke: #7ab8ee }
          .lossInk { fill: #f08a70 } .scoreInk { fill: #7ab8ee }
        }
      </style>
      <rect class="back" width="100%" height="100%"/>
      <text class="ink" x="\(Int(Self.left))" y="24" font-size="15">\(escaped(title))</text>
      """
    ]
    for quarter in 0...4 {
      let y = Self.bottom - (Self.bottom - Self.top) * Double(quarter) / 4
      parts.append(
        """
        <line class="grid" x1="\(DecimalText.fixed(Self.left, digits: 0))" x2="\(DecimalText.fixed(Self.right, digits: 0))" \
        y1="\(DecimalText.fixed(y, digits: 1))" y2="\(DecimalText.fixed(y, digits: 1))"/>
        <text class="lossInk" x="\(DecimalText.fixed(Self.left - 6, digits: 0))" y="\(DecimalText.fixed(y + 4, digits: 1))" \
        text-anchor="end">\(DecimalText.fixed(low + (high - low) * Double(quarter) / 4, digits: 2))</text>
        <text class="scoreInk" x="\(DecimalText.fixed(Self.right + 6, digits: 0))" y="\(DecimalText.fixed(y + 4, digits: 1))">\
        \(isLoss ? DecimalText.fixed(low + (high - low) * Double(quarter) / 4, digits: 2) : DecimalText.fixed(Double(quarter) / 4, digits: 2))</text>
        """)
    }
    for epoch in Set([1, (history.count + 1) / 2, history.count]).sorted() where epoch > 0 {
      parts.append(
        "<text class=\"ink\" x=\"\(DecimalText.fixed(x(epoch), digits: 1))\" y=\"330\" text-anchor=\"middle\">"
          + "\(epoch)</text>")
    }
    parts.append(line(losses.map(share(ofLoss:)), name: "loss"))
    parts.append(line(values.map { $0.map(share(ofScore:)) }, name: "score"))
    if let best, let value = best.validationScore.map({ isLoss ? -$0 : $0 }) {
      parts.append(
        """
        <circle class="scoreInk" cx="\(DecimalText.fixed(x(best.epoch), digits: 1))" cy="\(DecimalText.fixed(y(share(ofScore: value)), digits: 1))" r="4"/>
        """)
    }
    let bestText = best?.validationScore.map {
      ", best \(isLoss ? DecimalText.fixed(-$0, digits: 4) : DecimalText.fixed($0, digits: 4)) in epoch \(best?.epoch ?? 0)"
    }
    parts.append(
      """
      <text class="lossInk" x="\(DecimalText.fixed(Self.left, digits: 0))" y="42">training loss</text>
      <text class="ink" x="\(DecimalText.fixed((Self.left + Self.right) / 2, digits: 0))" y="350" \
      text-anchor="middle">epoch</text>
      <text class="scoreInk" x="\(DecimalText.fixed(Self.right, digits: 0))" y="42" text-anchor="end">\
      \(escaped(score))\(bestText ?? "")</text>
      </svg>

      """)
    return parts.joined(separator: "\n")
  }

  private func x(_ epoch: Int) -> Double {
    let share = history.count < 2 ? 0.5 : Double(epoch - 1) / Double(history.count - 1)
    return Self.left + (Self.right - Self.left) * share
  }

  private func y(_ share: Double) -> Double {
    Self.bottom - (Self.bottom - Self.top) * min(1, max(0, share))
  }

  private func line(_ values: [Double?], name: String) -> String {
    let points = zip(history, values).compactMap { epoch, value in
      value.map {
        "\(DecimalText.fixed(x(epoch.epoch), digits: 1)),\(DecimalText.fixed(y($0), digits: 1))"
      }
    }
    return "<polyline class=\"\(name)\" stroke-width=\"2\" points=\""
      + points.joined(separator: " ") + "\"/>"
  }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
  }
}
