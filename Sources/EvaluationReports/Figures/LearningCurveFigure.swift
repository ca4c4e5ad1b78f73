import Evaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A score over the number of documents that were trained on, as SVG: the mean of the trainings as
/// a line, their standard deviation as a band, and each training as a dot.
public struct LearningCurveFigure: Sendable, Hashable {
  /// A score at a size of the training data.
  public struct Point: Sendable, Hashable {
    /// The documents that were trained on, on average.
    public var documents: Double
    /// The scores of the trainings, at least one.
    public var scores: [Double]

    /// Sets every property.
    public init(documents: Double, scores: [Double]) {
      self.documents = documents
      self.scores = scores
    }
  }

  /// What stands above the figure.
  public var title: String
  /// What the scores are called.
  public var score: String
  /// From the fewest documents to the most.
  public var points: [Point]

  /// Sets every property.
  public init(title: String, score: String, points: [Point]) {
    self.title = title
    self.score = score
    self.points = points.filter { !$0.scores.isEmpty && $0.documents > 0 }
  }

  private static let (width, height) = (640.0, 380.0)
  private static let (left, right, top, bottom) = (64.0, 616.0, 52.0, 320.0)

  /// The figure as one element of SVG, which stands in a page or, with `isFile`, by itself.
  public func markup(isFile: Bool = false) -> String {
    var svg = "<svg class=\"fits\" "
    if isFile { svg += "xmlns=\"http://www.w3.org/2000/svg\" " }
    svg += "viewBox=\"0 0 \(text(Self.width)) \(text(Self.height))\" width=\"\(text(Self.width))\" "
    svg += "role=\"img\" aria-label=\"\(HTMLText.escape(title))\" "
    svg += "font-family=\"system-ui, sans-serif\" font-size=\"12\">\n<style>"
    svg += ".lc-back{fill:#fff}.lc-ink,svg text.lc-ink{fill:#222}.lc-grid{stroke:#ddd}"
    svg += ".lc-line{fill:none;stroke:#1f6fb2;stroke-width:2}"
    svg += ".lc-band{fill:#1f6fb2;fill-opacity:.18}.lc-dot{fill:#1f6fb2;fill-opacity:.7}"
    svg += "@media (prefers-color-scheme:dark){.lc-back{fill:#14171b}"
    svg += ".lc-ink,svg text.lc-ink{fill:#ddd}.lc-grid{stroke:#3a3a3a}.lc-line{stroke:#7ab8ee}"
    svg += ".lc-band,.lc-dot{fill:#7ab8ee}}</style>\n"
    svg += "<rect class=\"lc-back\" width=\"100%\" height=\"100%\"/>\n"
    svg += write(title, Self.left, 24, anchor: "start", size: 15)
    svg += write(score, Self.left, 42, anchor: "start")
    svg += write("training documents", (Self.left + Self.right) / 2, 362, anchor: "middle")
    for step in 0...4 {
      let value = low + (high - low) * Double(step) / 4
      svg += "<line class=\"lc-grid\" x1=\"\(text(Self.left))\" x2=\"\(text(Self.right))\" "
      svg += "y1=\"\(text(y(value)))\" y2=\"\(text(y(value)))\"/>"
      svg += write(DecimalText.fixed(value, digits: 3), Self.left - 8, y(value) + 4, anchor: "end")
    }
    var lastLabel = -Double.infinity
    for point in points where x(point.documents) - lastLabel > 44 {
      lastLabel = x(point.documents)
      svg += write(
        DecimalText.fixed(point.documents, digits: 0), lastLabel, Self.bottom + 18,
        anchor: "middle")
    }
    let rows = points.compactMap { point in
      Summary(point.scores).map { (x: x(point.documents), summary: $0) }
    }
    func line(_ deviations: Double) -> [String] {
      rows.map { row in
        let score = row.summary.mean + deviations * (row.summary.deviation ?? 0)
        return "\(text(row.x)),\(text(y(score)))"
      }
    }
    let band = (line(1) + line(-1).reversed()).joined(separator: " ")
    svg += "<polygon class=\"lc-band\" points=\"\(band)\"/>"
    svg += "<polyline class=\"lc-line\" points=\"\(line(0).joined(separator: " "))\"/>\n"
    for point in points {
      for score in point.scores {
        svg += "<circle class=\"lc-dot\" cx=\"\(text(x(point.documents)))\" "
        svg +=
          "cy=\"\(text(y(score)))\" r=\"3\"><title>"
        svg += "\(DecimalText.fixed(point.documents, digits: 0)) documents: "
        svg += "\(DecimalText.fixed(score, digits: 4))</title></circle>"
      }
    }
    return svg + "\n</svg>\n"
  }

  private var scores: [Double] {
    points.flatMap { point in
      let summary = Summary(point.scores)
      let deviation = summary?.deviation ?? 0
      return point.scores + [(summary?.mean ?? 0) - deviation, (summary?.mean ?? 0) + deviation]
    }
  }

  /// The ends of the axis of scores, at least a twentieth apart.
  private var low: Double { ((scores.min() ?? 0) * 20).rounded(.down) / 20 }
  private var high: Double {
    max(low + 0.05, ((scores.max() ?? 1) * 20).rounded(.up) / 20)
  }

  private func y(_ score: Double) -> Double {
    Self.bottom - (Self.bottom - Self.top) * (score - low) / (high - low)
  }

  /// Documents are on a logarithmic axis: what doubling them brings is a step of one width.
  private func x(_ documents: Double) -> Double {
    let ends = [points.first?.documents ?? 1, points.last?.documents ?? 1].map { log($0) }
    let share = ends[1] > ends[0] ? (log(documents) - ends[0]) / (ends[1] - ends[0]) : 0.5
    return Self.left + 20 + (Self.right - Self.left - 40) * share
  }

  private func write(
    _ content: String, _ x: Double, _ y: Double, anchor: String, size: Int = 12
  ) -> String {
    "<text class=\"lc-ink\" x=\"\(text(x))\" y=\"\(text(y))\" text-anchor=\"\(anchor)\" "
      + "font-size=\"\(size)\">\(HTMLText.escape(content))</text>\n"
  }

  private func text(_ value: Double) -> String { DecimalText.fixed(value, digits: 1) }
}
