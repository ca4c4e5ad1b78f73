/// A calibration and what it is worth.
struct CalibrationFit {
  /// Fitted to all validation texts.
  let calibration: ClassifierCalibration
  /// The scores as they are, with both scales at 1.
  let before: ClassifierQuality?
  /// Each half of the texts under the calibration that was fitted to the other half, so that no
  /// text judges what it was used for.
  let after: ClassifierQuality?
  private let isMultilabel: Bool

  /// - Parameter classes: of each text.
  init(_ scores: ClassScores, classes: [[Int32]], isMultilabel: Bool, hasBoth: Bool) {
    self.isMultilabel = isMultilabel
    func fit(_ texts: [Int]) -> ClassifierCalibration {
      ClassifierCalibration(
        fitting: scores, texts: texts, classes: classes, isMultilabel: isMultilabel,
        hasBoth: hasBoth)
    }
    let texts = Array(classes.indices)
    calibration = fit(texts)
    guard texts.count > 1 else {
      before = nil
      after = nil
      return
    }
    before = ClassifierQuality(scores, classes: classes, isMultilabel: isMultilabel)
    var probabilities = [[Double]](repeating: [], count: texts.count)
    for half in 0...1 {
      let other = fit(texts.filter { $0 % 2 != half })
      for text in texts where text % 2 == half {
        probabilities[text] = other.probabilities(
          scores, text: text, isMultilabel: isMultilabel)
      }
    }
    after = ClassifierQuality(
      probabilities, classes: classes, isMultilabel: isMultilabel,
      thresholds: calibration.thresholds)
  }

  /// A line of the card.
  typealias Metric = (name: String, title: String, value: Double?, isCrossFitted: Bool)

  var metrics: [Metric] {
    guard let before, let after else { return [] }
    let headline = isMultilabel ? "f1_micro" : "accuracy"
    var metrics: [Metric] = [
      (headline, isMultilabel ? "micro f1" : "accuracy", after.accuracy, true),
      ("f1_macro", "macro f1", after.macroF1, true),
      ("log_loss", "log loss before calibration", before.loss, false),
      ("log_loss", "log loss", after.loss, true),
    ]
    if !isMultilabel {
      metrics += [
        (
          "expected_calibration_error", "calibration error before calibration",
          before.calibrationError, false
        ),
        ("expected_calibration_error", "calibration error", after.calibrationError, true),
        (
          "calibration_error_by_chance", "calibration error by chance",
          after.calibrationErrorByChance, true
        ),
      ]
    }
    return metrics
  }
}
