import Evaluation
import TestSupport
import Testing

@Suite("Significance")
struct SignificanceTests {
  static let file = "significance.json"

  @Test("McNemar's test as computed with SciPy")
  func mcNemarGolden() throws {
    let cases = try JSON(golden: Self.file)["mcnemar"].array
    #expect(cases.count == 4)
    for golden in cases {
      let test = McNemar(onlyFirst: golden["b"].int ?? -1, onlySecond: golden["c"].int ?? -1)
      #expect(agree(test.exactPValue, golden["exact_p"].double))
      #expect(agree(test.chiSquared, golden["chi2_cc"].double))
      #expect(agree(test.approximatePValue, golden["p_cc"].double))
    }
  }

  @Test("McNemar's test by hand")
  func mcNemar() throws {
    // 2 (1 + 3) / 8, the tail of three fair coins.
    #expect(agree(McNemar(onlyFirst: 1, onlySecond: 2).exactPValue, 1))
    #expect(agree(McNemar(onlyFirst: 0, onlySecond: 3).exactPValue, 0.25))
    #expect(McNemar(onlyFirst: 0, onlySecond: 0).exactPValue == nil)
    #expect(McNemar(onlyFirst: 7, onlySecond: 7).exactPValue == 1)
    let test = try McNemar(
      firstIsCorrect: [true, true, false, true], secondIsCorrect: [true, false, true, false])
    #expect(test == McNemar(onlyFirst: 2, onlySecond: 1))
    #expect(throws: EvaluationError.self) {
      try McNemar(firstIsCorrect: [true], secondIsCorrect: [])
    }
    let large = try #require(McNemar(onlyFirst: 500_300, onlySecond: 499_700).exactPValue)
    let approximate = McNemar(onlyFirst: 500_300, onlySecond: 499_700).approximatePValue
    #expect(agree(large, approximate, tolerance: 1e-4))
  }

  static func accuracies(_ seed: UInt64, count: Int, rate: Double) -> ItemStatistics {
    var random = TestRandom(seed: seed)
    return ItemStatistics(values: (0..<count).map { _ in random.uniform() < rate ? 1 : 0 })
  }

  @Test("the bootstrap finds the binomial standard error")
  func bootstrap() throws {
    let items = Self.accuracies(3, count: 400, rate: 0.8)
    let mean: @Sendable ([Double]) -> Double? = { $0[0] / 400 }
    let result = try #require(Resampling(samples: 4000).bootstrap(items, metric: mean))
    let rate = result.estimate
    let expected = (rate * (1 - rate) / 400).squareRoot()
    #expect(abs(result.standardError - expected) < 0.1 * expected)
    #expect(abs(result.lower - (rate - 1.96 * expected)) < 0.2 * expected)
    #expect(abs(result.upper - (rate + 1.96 * expected)) < 0.2 * expected)
  }

  @Test("results are the same on any number of threads and differ with the seed")
  func determinism() throws {
    let items = Self.accuracies(3, count: 100, rate: 0.7)
    let other = Self.accuracies(4, count: 100, rate: 0.6)
    let mean: @Sendable ([Double]) -> Double? = { $0[0] / 100 }
    let one = Resampling(samples: 501, threads: 1)
    let many = Resampling(samples: 501, threads: 7)
    #expect(one.bootstrap(items, metric: mean) == many.bootstrap(items, metric: mean))
    for test in Resampling.Test.allCases {
      let left = try one.compare(items, other, test: test, metric: mean)
      let right = try many.compare(items, other, test: test, metric: mean)
      #expect(left == right)
    }
    let reseeded = Resampling(samples: 501, seed: 2).bootstrap(items, metric: mean)
    #expect(reseeded != one.bootstrap(items, metric: mean))
  }

  @Test("two systems that differ by chance are rarely told apart, different ones are")
  func comparison() throws {
    let mean: @Sendable ([Double]) -> Double? = { $0[0] / 300 }
    for test in Resampling.Test.allCases {
      var rejected = 0
      for trial in 0..<100 {
        let first = Self.accuracies(UInt64(2 * trial + 1), count: 300, rate: 0.7)
        let second = Self.accuracies(UInt64(2 * trial + 2), count: 300, rate: 0.7)
        let result = try Resampling(samples: 200).compare(first, second, test: test, metric: mean)
        if let result, result.pValue < 0.05 { rejected += 1 }
      }
      #expect(rejected <= 14, "\(test) rejects \(rejected) of 100 true hypotheses")
      let better = Self.accuracies(1, count: 300, rate: 0.9)
      let worse = Self.accuracies(2, count: 300, rate: 0.6)
      let result = try Resampling().compare(better, worse, test: test, metric: mean)
      #expect(try #require(result).pValue < 0.002)
      let same = try Resampling().compare(better, better, test: test, metric: mean)
      #expect(same?.pValue == 1 && same?.difference == 0)
    }
  }

  @Test("approximate randomization agrees with exchanging in all ways")
  func exhaustiveRandomization() throws {
    let first = ItemStatistics(values: [1, 1, 1, 0, 1, 1, 0.5, 1])
    let second = ItemStatistics(values: [0, 1, 0, 0, 1, 0, 0.25, 0.5])
    let observed = abs(first.sums[0] - second.sums[0])
    var extreme = 0
    for mask in 0..<256 {
      var difference = 0.0
      for item in 0..<8 {
        let gap = first.values[item] - second.values[item]
        difference += mask >> item & 1 == 1 ? -gap : gap
      }
      if abs(difference) >= observed - 1e-12 { extreme += 1 }
    }
    let result = try Resampling(samples: 20000).compare(first, second) { $0[0] }
    #expect(abs(try #require(result).pValue - Double(extreme) / 256) < 0.01)
  }

  @Test("undefined scores and unpaired items")
  func undefined() throws {
    let none = ItemStatistics(width: 3)
    #expect(Resampling().bootstrap(none, metric: ItemStatistics.f1) == nil)
    var empty = ItemStatistics(width: 3)
    empty.add([0, 0, 0])
    #expect(Resampling().bootstrap(empty, metric: ItemStatistics.f1) == nil)
    #expect(try Resampling().compare(empty, empty, metric: ItemStatistics.f1) == nil)
    #expect(throws: EvaluationError.self) {
      try Resampling().compare(empty, none, metric: ItemStatistics.f1)
    }
    #expect(Summary([]) == nil)
    #expect(Summary([3])?.deviation == nil)
    #expect(Summary([1, 2, 3, 4])?.deviation == (5.0 / 3).squareRoot())
    #expect(Summary.quantile(0.5, of: [1, 2, 3, 4]) == 2.5)
  }
}
