import Evaluation
import Testing

@Suite("Student's t")
struct ResampledTTestTests {
  /// From tables of the distribution, and from the closed forms of 1 and 2 degrees of freedom:
  /// `1 - 2/π atan t` and `1 - t / √(2 + t²)`.
  @Test(
    "Probabilities are those of tables",
    arguments: [
      (12.7062047364, 1.0, 0.05), (4.30265272991, 2, 0.05), (2.77644510520, 4, 0.05),
      (2.26215716274, 9, 0.05), (3.24983554402, 9, 0.01), (2.00957523449, 49, 0.05),
      (1.0, 1, 0.5), (1.0, 2, 0.42264973081), (0.0, 5, 1.0),
    ])
  func probabilities(_ t: Double, _ degrees: Double, _ p: Double) {
    #expect(abs(StudentT.twoSidedPValue(t, degrees: degrees) - p) < 1e-9)
    #expect(abs(StudentT.twoSidedPValue(-t, degrees: degrees) - p) < 1e-9)
  }

  @Test("The plain paired test, by hand: differences 1, 2, 3 have t = 2 √3")
  func paired() throws {
    let test = ResampledTTest(differences: [1, 2, 3], testShare: 0)
    let t = 12.0.squareRoot()
    #expect(abs(try #require(test.statistic) - t) < 1e-12)
    // 1 - t / √(2 + t²) for two degrees of freedom
    let expected = 1 - t / 14.0.squareRoot()
    #expect(abs(try #require(test.pValue) - expected) < 1e-12)
  }

  @Test("The correction counts the overlap of the training data: 1/k becomes 1/k + 1/(k - 1)")
  func corrected() throws {
    let test = ResampledTTest(differences: [1, 2, 3], testShare: 0.5)
    let expected = 2 / (5.0 / 6).squareRoot()
    #expect(abs(try #require(test.statistic) - expected) < 1e-12)
  }

  @Test("Too few, equal and vanishing differences")
  func edges() {
    #expect(ResampledTTest(differences: [], testShare: 0).pValue == nil)
    #expect(ResampledTTest(differences: [1], testShare: 0).pValue == nil)
    #expect(ResampledTTest(differences: [0, 0], testShare: 0).pValue == 1)
    #expect(ResampledTTest(differences: [1, 1], testShare: 0).pValue == 0)
  }
}
