import NLPToolkit

/// A unit's gate over a text.
struct GateUnit {
  /// From 0.
  let number: Int
  let values: [Float]
  let mean: Double
  let deviation: Double
  /// The means where something was marked, and elsewhere.
  var parts: (marked: Double, other: Double)?

  private init(_ number: Int, _ values: [Float], marked: [Bool]?) {
    self.number = number
    self.values = values
    let all = values.map(Double.init)
    let mean = Self.mean(all)
    self.mean = mean
    deviation = Self.mean(all.map { ($0 - mean) * ($0 - mean) }).squareRoot()
    if let marked {
      let pairs = zip(all, marked)
      parts = (
        Self.mean(pairs.filter(\.1).map(\.0)), Self.mean(pairs.filter { !$0.1 }.map(\.0))
      )
    }
  }

  /// How much a gate tells: its deviation, or how far apart the means are at marks and elsewhere.
  private var weight: Double { parts.map { abs($0.marked - $0.other) } ?? deviation }

  /// The units, those that tell most first.
  static func ranked(_ trace: GateTrace, gate: Int, marked: [Bool]?) -> [GateUnit] {
    (0..<trace.unitCount).map {
      GateUnit($0, trace.values(ofGate: gate, unit: $0), marked: marked)
    }.sorted { ($1.weight, $0.number) < ($0.weight, $1.number) }
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  func title(_ gate: String) -> String {
    let two = { (value: Double) in DecimalText.fixed(value, digits: 2) }
    return "unit \(number + 1), \(gate): mean \(two(mean)), deviation \(two(deviation))"
      + (parts.map { "; \(two($0.marked)) there, \(two($0.other)) elsewhere" } ?? "")
  }

  func json(_ gate: String) -> JSONObject {
    var object = JSONObject()
    object.set("unit", to: .integer(number + 1))
    object.set("gate", to: .string(gate))
    object.set("mean", to: .decimal(mean))
    object.set("deviation", to: .decimal(deviation))
    if let parts {
      object.set("mean_there", to: .decimal(parts.marked))
      object.set("mean_elsewhere", to: .decimal(parts.other))
    }
    object.set("values", to: .array(values.map { .decimal(Double($0)) }))
    return object
  }
}
