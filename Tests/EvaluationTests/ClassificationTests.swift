import Evaluation
import TestSupport
import Testing

@Suite("Classification scores")
struct ClassificationTests {
  @Test("nothing to score is undefined, one class has no correlation")
  func undefined() {
    let empty = ConfusionMatrix()
    #expect(empty.accuracy == nil && empty.balancedAccuracy == nil)
    #expect(empty.matthews == nil && empty.kappa() == nil)
    #expect(empty.average(.macro).f1 == nil && empty.jaccard(.weighted) == nil)
    var one = ConfusionMatrix()
    one.add(gold: "a", predicted: "a", count: 3)
    #expect(one.accuracy == 1)
    #expect(one.matthews == nil && one.kappa() == nil)
    let probabilities = ClassProbabilities(labels: ["a", "b"])
    #expect(probabilities.logLoss == nil && probabilities.brier == nil)
    #expect(probabilities.areaUnderROC(.rest) == nil && probabilities.topAccuracy(1) == nil)
  }

  @Test("a declared class without items is in the report but not in balanced accuracy")
  func declaredLabels() {
    var matrix = ConfusionMatrix(labels: ["a", "b", "c"])
    matrix.add(gold: "a", predicted: "a")
    matrix.add(gold: "b", predicted: "a")
    #expect(matrix.labels == ["a", "b", "c"])
    #expect(matrix.counts == [[1, 0, 0], [1, 0, 0], [0, 0, 0]])
    #expect(matrix.balancedAccuracy == 0.5)
    #expect(matrix.normalized(by: .gold)[2] == [nil, nil, nil])
    #expect(matrix.normalized(by: .all)[1][0] == 0.5)
    #expect(matrix.normalized(by: .predicted)[0][0] == 0.5)
  }

  @Test("merging in any order counts what one matrix counts")
  func merge() {
    var random = TestRandom(seed: 5)
    var whole = ConfusionMatrix()
    var parts = [ConfusionMatrix(), ConfusionMatrix()]
    for item in 0..<300 {
      let gold = "c\(random.below(5))"
      let predicted = "c\(random.below(6))"
      whole.add(gold: gold, predicted: predicted)
      parts[item % 2].add(gold: gold, predicted: predicted)
    }
    parts[1].merge(parts[0])
    #expect(parts[1].counts == whole.counts)
    #expect(parts[1].labels == whole.labels)
  }

  @Test("weighted kappa follows the given order of classes")
  func kappaOrder() {
    var matrix = ConfusionMatrix()
    matrix.add(gold: "low", predicted: "low", count: 4)
    matrix.add(gold: "mid", predicted: "high", count: 2)
    matrix.add(gold: "high", predicted: "high", count: 4)
    let sorted = matrix.kappa(weights: .quadratic)
    let ordered = matrix.kappa(weights: .quadratic, order: ["low", "mid", "high"])
    #expect(sorted != ordered)
    var renamed = ConfusionMatrix()
    renamed.add(gold: "1", predicted: "1", count: 4)
    renamed.add(gold: "2", predicted: "3", count: 2)
    renamed.add(gold: "3", predicted: "3", count: 4)
    #expect(renamed.kappa(weights: .quadratic) == ordered)
  }

  @Test("the area under the ROC is the probability of ranking a pair right, by counting all pairs")
  func areaByPairs() throws {
    var random = TestRandom(seed: 9)
    for _ in 0..<50 {
      let count = 2 + random.below(30)
      let isPositive = (0..<count).map { _ in random.below(2) == 1 }
      let scores = (0..<count).map { _ in Double(random.below(6)) }
      var pairs = 0.0
      var right = 0.0
      for first in 0..<count where isPositive[first] {
        for second in 0..<count where !isPositive[second] {
          pairs += 1
          if scores[first] > scores[second] { right += 1 }
          if scores[first] == scores[second] { right += 0.5 }
        }
      }
      let ranking = try BinaryRanking(isPositive: isPositive, scores: scores)
      #expect(agree(ranking.areaUnderROC, pairs > 0 ? right / pairs : nil))
    }
  }

