import Evaluation

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// How good class scores are, for the choice of an epoch and for the card.
struct ClassifierQuality {
  /// The mean negative log-likelihood of the texts' labels, in nats.
  private(set) var loss = 0.0
  /// The share of texts with the right label; where texts have several, the F1 of all decisions
  /// together.
  let accuracy: Double?
  let macroF1: Double?
  /// The gap between the probability of the given label and how often it is right; `nil` where
  /// texts have several labels.
  let calibrationError: Double?
  /// The gap that chance alone makes with so many texts.
  let calibrationErrorByChance: Double?

  /// - Parameter classes: of each text.
  init(
    _ scores: ClassScores, classes: [[Int32]], isMultilabel: Bool,
    calibration: ClassifierCalibration = .init()
  ) {
    self.init(
      classes.indices.map {
        calibration.probabilities(scores, text: $0, isMultilabel: isMultilabel)
      }, classes: classes, isMultilabel: isMultilabel, thresholds: calibration.thresholds)
  }

  /// - Parameter probabilities: of each text.
  init(
    _ probabilities: [[Double]], classes: [[Int32]], isMultilabel: Bool, thresholds: [Double]
  ) {
    var confusion = ConfusionMatrix()
    var several = MultilabelScorer()
    var confidences: [Double] = []
    var isCorrect: [Bool] = []
    for (p, gold) in zip(probabilities, classes) {
      if isMultilabel {
        for (c, p) in p.enumerated() {
          loss -= log(max(gold.contains(Int32(c)) ? p : 1 - p, 1e-300))
        }
        let found = p.indices.filter { p[$0] >= (thresholds.isEmpty ? 0.5 : thresholds[$0]) }
        several.add(gold: Set(gold.map { "\($0)" }), predicted: Set(found.map { "\($0)" }))
      } else {
        let best = p.indices.max { p[$0] < p[$1] } ?? 0
        loss -= log(max(p[Int(gold[0])], 1e-300))
        confusion.add(gold: "\(gold[0])", predicted: "\(best)")
        confidences.append(min(1, p[best]))
        isCorrect.append(best == Int(gold[0]))
      }
    }
    loss /= Double(max(1, classes.count))
    accuracy = isMultilabel ? several.average(.micro).f1 : confusion.accuracy
    macroF1 = (isMultilabel ? several.average(.macro) : confusion.average(.macro)).f1
    let calibration =
      isMultilabel ? nil : try? Calibration(confidences: confidences, isCorrect: isCorrect)
    calibrationError = calibration?.expectedError
    calibrationErrorByChance = calibration?.errorByChance
  }
}
