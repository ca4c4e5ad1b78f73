import ArgumentParser
import Foundation
import NLPToolkit
import Synchronization

/// `nlptool benchmark activations`: how exact and how fast the pointwise functions of the cells
/// are.
struct BenchmarkActivationsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activations",
    abstract: "Measures exp, tanh and sigmoid over all numbers.",
    discussion: """
      Each function of every Float, or of one in so many with --every, against the C library in Double: \
      the greatest error in units of the last place, and where it is. All four billion take some \
      minutes.

      Example:
        nlptool benchmark activations --every 101 --threads 2
      """)

  @Option(help: ArgumentHelp("Look at one Float of so many.", valueName: "n"))
  var every = 1
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    if !(1...1 << 24).contains(every) {
      throw ValidationError("--every \(every): give a number from 1 to 16777216")
    }
  }

  func run() async throws {
    let pool = ThreadPool(threads: threads.count)
    var record = BenchmarkRecord()
    record.set("benchmark", "activations")
    record.set("threads", threads.count)
    record.set("every", every)
    for function in Function.all {
      try Interruption.check()
      let worst = worstError(of: function, pool)
      record.set("\(function.name)_ulp", worst.error)
      record.set("\(function.name)_worst_at", Double(worst.x))
      record.set("\(function.name)_per_second", function.rate())
    }
    try record.print()
  }

  /// A kernel and what it should compute.
  private struct Function: Sendable {
    let name: String
    let kernel: @Sendable (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    let truth: @Sendable (Double) -> Double

    static let all = [
      Function(name: "exp", kernel: { Float.exp($0, $1, $2) }, truth: { Foundation.exp($0) }),
      Function(name: "tanh", kernel: { Float.tanh($0, $1, $2) }, truth: { Foundation.tanh($0) }),
      Function(
        name: "sigmoid", kernel: { Float.sigmoid($0, $1, $2) },
        truth: { x in
          let small = Foundation.exp(-abs(x))
          return (x < 0 ? small : 1) / (1 + small)
        }),
    ]

    /// Numbers a second, on one thread.
    func rate() -> Double {
      let count = 4096
      let x = (0..<count).map { Float($0 % 997) / 100 - 5 }
      var y = x
      var calls = 0
      let start = monotonicNanoseconds()
      while monotonicNanoseconds() - start < 100_000_000 {
        kernel(count, x, &y)
        calls += 1
      }
      return Double(calls * count) / Double(monotonicNanoseconds() - start) * 1e9
    }
  }

  private struct Worst: Sendable {
    var error = 0.0
    var x: Float = 0
  }

  private static let block = 4096

  private func worstError(of function: Function, _ pool: ThreadPool) -> Worst {
    let total = (1 << 32 + every - 1) / every
    let parts = 512
    let found = Mutex(Worst())
    pool.forEach(parts) { part in
      var worst = Worst()
      var x = [Float](repeating: 0, count: Self.block)
      var y = x
      let numbers = total * part / parts..<total * (part + 1) / parts
      for first in stride(from: numbers.lowerBound, to: numbers.upperBound, by: Self.block) {
        let count = min(Self.block, numbers.upperBound - first)
        for i in 0..<count {
          x[i] = Float(bitPattern: UInt32(truncatingIfNeeded: (first + i) * every))
        }
        function.kernel(count, x, &y)
        for i in 0..<count {
          let error = unitsInLastPlace(y[i], function.truth(Double(x[i])))
          if error > worst.error { worst = Worst(error: error, x: x[i]) }
        }
      }
      // The first of equals, whichever thread comes first.
      found.withLock { best in
        if (worst.error, -worst.x) > (best.error, -best.x) { best = worst }
      }
    }
    return found.withLock { $0 }
  }

  /// The distance of a result from the truth in units of the last place of the truth.
  private func unitsInLastPlace(_ result: Float, _ truth: Double) -> Double {
    if truth.isNaN || result.isNaN { return truth.isNaN && result.isNaN ? 0 : .infinity }
    let rounded = Float(truth)
    if rounded == result { return 0 }
    if result.isInfinite || rounded.isInfinite { return .infinity }
    return abs(Double(result) - truth) / Double(rounded.ulp)
  }
}
