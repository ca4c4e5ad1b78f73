import Evaluation
import TestSupport
import Testing

@Suite("Word and character error rate")
struct ErrorRateTests {
  static let file = "wer.json"

  @Test("the outputs of jiwer 4.0")
  func golden() throws {
    let cases = try JSON(golden: Self.file)["cases"].array
    #expect(cases.count == 6)
    for golden in cases {
      var words = ErrorRate(.word)
      var characters = ErrorRate(.character)
      let reference = golden["reference"].string ?? ""
      let hypothesis = golden["hypothesis"].string ?? ""
      words.add(reference: reference, hypothesis: hypothesis)
      characters.add(reference: reference, hypothesis: hypothesis)
      #expect(agree(words.errorRate, golden["wer"].double))
      #expect(agree(words.matchErrorRate, golden["mer"].double))
      #expect(agree(words.informationLost, golden["wil"].double))
      #expect(words.counts.hits == golden["hits"].int)
      #expect(words.counts.substitutions == golden["subs"].int)
      #expect(words.counts.deletions == golden["dels"].int)
      #expect(words.counts.insertions == golden["ins"].int)
      #expect(agree(characters.errorRate, golden["cer"].double))
    }
  }

  /// The edit distance by its recursive definition.
  static func distance(_ left: ArraySlice<Int>, _ right: ArraySlice<Int>) -> Int {
    guard let first = left.first, let second = right.first else { return left.count + right.count }
    let kept = distance(left.dropFirst(), right.dropFirst()) + (first == second ? 0 : 1)
    if first == second { return kept }
    return min(
      kept, distance(left.dropFirst(), right) + 1, distance(left, right.dropFirst()) + 1)
  }

  @Test("the fewest edits, and counts that add up")
  func bruteForce() {
    var random = TestRandom(seed: 21)
    for _ in 0..<500 {
      let reference = (0..<random.below(7)).map { _ in random.below(3) }
      let hypothesis = (0..<random.below(7)).map { _ in random.below(3) }
      let counts = EditCounts(reference: reference, hypothesis: hypothesis)
      #expect(counts.edits == Self.distance(reference[...], hypothesis[...]))
      #expect(counts.referenceCount == reference.count)
      #expect(counts.hypothesisCount == hypothesis.count)
    }
  }

  @Test("rates over several sentences divide sums; nothing said is undefined")
  func corpus() {
    var rate = ErrorRate(.word)
    #expect(rate.errorRate == nil && rate.informationLost == nil)
    rate.add(reference: "", hypothesis: "")
    #expect(rate.errorRate == nil && rate.matchErrorRate == nil)
    rate.add(reference: "", hypothesis: "a b")
    #expect(rate.errorRate == nil && rate.matchErrorRate == 1 && rate.informationLost == 1)
    rate.add(reference: " a  b\tc d ", hypothesis: "a b\tc e")
    #expect(rate.errorRate == 1)
    var other = ErrorRate(.word)
    other.add(reference: "x y z", hypothesis: "x y z")
    rate.merge(other)
    #expect(rate.errorRate == 0.5)
    #expect(rate.sentences == 4)
  }
}
