import Benchmarks
import Testing
import Tokenization

/// The automaton has to find the boundaries that ICU's own iterator finds.
@Suite struct AutomatonTests {
  @Test(arguments: TextUnit.allCases)
  func rulesOfThisICUAreRead(_ unit: TextUnit) {
    #expect(TextSegmenter(unit, locale: "en").hasAutomaton)
    #expect(!TextSegmenter(unit, locale: "en", isReference: true).hasAutomaton)
  }

  @Test(arguments: TextUnit.allCases, ["en", "sv", "ja", "th", "en_US_POSIX", "el", "zh_Hant"])
  func randomTextBreaksAsInICU(_ unit: TextUnit, _ locale: String) {
    let segmenter = TextSegmenter(unit, locale: locale)
    let reference = TextSegmenter(unit, locale: locale, isReference: true)
    var random = RandomText(seed: 0x5eed)
    for index in 0..<400 {
      let text =
        index % 4 == 0
        ? random.ascii(count: 1 + random.below(120)) : random.text(count: 1 + random.below(60))
      let found = segmenter.segments(in: text)
      if found != reference.segments(in: text) {
        Issue.record("\(unit) \(locale) \(text.debugDescription)")
        return
      }
    }
  }

  @Test(arguments: TextUnit.allCases)
  func aLongTextBreaksAsInICU(_ unit: TextUnit) {
    let segmenter = TextSegmenter(unit, locale: "en")
    let reference = TextSegmenter(unit, locale: "en", isReference: true)
    var random = RandomText(seed: 7)
    let text = random.text(count: 200_000) + random.ascii(count: 300_000)
    #expect(segmenter.segments(in: text) == reference.segments(in: text))
  }

  /// A dictionary script without a space is more than one window.
  @Test func aLongRunOfThaiBreaksAsInICU() {
    let text = String(repeating: "ภาษาไทยเป็นภาษาที่มีระดับเสียง", count: 2000)
    let found = TextSegmenter(.word, locale: "th").segments(in: text)
    #expect(found == TextSegmenter(.word, locale: "th", isReference: true).segments(in: text))
    #expect(found.count > 10_000)
  }
}
