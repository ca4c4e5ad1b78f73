import Foundation
import Models
import Neural
import Testing

/// Draws from a fixed distribution against its exact probabilities.
struct SamplerTests {
  /// Not sorted, with a tie.
  private let probabilities = [0.05, 0.3, 0.1, 0.02, 0.25, 0.1, 0.18]

  private var logits: [Float] { probabilities.map { Float(log($0)) + 3 } }

  private func counts(
    _ options: SamplingOptions, draws: Int = 40_000, before: [Int32] = [],
    allows: (Int32) -> Bool = { _ in true }
  ) -> [Int] {
    var counts = [Int](repeating: 0, count: probabilities.count)
    var random = RandomSource(seed: 17)
    var sampler = Sampler(options, symbols: probabilities.count)
    for symbol in before { sampler.note(symbol) }
    logits.withUnsafeBufferPointer { logits in
      for _ in 0..<draws { counts[Int(sampler.draw(logits, &random, allows: allows))] += 1 }
    }
    return counts
  }

  /// Pearson's statistic against the bound that one run in a million would pass, by Wilson and
  /// Hilferty's approximation (1931).
  private func expectDistribution(_ counts: [Int], _ expected: [Double], _ name: Comment) {
    let total = Double(counts.reduce(0, +))
    let sum = expected.reduce(0, +)
    var statistic = 0.0
    var freedom = -1.0
    for (count, share) in zip(counts, expected) {
      guard share > 0 else {
        #expect(count == 0, name)
        continue
      }
      let mean = total * share / sum
      statistic += (Double(count) - mean) * (Double(count) - mean) / mean
      freedom += 1
    }
    guard freedom > 0 else { return }
    let bound = freedom * pow(1 - 2 / (9 * freedom) + 4.75 * (2 / (9 * freedom)).squareRoot(), 3)
    #expect(statistic < bound, name)
    // A distribution that is a little off would not pass.
    #expect(total > 10_000, name)
  }

  private func options(_ change: (inout SamplingOptions) -> Void) -> SamplingOptions {
    var options = SamplingOptions()
    options.temperature = 1
    change(&options)
    return options
  }

  @Test(arguments: [0.5, 1, 1.7])
  func temperature(_ temperature: Double) {
    expectDistribution(
      counts(options { $0.temperature = temperature }),
      probabilities.map { pow($0, 1 / temperature) }, "temperature \(temperature)")
  }

  @Test func zeroIsTheMostProbable() {
    #expect(counts(options { $0.temperature = 0 }, draws: 10) == [0, 10, 0, 0, 0, 0, 0])
    #expect(
      counts(options { $0.temperature = 0 }, draws: 10) { $0 != 1 } == [0, 0, 0, 0, 10, 0, 0])
    // Of a tie the first.
    #expect(
      counts(options { $0.temperature = 0 }, draws: 10) { [2, 5].contains($0) }
        == [0, 0, 10, 0, 0, 0, 0])
  }

  @Test func topK() {
    expectDistribution(
      counts(options { $0.topK = 3 }), [0, 0.3, 0, 0, 0.25, 0, 0.18], "top 3")
    expectDistribution(
      counts(options { $0.topK = 4 }), [0, 0.3, 0.1, 0, 0.25, 0, 0.18], "of a tie the first")
    expectDistribution(counts(options { $0.topK = 100 }), probabilities, "more than there are")
    expectDistribution(counts(options { $0.topK = 1 }), [0, 1, 0, 0, 0, 0, 0], "top 1")
  }

  @Test func topP() {
    // 0.3, 0.25, 0.18: 0.55 is reached with two, 0.56 with three.
    expectDistribution(
      counts(options { $0.topP = 0.54 }), [0, 0.3, 0, 0, 0.25, 0, 0], "0.54")
    expectDistribution(
      counts(options { $0.topP = 0.56 }), [0, 0.3, 0, 0, 0.25, 0, 0.18], "0.56")
    expectDistribution(counts(options { $0.topP = 1e-9 }), [0, 1, 0, 0, 0, 0, 0], "the first")
    // Of the four that top-k leaves, with 0.83 together.
    expectDistribution(
      counts(
        options {
          $0.topK = 4
          $0.topP = 0.7
        }), [0, 0.3, 0, 0, 0.25, 0, 0.18], "of what top-k leaves")
  }

  @Test func minP() {
    // A third of 0.3 is 0.1; the tie lies just on it, so the bound is put beside it.
    expectDistribution(
      counts(options { $0.minP = 0.32 }), [0, 0.3, 0.1, 0, 0.25, 0.1, 0.18], "0.32")
    expectDistribution(
      counts(options { $0.minP = 0.5 }), [0, 0.3, 0, 0, 0.25, 0, 0.18], "0.5")
    expectDistribution(counts(options { $0.minP = 1 }), [0, 1, 0, 0, 0, 0, 0], "1")
  }

  @Test func whatIsNotAllowedIsNeverDrawn() {
    expectDistribution(
      counts(options { _ in }) { $0 != 1 && $0 != 3 }, [0.05, 0, 0.1, 0, 0.25, 0.1, 0.18], "all")
    expectDistribution(
      counts(options { $0.topK = 2 }) { $0 != 1 }, [0, 0, 0, 0, 0.25, 0, 0.18], "top 2")
  }

  @Test func repetitionsAreLessProbable() {
    func penalized(_ symbols: [Int], by power: Double) -> [Double] {
      probabilities.enumerated().map { symbols.contains($0) ? pow($1, power) : $1 }
    }
    expectDistribution(
      counts(
        options {
          $0.repetitionPenalty = 2
          $0.repetitionLength = 1
        }, before: [1, 4, 1]), penalized([1, 4], by: 2), "every symbol of the window")
    // 2 3 came before 1 once and before 4 once; 3 alone before 6.
    let before: [Int32] = [2, 3, 1, 0, 2, 3, 4, 5, 3, 6, 2, 3]
    expectDistribution(
      counts(
        options {
          $0.repetitionPenalty = 1.5
          $0.repetitionLength = 3
        }, before: before), penalized([1, 4], by: 1.5), "three symbols")
    expectDistribution(
      counts(
        options {
          $0.repetitionPenalty = 1.5
          $0.repetitionLength = 3
          $0.repetitionWindow = 8
        }, before: before), penalized([4], by: 1.5), "within the window")
    expectDistribution(
      counts(options { $0.repetitionLength = 1 }, before: before), probabilities, "none")
  }

  @Test func improperOptions() {
    #expect(SamplingOptions().problem == nil)
    for change: (inout SamplingOptions) -> Void in [
      { $0.temperature = -1 }, { $0.temperature = .nan }, { $0.topK = -1 }, { $0.topP = 0 },
      { $0.topP = 1.1 }, { $0.minP = -0.1 }, { $0.repetitionPenalty = 0.5 },
      { $0.repetitionLength = 0 },
    ] { #expect(options(change).problem != nil) }
  }
}
