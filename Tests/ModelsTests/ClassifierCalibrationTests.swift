import Foundation
import Models
import TestSupport
import Testing

struct ClassifierCalibrationTests {
  private static func fit(
    _ scores: ClassScores, _ classes: [Int32], isMultilabel: Bool = false, hasBoth: Bool = true
  ) -> ClassifierCalibration {
    ClassifierCalibration(
      fitting: scores, texts: Array(classes.indices), classes: classes.map { [$0] },
      isMultilabel: isMultilabel, hasBoth: hasBoth)
  }

  /// With n texts of the scores z and 0, of which k have the first class, the cost of the scale s
  /// is least where (s - 1) + z (n σ(s z) - k) = 0.
  @Test(arguments: [(100, 90, 3.0), (1000, 700, 0.5), (10, 9, 1.0), (400, 396, 8.0)])
  func oneScale(texts: Int, right: Int, score: Double) {
    var scores = ClassScores(count: texts, classes: 2)
    for text in 0..<texts { scores.setNGrams(text, [Float(score), 0]) }
    let calibration = Self.fit(
      scores, (0..<texts).map { $0 < right ? 0 : 1 }, hasBoth: false)
    let s = calibration.ngramScale
    let p = 1 / (1 + exp(-s * score))
    #expect(abs((s - 1) + score * (Double(texts) * p - Double(right))) < 1e-6)
    // The part without scores has no say.
    #expect(calibration.recurrentScale == 1)
    let probabilities = calibration.probabilities(scores, text: 0, isMultilabel: false)
    #expect(abs(probabilities[0] - p) < 1e-12)
    #expect(calibration.thresholds.isEmpty)
  }

  /// Classes that are drawn from the probabilities under some scales give these scales back.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func scalesThatMadeTheClasses(seed: UInt64) {
    var random = SeededRandom(seed)
    let isMultilabel = seed % 2 == 0
    let (texts, classes) = (8000, 2 + Int(seed))
    var truth = ClassifierCalibration()
    truth.recurrentScale = Double.random(in: 0.2...1.5, using: &random)
    truth.ngramScale = Double.random(in: 0.2...1.5, using: &random)
    var scores = ClassScores(count: texts, classes: classes)
    var gold: [[Int32]] = []
    for text in 0..<texts {
      // The parts agree in something, as those of a classifier do.
      let common = (0..<classes).map { _ in random.normal() }
      scores.setRecurrent(text, common.map { Float($0 + random.normal()) })
      scores.setNGrams(text, common.map { Float($0 + random.normal()) })
      let p = truth.probabilities(scores, text: text, isMultilabel: isMultilabel)
      if isMultilabel {
        gold.append(
          p.indices.filter { Double.random(in: 0..<1, using: &random) < p[$0] }.map(Int32.init))
      } else {
        var left = Double.random(in: 0..<1, using: &random)
        let drawn = p.firstIndex { value in
          left -= value
          return left < 0
        }
        gold.append([Int32(drawn ?? classes - 1)])
      }
    }
    let found = ClassifierCalibration(
      fitting: scores, texts: Array(gold.indices), classes: gold, isMultilabel: isMultilabel,
      hasBoth: true)
    #expect(abs(found.recurrentScale - truth.recurrentScale) < 0.1, "\(found) \(truth)")
    #expect(abs(found.ngramScale - truth.ngramScale) < 0.1, "\(found) \(truth)")
    #expect(found.thresholds.count == (isMultilabel ? classes : 0))
  }

  /// However few and however one-sided the texts are, the scales are finite and above 0.
  @Test(arguments: [0, 1, 2, 20])
  func fewTexts(count: Int) {
    for isRight in [true, false] {
      var scores = ClassScores(count: count, classes: 3)
      for text in 0..<count {
        scores.setRecurrent(text, [40, -40, 0])
        scores.setNGrams(text, [30, 0, -30])
      }
      let found = Self.fit(scores, Array(repeating: isRight ? 0 : 1, count: count))
      for scale in [found.recurrentScale, found.ngramScale] {
        #expect(scale.isFinite && scale > 0)
        if count == 0 { #expect(scale == 1) }
      }
    }
  }
}
