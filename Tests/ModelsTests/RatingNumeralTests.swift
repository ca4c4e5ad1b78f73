import Models
import Testing

struct RatingNumeralTests {
  private func polarities(_ labels: String...) -> [Double]? {
    SentimentScale(labels: labels)?.polarities
  }

  @Test func starsAreCounted() {
    #expect(polarities("★☆☆☆☆", "★★★☆☆", "★★★★★") == [-1, 0, 1])
    #expect(polarities("⭐", "⭐⭐", "⭐️⭐️⭐️") == [-1, 0, 1])
    #expect(polarities("☆☆☆☆☆", "★★★★★") == nil && polarities("★", "★ good") == nil)
  }

  @Test(arguments: [["١", "٣", "٥"], ["१", "३", "५"], ["１", "３", "５"], ["๑", "๓", "๕"]])
  func digitsOfAnyScript(labels: [String]) {
    #expect(SentimentScale(labels: labels)?.polarities == [-1, 0, 1])
  }

  @Test func minusSigns() { #expect(polarities("−1", "0", "1") == [-1, 0, 1]) }
}
