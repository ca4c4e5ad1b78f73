import Foundation
import Neural
import TestSupport
import Testing

struct LearningRateScheduleTests {
  private struct Golden: Decodable {
    let schedulers: [String: [Double]]
    let plateauMetrics: [Double]

    enum CodingKeys: String, CodingKey {
      case schedulers
      case plateauMetrics = "plateau_metrics"
    }
  }

  private static let goldens: [(String, Double, LearningRateSchedule)] = [
    ("StepLR(step=7,gamma=0.5)", 0.1, .step(steps: 7, factor: 0.5)),
    ("ExponentialLR(0.9)", 0.1, .exponential(factor: 0.9)),
    ("CosineAnnealingLR(T_max=20,eta_min=0.001)", 0.1, .cosine(end: 0.01, steps: 20)),
    ("OneCycleLR(max_lr=0.5,total_steps=31)", 0.5, .oneCycle(steps: 31)),
    ("LinearLR(start=0.1,total_iters=5)", 0.1, .linear(start: 0.1, end: 1, steps: 5)),
  ]

  /// Against torch.optim.lr_scheduler: Golden/make-layers.py, `schedules`.
  @Test(arguments: goldens.indices)
  func golden(index: Int) throws {
    let golden = try GoldenFile.decode(Golden.self, file: "schedules.json")
    let (name, base, schedule) = Self.goldens[index]
    let expected = try #require(golden.schedulers[name])
    #expect(expected.count > 20)
    let rates = expected.indices.map { schedule.rate(base: base, step: $0) }
    #expect(mismatch(rates, expected, relative: 1e-9) == nil, "\(name)")
  }

  @Test
  func plateau() throws {
    let golden = try GoldenFile.decode(Golden.self, file: "schedules.json")
    let expected = try #require(golden.schedulers["ReduceLROnPlateau(factor=0.5,patience=2)"])
    var reduction = PlateauReduction(factor: 0.5, patience: 2, isScoreRising: false)
    var rates = [0.1]
    for metric in golden.plateauMetrics {
      reduction.observe(metric)
      rates.append(0.1 * reduction.scale)
    }
    #expect(mismatch(rates, expected, relative: 1e-9) == nil)
    // The same scores upside down.
    var rising = PlateauReduction(factor: 0.5, patience: 2, isScoreRising: true)
    let reductions = golden.plateauMetrics.map { rising.observe(2 - $0) }
    #expect(reductions.firstIndex(of: true) == 5)
  }

  @Test func plateauGoesOnFromASavedState() throws {
    var one = PlateauReduction(factor: 0.5, patience: 1, isScoreRising: true)
    for score in [0.5, 0.4] { one.observe(score) }
    var other = try JSONDecoder().decode(PlateauReduction.self, from: JSONEncoder().encode(one))
    #expect(other == one)
    let isReduced = other.observe(0.45)
    #expect(isReduced)
    #expect(other.scale == 0.5)
  }

  @Test func warmUp() {
    let schedule = LearningRateSchedule.warmUp(
      steps: 4, then: .linear(start: 1, end: 0, steps: 10))
    let rates = (0..<16).map { schedule.rate(base: 2, step: $0) }
    #expect(
      mismatch(
        rates,
        [0.4, 0.8, 1.2, 1.6, 2, 1.8, 1.6, 1.4, 1.2, 1, 0.8, 0.6, 0.4, 0.2, 0, 0],
        relative: 1e-12) == nil)
  }

  @Test func schedulesEndWhereTheyShould() {
    #expect(LearningRateSchedule.constant.rate(base: 0.3, step: 1_000_000) == 0.3)
    #expect(LearningRateSchedule.cosine(end: 0, steps: 10).rate(base: 1, step: 11) == 0)
    let cycle = LearningRateSchedule.oneCycle(steps: 10)
    #expect(mismatch(cycle.rate(base: 1, step: 50), 1 / 25e4, relative: 1e-9) == nil)
    // Degenerate lengths are no division by zero.
    for schedule in [
      LearningRateSchedule.linear(start: 0, end: 1, steps: 0), .cosine(end: 1, steps: 0),
      .step(steps: 0, factor: 1), .warmUp(steps: 0, then: .constant), .oneCycle(steps: 1),
    ] {
      #expect(schedule.rate(base: 1, step: 0).isFinite)
    }
  }

  @Test(arguments: goldens.indices) func coding(index: Int) throws {
    let schedule = LearningRateSchedule.warmUp(steps: 3, then: Self.goldens[index].2)
    let data = try JSONEncoder().encode(schedule)
    #expect(try JSONDecoder().decode(LearningRateSchedule.self, from: data) == schedule)
  }
}
