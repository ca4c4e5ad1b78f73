import CoreMetrics
import Synchronization

/// Keeps what is counted and measured, and writes it in the text format of Prometheus.
///
/// Source: "Prometheus exposition formats", text format 0.0.4.
final class PrometheusFactory: MetricsFactory {
  private struct Key: Hashable {
    var name: String
    /// `{route="/v1/tag",status="200"}`, or nothing.
    var labels: String
  }

  private enum Instrument {
    case counter(CountedValue)
    case gauge(MeasuredValue)
    case histogram(Histogram)

    var type: String {
      switch self {
      case .counter: "counter"
      case .gauge: "gauge"
      case .histogram: "histogram"
      }
    }
  }

  private let instruments = Mutex<[Key: Instrument]>([:])
  /// What each name means.
  private let help: [String: String]

  /// - Parameter help: a sentence for each name.
  init(help: [String: String]) { self.help = help }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    instruments.withLock { instruments in
      let key = Self.key(label, dimensions)
      if case .counter(let value)? = instruments[key] { return value }
      let value = CountedValue()
      instruments[key] = .counter(value)
      return value
    }
  }

  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    instruments.withLock { instruments in
      let key = Self.key(label, dimensions)
      if case .gauge(let value)? = instruments[key] { return value }
      let value = MeasuredValue()
      instruments[key] = .gauge(value)
      return value
    }
  }

  func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    histogram(label, dimensions, bounds: Histogram.counts)
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    histogram(label, dimensions, bounds: Histogram.seconds)
  }

  private func histogram(
    _ label: String, _ dimensions: [(String, String)], bounds: [Double]
  ) -> Histogram {
    instruments.withLock { instruments in
      let key = Self.key(label, dimensions)
      if case .histogram(let value)? = instruments[key] { return value }
      let value = Histogram(bounds: bounds)
      instruments[key] = .histogram(value)
      return value
    }
  }

  // What is measured stays as long as the factory.
  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyMeter(_ handler: any MeterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}

  private static func key(_ label: String, _ dimensions: [(String, String)]) -> Key {
    if dimensions.isEmpty { return Key(name: label, labels: "") }
    let pairs = dimensions.map { "\($0)=\"\(escaped($1))\"" }
    return Key(name: label, labels: "{\(pairs.joined(separator: ","))}")
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  /// All values, names in order.
  var text: String {
    let instruments = instruments.withLock { $0 }
    var text = ""
    var last = ""
    for (key, instrument) in instruments.sorted(by: {
      ($0.key.name, $0.key.labels) < ($1.key.name, $1.key.labels)
    }) {
      if key.name != last {
        if let help = help[key.name] { text += "# HELP \(key.name) \(help)\n" }
        text += "# TYPE \(key.name) \(instrument.type)\n"
        last = key.name
      }
      switch instrument {
      case .counter(let value): text += "\(key.name)\(key.labels) \(value.count)\n"
      case .gauge(let value): text += "\(key.name)\(key.labels) \(Self.number(value.value))\n"
      case .histogram(let value): value.write(key.name, labels: key.labels, to: &text)
      }
    }
    return text
  }

  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}
