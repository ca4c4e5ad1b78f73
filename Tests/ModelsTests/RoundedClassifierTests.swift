import Models
import Neural
import TestSupport
import Testing
import Text

/// Classifiers whose files have weights of fewer bits.
struct RoundedClassifierTests {
  private static let texts: [String] =
    ClassifierSample.documents("test", count: 60, seed: 11).map(\.text) + [
      "", "coffee", String(repeating: "The soup was cold, and we loved the tea. ", count: 90),
    ]

  private func withRounded(
    _ precision: WeightPrecision, _ body: (TextClassifier, _ rounded: TextClassifier) throws -> Void
  ) throws {
    let whole = try ClassifierSample.trained.get()
    try withTemporaryDirectory { directory in
      let (path, rounded) = (directory + "/w.nlpmodel", directory + "/r.nlpmodel")
      try whole.write(to: path)
      try ModelFile(contentsOf: path).write(precision, to: rounded)
      try body(whole, TextClassifier(contentsOf: rounded))
    }
  }

  @Test(arguments: [WeightPrecision.bfloat16, .int8])
  func answersAreNearlyTheSame(precision: WeightPrecision) throws {
    try withRounded(precision) { whole, rounded in
      #expect(rounded.card == whole.card && rounded.calibration == whole.calibration)
      var sum = 0.0
      for (one, other) in zip(whole.classify(Self.texts), rounded.classify(Self.texts)) {
        #expect(one.best == other.best)
        let gap = zip(one.probabilities, other.probabilities).map { abs($0 - $1) }.max() ?? 1
        #expect(gap < 0.1)
        sum += gap
      }
      #expect(sum / Double(Self.texts.count) < 0.02)
    }
  }

  /// Not only are weights kept with fewer bits, products are computed with them: what is multiplied
  /// with a weight of 8 bits is rounded, too.
  @Test func productsAreOfBytes() throws {
    try withRounded(.int8) { _, rounded in
      let floats = rounded.computing(with: .float32)
      let (found, exact) = (rounded.classify(Self.texts), floats.classify(Self.texts))
      #expect(found != exact)
      for (one, other) in zip(found, exact) { #expect(one.best == other.best) }
      #expect(floats.computing(with: .int8).classify(Self.texts) == found)
    }
  }

  @Test(arguments: [WeightPrecision.bfloat16, .int8], [1, 3])
  func neitherThreadsNorOtherTextsMatter(precision: WeightPrecision, threads: Int) throws {
    try withRounded(precision) { _, rounded in
      let together = rounded.classify(Self.texts, threads: ThreadPool(threads: threads))
      for (text, result) in zip(Self.texts, together) {
        #expect(rounded.classify(text) == result, "\(text.prefix(40))")
      }
    }
  }

  @Test(arguments: [WeightPrecision.bfloat16, .int8])
  func explains(precision: WeightPrecision) throws {
    try withRounded(precision) { whole, rounded in
      let text = "Hello, My soup was cold today."
      let (one, other) = (whole.explain(text), rounded.explain(text))
      #expect(one.label == other.label)
      #expect(one.parts.map(\.range) == other.parts.map(\.range))
      let size = one.parts.map { abs($0.value) }.max() ?? 0
      for (a, b) in zip(one.parts, other.parts) { #expect(abs(a.value - b.value) < 0.1 * size) }
    }
  }
}
