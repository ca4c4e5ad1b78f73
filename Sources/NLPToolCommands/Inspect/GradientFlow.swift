import Benchmarks
import NLPToolkit

/// The norms of the gradients of a loss with respect to the states of a network, from its last step
/// back.
struct GradientFlow {
  let cell: CellKind
  /// With the weights as they start, by steps back.
  let before: [Double]
  let lossBefore: Double
  /// With the weights as training leaves them; `nil` if there was none, or if it diverged.
  var after: [Double]?
  var lossAfter: Double?

  /// What of the gradient is left at the first step, of that at the last.
  static func share(_ norms: [Double]) -> Double? {
    guard let first = norms.first, let last = norms.last, first > 0 else { return nil }
    return last / first
  }

  func json(_ task: MemoryTask) -> JSONObject {
    var object = JSONObject()
    object.set("task", to: .string(task.rawValue))
    object.set("cell", to: .string(cell.rawValue))
    object.set("loss_before", to: .decimal(lossBefore))
    if let lossAfter { object.set("loss_after", to: .decimal(lossAfter)) }
    object.set("gradient_before", to: .array(before.map { .decimal($0) }))
    if let after { object.set("gradient_after", to: .array(after.map { .decimal($0) })) }
    return object
  }
}

/// The norms at some steps, and what became of the loss, as lines for people.
struct GradientTable {
  private(set) var lines: [String]

  init(_ flows: [GradientFlow], _ task: MemoryTask) {
    let length = (flows.first?.before.count ?? 1) - 1
    let steps = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].filter { $0 < length }
    var rows = [["steps back"]]
    for flow in flows {
      rows[0].append(flow.cell.rawValue)
      if flow.after != nil { rows[0].append("trained") }
    }
    func add(_ title: String, _ before: (GradientFlow) -> String, _ after: (GradientFlow) -> String)
    {
      var row = [title]
      for flow in flows {
        row.append(before(flow))
        if flow.after != nil { row.append(after(flow)) }
      }
      rows.append(row)
    }
    for step in steps + [length] {
      add(
        "\(step)", { Self.short($0.before[step]) }, { Self.short($0.after?[step] ?? .nan) })
    }
    add(
      "share that is left", { Self.short(GradientFlow.share($0.before) ?? .nan) },
      { Self.short(GradientFlow.share($0.after ?? []) ?? .nan) })
    add(
      "loss", { DecimalText.fixed($0.lossBefore, digits: 4) },
      { DecimalText.fixed($0.lossAfter, digits: 4) })
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    lines = [
      "norm of the gradient with respect to the state k steps back, task \(task.rawValue); a loss of "
        + "\(DecimalText.fixed(task.baseline, digits: 4)) is guessing"
    ]
    for row in rows {
      lines.append(
        zip(row, widths).enumerated().map { column, cell in
          let space = String(repeating: " ", count: cell.1 - cell.0.count)
          return column == 0 ? cell.0 + space : space + cell.0
        }.joined(separator: "  "))
    }
  }

  /// Two digits and a power of ten: `1.3e-07`; `0` and `n/a` where there are none.
  static func short(_ value: Double) -> String {
    if value.isNaN { return "n/a" }
    if value == 0 { return "0" }
    if value.isInfinite { return "inf" }
    var exponent = 0
    var mantissa = value
    while mantissa >= 9.95 {
      mantissa /= 10
      exponent += 1
    }
    while mantissa < 0.995 {
      mantissa *= 10
      exponent -= 1
    }
    let sign = exponent < 0 ? "-" : "+"
    let digits = String(abs(exponent))
    return DecimalText.fixed(mantissa, digits: 1) + "e" + sign
      + (digits.count < 2 ? "0" : "") + digits
  }
}
