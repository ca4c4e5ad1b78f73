import Evaluation

/// A heat map of attention as SVG: a column for each subword of the source, a row for each of the
/// target, the darker the more attention.
///
/// It takes the colour of the text that it stands in, so that it follows light and dark.
public struct AttentionFigure: Sendable, Hashable {
  /// The subwords of the source, the columns.
  public var source: [String]
  /// The subwords of the target, the rows.
  public var target: [String]
  /// A row for each of the target, with a weight in 0...1 for each of the source.
  public var weights: [[Float]]

  /// - Precondition: there is a row for each of the target, with a weight for each of the source.
  public init(source: [String], target: [String], weights: [[Float]]) {
    precondition(weights.count == target.count)
    precondition(weights.allSatisfy { $0.count == source.count })
    self.source = source
    self.target = target
    self.weights = weights
  }

  private static let side = 24.0
  private static let gap = 6.0

  /// The figure as one element of SVG, which stands in a page or, with `isFile`, by itself.
  public func markup(isFile: Bool = false) -> String {
    let side = Self.side
    let left = Self.extent(target)
    let top = Self.extent(source)
    let width = left + side * Double(source.count) + Self.gap
    let height = top + side * Double(target.count) + Self.gap
    var svg = "<svg "
    if isFile { svg += "xmlns=\"http://www.w3.org/2000/svg\" " }
    svg += "viewBox=\"0 0 \(Self.text(width)) \(Self.text(height))\" "
    svg += "width=\"\(Self.text(width))\" height=\"\(Self.text(height))\" role=\"img\" "
    svg += "aria-label=\"Attention of \(target.count) subwords to \(source.count)\" "
    svg += "font-family=\"ui-monospace, monospace\" font-size=\"12\" fill=\"currentColor\">"
    for (column, name) in source.enumerated() {
      let x = left + side * (Double(column) + 0.5) + 4
      svg += "<text transform=\"translate(\(Self.text(x)) \(Self.text(top - Self.gap))) "
      svg += "rotate(-90)\">"
      svg += HTMLText.escape(Self.shown(name)) + "</text>"
    }
    for (row, name) in target.enumerated() {
      let y = top + side * Double(row)
      svg += "<text x=\"\(Self.text(left - Self.gap))\" y=\"\(Self.text(y + side / 2 + 4))\" "
      svg += "text-anchor=\"end\">" + HTMLText.escape(Self.shown(name)) + "</text>"
      for (column, weight) in weights[row].enumerated() {
        svg += "<rect x=\"\(Self.text(left + side * Double(column)))\" y=\"\(Self.text(y))\" "
        svg += "width=\"\(Self.text(side - 1))\" height=\"\(Self.text(side - 1))\" "
        svg += "fill-opacity=\"\(DecimalText.fixed(0.04 + 0.96 * Double(weight), digits: 3))\">"
        svg += "<title>\(HTMLText.escape(Self.shown(name))) ← "
        svg += "\(HTMLText.escape(Self.shown(source[column]))): "
        svg += "\(DecimalText.fixed(Double(weight), digits: 3))</title></rect>"
      }
    }
    return svg + "</svg>"
  }

  /// A subword with a mark for the space before it, cut where it is long.
  private static func shown(_ name: String) -> String {
    let name = name.replacing(" ", with: "·")
    return name.count > 20 ? name.prefix(19) + "…" : name
  }

  private static func extent(_ names: [String]) -> Double {
    8 * Double(names.map { TerminalWidth.of(shown($0)) }.max() ?? 0) + 2 * gap
  }

  private static func text(_ value: Double) -> String { DecimalText.fixed(value, digits: 1) }
}
