import CoreMetrics
import Synchronization

/// A count that only grows.
final class CountedValue: CounterHandler {
  private let value = Atomic<Int64>(0)

  var count: Int64 { value.load(ordering: .relaxed) }

  func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
  func reset() { value.store(0, ordering: .relaxed) }
}

/// A number that goes up and down.
final class MeasuredValue: MeterHandler {
  private let state = Mutex(0.0)

  var value: Double { state.withLock { $0 } }

  func set(_ value: Int64) { state.withLock { $0 = Double(value) } }
  func set(_ value: Double) { state.withLock { $0 = value } }
  func increment(by amount: Double) { state.withLock { $0 += amount } }
  func decrement(by amount: Double) { state.withLock { $0 -= amount } }
}

/// How many values there were up to each of some bounds, and their sum.
final class Histogram: RecorderHandler, TimerHandler {
  /// Bounds for durations.
  static let seconds = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]
  /// Bounds for counts: powers of two.
  static let counts = (0...13).map { Double(1 << $0) }

  private struct State {
    var counts: [Int64]
    var sum = 0.0
  }

  private let bounds: [Double]
  private let state: Mutex<State>

  init(bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    let index = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock {
      $0.counts[index] += 1
      $0.sum += value
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  /// Appends the lines of the histogram.
  func write(_ name: String, labels: String, to text: inout String) {
    let state = state.withLock { $0 }
    let opening = labels.isEmpty ? "{" : labels.dropLast() + ","
    var total: Int64 = 0
    for (bound, count) in zip(bounds, state.counts) {
      total += count
      text += "\(name)_bucket\(opening)le=\"\(PrometheusFactory.number(bound))\"} \(total)\n"
    }
    total += state.counts[bounds.count]
    text += "\(name)_bucket\(opening)le=\"+Inf\"} \(total)\n"
    text += "\(name)_sum\(labels) \(PrometheusFactory.number(state.sum))\n"
    text += "\(name)_count\(labels) \(total)\n"
  }
}
