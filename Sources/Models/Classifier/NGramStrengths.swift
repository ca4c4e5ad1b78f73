#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif
import Neural

/// By how much each n-gram speaks for some class: the greatest of its absolute log-count ratios of
/// naive Bayes (Wang and Manning 2012), of each class against the rest.
///
/// With n[f, c] texts of class c that have n-gram f, the ratio is ln((n[f, c] + 1) / Σ_f (n[f, c] +
/// 1)) - the same of all other classes together.
struct NGramStrengths {
  /// By row of the table.
  let values: [Float]

  /// - Complexity: O(n-grams of the texts + different n-grams · classes).
  init(
    texts: [ClassifierTrainingTask.LabelledText], encodings: [ClassifierFeatures.Encoding],
    features: ClassifierFeatures, classes: Int
  ) {
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
    values = totals.enumerated().map { row, total in
      (0..<classes).reduce(0) { greatest, c in
        let own = counts[row * classes + c]
        return max(greatest, abs(logf((own + 1) / (total - own + 1)) - offsets[c]))
      }
    }
  }
}
