import Benchmarks
import Glibc
import NLPToolkit

/// The norms over the steps back, on a logarithmic axis: dashed as the weights start, solid as
/// training leaves them.
struct GradientPlot {
  private let flows: [GradientFlow]
  private let task: MemoryTask
  /// The powers of ten at the ends of the axis.
  private let low: Int
  private let high: Int

  private static let (width, height) = (720.0, 420.0)
  private static let (left, right, top, bottom) = (70.0, 600.0, 60.0, 370.0)
  /// Smaller norms are drawn at the lower end.
  private static let least = -20

  init(_ flows: [GradientFlow], _ task: MemoryTask) {
    self.flows = flows
    self.task = task
    let norms: [Double] = flows.flatMap { flow in flow.before + (flow.after ?? []) }
    let powers: [Double] = norms.filter { $0 > 0 && $0.isFinite }.map { log10($0) }
    low = max(Self.least, Int((powers.min() ?? 0).rounded(.down)))
    high = max(low + 1, min(-Self.least, Int((powers.max() ?? 0).rounded(.up))))
  }

  private var length: Int { max(1, (flows.first?.before.count ?? 2) - 1) }

  var svg: String {
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" \
      font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="\(title)">
      <style>
        .back { fill: #fff } .ink { fill: #222 } .grid { stroke: #ddd } .line { fill: none; stroke-width: 2 }
        .start { stroke-dasharray: 5 4 }
        .rnn { stroke: #b8442c } .gru { stroke: #2f8f4e } .lstm { stroke: #1f6fb2 }
        @media (prefers-color-scheme: dark) {
          .back { fill: #181818 } .ink { fill: #ddd } .grid { stroke: #3a3a3a }
          .rnn { stroke: #f08a70 } .gru { stroke: #6fcf8e } .lstm { stroke: #7ab8ee }
        }
      </style>
      <rect class="back" width="100%" height="100%"/>
      <text class="ink" x="\(Int(Self.left))" y="26" font-size="15">\(title)</text>
      <text class="ink" x="\(Int(Self.left))" y="44">norm of the gradient with respect to the state k \
      steps back; dashed at the start, solid after training</text>

      """
    let stride = max(1, (high - low + 7) / 8)
    for power in Swift.stride(from: low, through: high, by: stride) {
      let y = number(y(Double(power)))
      text += "<line class=\"grid\" x1=\"\(number(Self.left))\" x2=\"\(number(Self.right))\" "
      text += "y1=\"\(y)\" y2=\"\(y)\"/>"
      text += "<text class=\"ink\" x=\"\(number(Self.left - 8))\" y=\"\(y)\" dy=\"4\" "
      text += "text-anchor=\"end\">1e\(power)</text>\n"
    }
    for step in [0, length / 4, length / 2, 3 * length / 4, length] {
      text += "<text class=\"ink\" x=\"\(number(x(step)))\" y=\"\(number(Self.bottom + 18))\" "
      text += "text-anchor=\"middle\">\(step)</text>\n"
    }
    text += "<text class=\"ink\" x=\"\(number((Self.left + Self.right) / 2))\" "
    text += "y=\"\(number(Self.bottom + 38))\" text-anchor=\"middle\">k, steps back</text>\n"
    for (index, flow) in flows.enumerated() {
      text += line(flow.before, "\(flow.cell.rawValue) start")
      if let after = flow.after { text += line(after, flow.cell.rawValue) }
      let y = Self.top + 20 + 24 * Double(index)
      text += "<line class=\"line \(flow.cell.rawValue)\" x1=\"\(number(Self.right + 16))\" "
      text += "x2=\"\(number(Self.right + 40))\" y1=\"\(number(y))\" y2=\"\(number(y))\"/>"
      text += "<text class=\"ink\" x=\"\(number(Self.right + 48))\" y=\"\(number(y + 4))\">"
      text += "\(flow.cell.rawValue)</text>\n"
    }
    return text + "</svg>\n"
  }

  /// A page with the plot and the numbers.
  func page(_ table: GradientTable) -> String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" \
    content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
    <title>\(title)</title><style>body{font:15px/1.5 system-ui,sans-serif;max-width:48rem;\
    margin:2rem auto;padding:0 1rem}svg{max-width:100%;height:auto}pre{overflow-x:auto}</style></head>
    <body>\(svg)<pre>\(table.lines.joined(separator: "\n"))</pre></body></html>

    """
  }

  private var title: String {
    "Gradients through time: the task \(task.rawValue), \(length) steps"
  }

  private func x(_ step: Int) -> Double {
    Self.left + (Self.right - Self.left) * Double(step) / Double(length)
  }

  private func y(_ power: Double) -> Double {
    let share = (min(Double(high), max(Double(low), power)) - Double(low)) / Double(high - low)
    return Self.bottom - (Self.bottom - Self.top) * share
  }

  private func number(_ value: Double) -> String { DecimalText.fixed(value, digits: 1) }

  private func line(_ norms: [Double], _ style: String) -> String {
    let points = norms.enumerated().map { step, norm in
      "\(number(x(step))),\(number(y(norm > 0 ? log10(norm) : Double(low))))"
    }
    return "<polyline class=\"line \(style)\" points=\"\(points.joined(separator: " "))\"/>\n"
  }
}
