#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif
import Neural

/// By how much an n-gram speaks for a class: the log-count ratios of naive Bayes (Wang and Manning 2012),
/// of each class against the rest.
///
/// With n[f, c] texts of class c that have n-gram f, r[f, c] = ln((n[f, c] + 1) / Σ_f (n[f, c] + 1)) -
/// the same of all other classes together.
struct NGramRatios {
  /// [F, K]
  let values: [Float]
  private let classes: Int

  init(
    texts: [ClassifierTraining.LabelledText], encodings: [ClassifierFeatures.Encoding],
    features: ClassifierFeatures, classes: Int
  ) {
    self.classes = classes
    var maker = NGramFeatures(features: features)
    var random = RandomSource(seed: 0)
    var counts = [Float](repeating: 0, count: features.ngrams.count * classes)
    var totals = [Float](repeating: 0, count: features.ngrams.count)
    for text in texts {
      var made = SparseFeatures()
      maker.append(types: text.types[...], encodings: encodings, to: &made, random: &random)
      for row in made.ids {
        totals[Int(row)] += 1
        for label in text.classes { counts[Int(row) * classes + Int(label)] += 1 }
      }
    }
    var sums = [(own: Double, rest: Double)](repeating: (0, 0), count: classes)
    for (row, total) in totals.enumerated() {
      for c in 0..<classes {
        let own = counts[row * classes + c]
        sums[c].own += Double(own) + 1
        sums[c].rest += Double(total - own) + 1
      }
    }
    let offsets = sums.map { Float(log($0.own) - log($0.rest)) }
    for (row, total) in totals.enumerated() {
      for c in 0..<classes {
        let own = counts[row * classes + c]
        counts[row * classes + c] = logf((own + 1) / (total - own + 1)) - offsets[c]
      }
    }
    values = counts
  }

  /// The greatest absolute ratio of each n-gram.
  var strengths: [Float] {
    stride(from: 0, to: values.count, by: max(1, classes)).map { first in
      values[first..<first + classes].reduce(0) { max($0, abs($1)) }
    }
  }
}
