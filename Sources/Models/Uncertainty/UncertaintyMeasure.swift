#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How it is measured that a model is unsure of a text, which makes the text worth labelling
/// (Settles, "Active Learning Literature Survey", 2009).
public enum UncertaintyMeasure: String, Sendable, Hashable, CaseIterable {
  /// How improbable the answer is: one minus its probability.
  case leastConfidence = "least-confidence"
  /// How near the second answer is: one minus the difference of the two highest probabilities.
  case margin
  /// How far the probability is spread over all answers.
  case entropy

  /// `-p ln p - (1 - p) ln (1 - p)`, in nats.
  static func binaryEntropy(_ probability: Double) -> Double {
    guard probability > 0, probability < 1 else { return 0 }
    return -probability * log(probability) - (1 - probability) * log1p(-probability)
  }

  /// `-Σ p ln p`, in nats.
  static func entropy(_ probabilities: some Sequence<Double>) -> Double {
    probabilities.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
  }
}

extension Classification {
  /// How unsure the classifier is of the text, from 0 to 1.
  ///
  /// Entropies are divided by their greatest value. Where a text may have several labels, each is a
  /// question of its own: least confidence and margin are those of the label that the classifier is
  /// least sure of, the entropy is the mean of all.
  ///
  /// - Parameter isMultilabel: whether a text may have several labels, or none.
  public func uncertainty(_ measure: UncertaintyMeasure, isMultilabel: Bool) -> Double {
    guard let best = probabilities.max() else { return 0 }
    if isMultilabel {
      switch measure {
      case .leastConfidence: return 2 * (probabilities.map { min($0, 1 - $0) }.max() ?? 0)
      case .margin: return 1 - (probabilities.map { abs(2 * $0 - 1) }.min() ?? 1)
      case .entropy:
        let sum = probabilities.reduce(0) { $0 + UncertaintyMeasure.binaryEntropy($1) }
        return sum / Double(probabilities.count) / UncertaintyMeasure.binaryEntropy(0.5)
      }
    }
    switch measure {
    case .leastConfidence: return 1 - best
    case .margin:
      let ranking = ranking
      return ranking.count < 2 ? 0 : 1 - (best - probabilities[ranking[1]])
    case .entropy:
      guard probabilities.count > 1 else { return 0 }
      let even = 1 / Double(probabilities.count)
      return UncertaintyMeasure.entropy(probabilities) / -log(even)
    }
  }
}

extension [TaggingAlternative] {
  /// How unsure a tagger is of a text, by its most probable taggings, the best first.
  ///
  /// Least confidence and margin are of the tagging as a whole, from 0 to 1. The entropy is the sum
  /// of that of each span, in nats: whether it is there, as far as these taggings tell, with their
  /// probabilities made to sum to 1. It grows with the number of doubtful spans and not with the
  /// length of the text.
  public func uncertainty(_ measure: UncertaintyMeasure) -> Double {
    guard let best = first else { return 0 }
    switch measure {
    case .leastConfidence: return 1 - Swift.min(1, best.score)
    case .margin: return count < 2 ? 0 : 1 - (best.score - self[1].score)
    case .entropy:
      let sum = reduce(0) { $0 + $1.score }
      guard sum > 0 else { return 0 }
      var shares: [Place: Double] = [:]
      for tagging in self {
        for span in tagging.spans {
          shares[Place(range: span.range, label: span.label), default: 0] += tagging.score / sum
        }
      }
      // Summed in order of size, so that the sum does not depend on that of the dictionary.
      return shares.values.map { UncertaintyMeasure.binaryEntropy($0) }.sorted().reduce(0, +)
    }
  }
}

private struct Place: Hashable {
  var range: Range<Int>
  var label: String
}
