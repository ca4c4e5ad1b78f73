#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// How class scores become probabilities that keep their word: temperatures, one for each part of a
/// classifier, and for each label the probability from which a text has it (Guo et al. 2017).
///
/// With z_r and z_n the scores of the recurrent part and of the n-grams, a text's probabilities are
/// the softmax of (z_r · recurrentScale + z_n · ngramScale), or the sigmoid where a text may have
/// several labels. A scale is one over a temperature.
public struct ClassifierCalibration: Sendable, Hashable, Codable {
  /// One over the temperature of the recurrent part's scores.
  public var recurrentScale = 1.0
  /// One over the temperature of the n-grams' scores.
  public var ngramScale = 1.0
  /// For each label; empty where a text has one label.
  public var thresholds: [Double] = []

  /// Leaves the scores as they are.
  public init() {}

  /// The probabilities of a text.
  package func probabilities(_ scores: ClassScores, text: Int, isMultilabel: Bool) -> [Double] {
    let indices = text * scores.classes..<(text + 1) * scores.classes
    let logits = indices.map {
      recurrentScale * scores.recurrent[$0] + ngramScale * scores.ngrams[$0]
    }
    if isMultilabel { return logits.map(Self.sigmoid) }
    let greatest = logits.max() ?? 0
    let powers = logits.map { exp($0 - greatest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  static func sigmoid(_ x: Double) -> Double {
    x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
  }

  /// The scales under which the classes are the most probable, found by Newton's method: the
  /// negative log-likelihood is convex in them. A small cost of leaving 1 keeps few texts from
  /// saying too much.
  ///
  /// - Parameters:
  ///   - texts: those to fit to.
  ///   - classes: of each text.
  package init(
    fitting scores: ClassScores, texts: [Int], classes gold: [[Int32]], isMultilabel: Bool,
    hasBoth: Bool
  ) {
    var scales = (1.0, 1.0)
    for _ in 0..<25 {
      recurrentScale = scales.0
      ngramScale = scales.1
      // The gradient g and the Hessian h of the cost, with (s - 1)² / 2 for each scale s.
      var g = (scales.0 - 1, scales.1 - 1)
      var h = (1.0, 0.0, 1.0)
      for text in texts {
        let p = probabilities(scores, text: text, isMultilabel: isMultilabel)
        let row = text * scores.classes
        var mean = (0.0, 0.0)
        if !isMultilabel {
          for c in p.indices {
            mean.0 += p[c] * scores.recurrent[row + c]
            mean.1 += p[c] * scores.ngrams[row + c]
          }
        }
        for c in p.indices {
          let z = (scores.recurrent[row + c], scores.ngrams[row + c])
          let target = gold[text].contains(Int32(c)) ? 1.0 : 0
          let error = p[c] - target
          g.0 += error * z.0
          g.1 += error * z.1
          // Σ p zzᵀ - mean meanᵀ for the softmax, Σ p (1 - p) zzᵀ for independent decisions
          let weight = isMultilabel ? p[c] * (1 - p[c]) : p[c]
          h.0 += weight * (z.0 - mean.0) * (z.0 - mean.0)
          h.1 += weight * (z.0 - mean.0) * (z.1 - mean.1)
          h.2 += weight * (z.1 - mean.1) * (z.1 - mean.1)
        }
      }
      var step: (Double, Double)
      if hasBoth {
        let determinant = h.0 * h.2 - h.1 * h.1
        guard determinant > 1e-12 else { break }
        step = (
          (h.2 * g.0 - h.1 * g.1) / determinant, (h.0 * g.1 - h.1 * g.0) / determinant
        )
      } else {
        // One part has all scores 0, and with them no say.
        step = (g.0 / h.0, g.1 / h.2)
      }
      // Half a step at most to where a scale would vanish.
      let length = max(abs(step.0), abs(step.1))
      if length > 0.5 { step = (step.0 * 0.5 / length, step.1 * 0.5 / length) }
      scales = (max(0.02, scales.0 - step.0), max(0.02, scales.1 - step.1))
      if length < 1e-6 { break }
    }
    recurrentScale = scales.0
    ngramScale = scales.1
    if isMultilabel {
      thresholds = (0..<scores.classes).map { label in
        threshold(of: label, scores, texts: texts, gold)
      }
    }
  }

  /// The threshold with the greatest F1 of a label; near 1/2 where few texts have the label.
  private func threshold(
    of label: Int, _ scores: ClassScores, texts: [Int], _ gold: [[Int32]]
  ) -> Double {
    let items = texts.map { text in
      let index = text * scores.classes + label
      let logit =
        recurrentScale * scores.recurrent[index] + ngramScale * scores.ngrams[index]
      return (p: Self.sigmoid(logit), isGold: gold[text].contains(Int32(label)))
    }.sorted { $0.p > $1.p }
    let positives = items.count(where: \.isGold)
    guard positives > 0 else { return 0.5 }
    var best = (f1: 0.0, threshold: 0.5)
    var correct = 0
    for (index, item) in items.enumerated() {
      if item.isGold { correct += 1 }
      let next = index + 1 < items.count ? items[index + 1].p : 0
      if next == item.p { continue }
      let f1 = 2 * Double(correct) / Double(index + 1 + positives)
      if f1 > best.f1 { best = (f1, (item.p + next) / 2) }
    }
    let trust = Double(positives) / Double(positives + 10)
    return trust * best.threshold + (1 - trust) * 0.5
  }
}
