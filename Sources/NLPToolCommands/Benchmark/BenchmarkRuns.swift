import ArgumentParser
import Glibc
import NLPToolkit

/// `--runs`.
package struct RunsOption: ParsableArguments {
  @Option(help: ArgumentHelp("How often to measure; the median counts.", valueName: "n"))
  package var runs = 5

  package init() {}

  package func validate() throws {
    if !(1...10_000).contains(runs) {
      throw ValidationError("--runs \(runs): give a number from 1 to 10000")
    }
  }
}

/// The seconds of some runs of the same work.
struct BenchmarkRuns {
  private(set) var seconds: [Double] = []

  /// A run lasts at least so long, so that starting threads and the like does not count.
  private static let leastSeconds = 0.2

  /// The runs that took so long.
  init(_ seconds: [Double]) { self.seconds = seconds.sorted() }

  /// Does the work once to warm up, and then in `count` runs of once or as often as it needs to
  /// last.
  init(_ count: Int, isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Void)
    async throws
  {
    var start = monotonicNanoseconds()
    try await work()
    let once = max(1e-6, Double(monotonicNanoseconds() - start) / 1e9)
    let repetitions = max(1, Int((Self.leastSeconds / once).rounded(.up)))
    for _ in 0..<count {
      try Interruption.check()
      start = monotonicNanoseconds()
      for _ in 0..<repetitions { try await work() }
      seconds.append(Double(monotonicNanoseconds() - start) / 1e9 / Double(repetitions))
    }
    seconds.sort()
  }

  /// How often work is to be done in a run for it to last at least so many seconds.
  static func repetitions(
    lasting seconds: Double, isolation: isolated (any Actor)? = #isolation,
    _ work: () async throws -> Void
  ) async throws -> Int {
    try await work()
    let start = monotonicNanoseconds()
    var count = 0
    while Double(monotonicNanoseconds() - start) / 1e9 < seconds {
      try Interruption.check()
      try await work()
      count += 1
    }
    return max(1, count)
  }

  var median: Double {
    let middle = seconds.count / 2
    return seconds.count % 2 == 1
      ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2
  }
}

/// The one line of JSON that a benchmark prints.
struct BenchmarkRecord {
  private(set) var object = JSONObject()

  mutating func set(_ name: String, _ value: String) { object.set(name, to: .string(value)) }

  mutating func set(_ name: String, _ value: Int) { object.set(name, to: .integer(value)) }

  /// Five digits are more than a measurement is worth.
  mutating func set(_ name: String, _ value: Double) {
    var scale = 1.0
    while abs(value) * scale < 1e4, scale < 1e12 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    object.set(name, to: .number(rounded.isFinite ? "\(rounded)" : "0"))
  }

  /// Sets `NAME`, `NAME_minimum`, `NAME_maximum` and `runs` for work that handles `amount` in a
  /// run.
  mutating func setRate(_ name: String, of amount: Double, in runs: BenchmarkRuns) {
    set("runs", runs.seconds.count)
    set(name, amount / runs.median)
    set(name + "_minimum", amount / (runs.seconds.last ?? runs.median))
    set(name + "_maximum", amount / (runs.seconds.first ?? runs.median))
  }

  /// Sets a rate of floating-point operations beside the most that the machine reaches.
  mutating func setOperations(
    _ name: String, of operations: Double, in runs: BenchmarkRuns, peak: Double
  ) {
    set(name, operations / runs.median / 1e9)
    set("peak_" + name, peak / 1e9)
  }

  /// Sets `latency_milliseconds` with its median and what 99 of 100 stay below.
  mutating func setLatencies(_ milliseconds: [Double]) {
    let sorted = milliseconds.sorted()
    let members = [("p50", 0.5), ("p99", 0.99)].map { (name: String, share: Double) in
      let value = sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
      return JSONMember(name, .number("\((value * 1e4).rounded() / 1e4)"))
    }
    object.set("latency_milliseconds", to: .object(members))
  }

  /// Prints the record with the memory that the process has had.
  mutating func print() throws {
    set("resident_megabytes", peakResidentMegabytes())
    try Output.standard.writeLine(object.serialized)
  }
}

/// The most memory that the process has had so far, in units of 10⁶ bytes.
func peakResidentMegabytes() -> Double {
  var usage = rusage()
  getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
  return Double(usage.ru_maxrss) * 1024 / 1e6
}
