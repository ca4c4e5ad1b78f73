import Testing
import Tokenization

@Suite struct TextPatternTests {
  /// Such a pattern takes twice as long for each further letter.
  @Test func aPatternThatGoesBackAndForthIsGivenUp() throws {
    let pattern = try TextPattern("(a+)+b")
    let start = ContinuousClock.now
    #expect(pattern.matches(in: String(repeating: "a", count: 60)) == nil)
    // Two seconds of ICU's own clock, and more on a machine with other work.
    #expect(ContinuousClock.now - start < .seconds(60))
    #expect(pattern.matches(in: "caab") == [1..<4])
  }

  @Test func aPatternThatNeedsALargeStackIsGivenUp() throws {
    let pattern = try TextPattern("(?:a|aa)+$")
    _ = pattern.matches(in: String(repeating: "a", count: 1 << 20) + "b")
    #expect(pattern.matches(in: "aa") == [0..<2])
  }
}
