/// The class scores of texts by both parts of a classifier.
///
/// N texts, K classes.
package struct ClassScores: Sendable {
  let count: Int
  let classes: Int
  /// [N, K], row-major.
  private(set) var recurrent: [Double]
  private(set) var ngrams: [Double]

  /// All scores zero.
  package init(count: Int, classes: Int) {
    self.count = count
    self.classes = classes
    recurrent = [Double](repeating: 0, count: count * classes)
    ngrams = recurrent
  }

  /// Adds to a text's scores of the recurrent part.
  mutating func addRecurrent(_ text: Int, _ values: some Collection<Float>, share: Double) {
    for (c, value) in values.enumerated() { recurrent[text * classes + c] += share * Double(value) }
  }

  /// Sets the scores of the recurrent part for a text.
  package mutating func setRecurrent(_ text: Int, _ values: [Float]) {
    for (c, value) in values.enumerated() { recurrent[text * classes + c] = Double(value) }
  }

  /// Sets the scores of the n-grams for a text.
  package mutating func setNGrams(_ text: Int, _ values: [Float]) {
    for (c, value) in values.enumerated() { ngrams[text * classes + c] = Double(value) }
  }

  /// Takes over a text's scores from others.
  mutating func copy(_ text: Int, from other: ClassScores, _ item: Int) {
    for c in 0..<classes {
      recurrent[text * classes + c] = other.recurrent[item * classes + c]
      ngrams[text * classes + c] = other.ngrams[item * classes + c]
    }
  }
}