  @Test("scores that are no probabilities, and unknown classes, are refused with their item")
  func refusals() throws {
    var probabilities = ClassProbabilities(labels: ["a", "b"])
    try probabilities.add(gold: "a", probabilities: [0.5, 0.5])
    #expect(throws: EvaluationError.unknownLabel(item: 1, label: "c")) {
      try probabilities.add(gold: "c", probabilities: [0.5, 0.5])
    }
    #expect(throws: EvaluationError.scoreCount(item: 1, found: 1, expected: 2)) {
      try probabilities.add(gold: "a", probabilities: [1])
    }
    for value in [Double.nan, -0.1, 1.1] {
      #expect(throws: EvaluationError.self) {
        try probabilities.add(gold: "a", probabilities: [value, 0])
      }
    }
    #expect(probabilities.count == 1)
    #expect(throws: EvaluationError.self) {
      try BinaryRanking(isPositive: [true], scores: [.nan])
    }
    #expect(throws: EvaluationError.self) { try BinaryRanking(isPositive: [true], scores: []) }
    #expect(throws: EvaluationError.self) {
      try Calibration(confidences: [1.5], isCorrect: [true])
    }
  }

  @Test("a confidence on a boundary belongs to the bin below; 0 belongs to the first")
  func calibrationBins() throws {
    let calibration = try Calibration(
      confidences: [0, 0.1, 0.3, 0.30000001, 0.7, 1],
      isCorrect: [false, true, true, true, false, true])
    #expect(calibration.bins.map(\.count) == [2, 0, 1, 1, 0, 0, 1, 0, 0, 1])
    #expect(agree(calibration.maximumError, 0.7))
    #expect(try Calibration(confidences: [], isCorrect: []).expectedError == nil)
    let perfect = try Calibration(confidences: [1, 1], isCorrect: [true, true])
    #expect(perfect.expectedError == 0 && perfect.maximumError == 0)
    #expect(perfect.errorByChance == 0)
  }

  @Test("what chance makes of true confidences")
  func calibrationByChance() throws {
    let even = try Calibration(
      confidences: [Double](repeating: 0.5, count: 8), isCorrect: [Bool](repeating: true, count: 8))
    #expect(agree(even.errorByChance, (2 * 8 * 0.25 / Double.pi).squareRoot() / 8))
    let single = try Calibration(confidences: [0.95], isCorrect: [true])
    #expect(agree(single.errorByChance, 2 * 0.95 * 0.05))
    #expect(try Calibration(confidences: [], isCorrect: []).errorByChance == nil)
    var random = SeededRandom(11)
    var (mean, stated) = (0.0, 0.0)
    for _ in 0..<200 {
      let confidences = (0..<600).map { _ in Double.random(in: 0.4...1, using: &random) }
      let calibration = try Calibration(
        confidences: confidences,
        isCorrect: confidences.map { Double.random(in: 0..<1, using: &random) < $0 })
      mean += (calibration.expectedError ?? 0) / 200
      stated += (calibration.errorByChance ?? 0) / 200
    }
    #expect(abs(mean - stated) < 0.05 * stated)
  }

  @Test("labels ranked by hand")
  func labelRanking() throws {
    var ranking = LabelRanking()
    #expect(ranking.averagePrecision == nil)
    try ranking.add(isRelevant: [true, false, false], scores: [0.75, 0.5, 1])
    try ranking.add(isRelevant: [false, false, true], scores: [1, 0.2, 0.1])
    #expect(agree(ranking.averagePrecision, (0.5 + 1.0 / 3) / 2))
    #expect(agree(ranking.loss, 0.75))
    #expect(agree(ranking.coverageError, 2.5))
  }
}
