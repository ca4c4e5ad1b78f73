import Benchmarks
import Testing
import Text
import Tokenization

@Suite struct RoundTripTests {
  /// Tokens and the gaps between them make up the text again, for all of Unicode.
  @Test(.timeLimit(.minutes(5)))
  func tokensAndGapsAreTheText() {
    let everything = Tokenizer(.init(style: .unicode, keepsWhitespace: true))
    let treebank = Tokenizer(.init(style: .treebank))
    var random = RandomText(seed: 0xC0FFEE)
    for index in 0..<100_000 {
      let text = random.text(count: 1 + random.below(12))
      let bytes = Array(text.utf8)
      var end = 0
      var isCovered = true
      for token in everything.tokens(in: text) {
        if token.range.lowerBound != end { isCovered = false }
        end = token.range.upperBound
      }
      if !isCovered || end != bytes.count {
        Issue.record("\(text.debugDescription)")
        return
      }
      if index % 4 > 0 { continue }
      end = 0
      for token in treebank.tokens(in: text) {
        let isWhole =
          token.range.upperBound <= bytes.count
          && String(validating: bytes[token.range], as: UTF8.self) != nil
        if token.range.lowerBound < end || !isWhole {
          Issue.record("\(text.debugDescription)")
          return
        }
        end = token.range.upperBound
      }
    }
  }

  @Test(arguments: Tokenizer.Style.allCases, [true, false])
  func eachTokenIsGivenOut(_ style: Tokenizer.Style, _ keepsWhitespace: Bool) {
    let tokenizer = Tokenizer(.init(style: style, keepsWhitespace: keepsWhitespace))
    var random = RandomText(seed: 3)
    let text = random.text(count: 5000) + random.ascii(count: 5000)
    var tokens: [Token] = []
    tokenizer.forEachToken(in: text) { tokens.append($0) }
    #expect(tokens == tokenizer.tokens(in: text) && tokens.count > 1000)
    if keepsWhitespace {
      #expect(tokens.map { text.slice(utf8: $0.range) }.joined() == text)
    }
  }

  /// The fast paths against ICU's iterator, on more than a million bytes.
  @Test func aMillionBytesBreakAsInICU() {
    var comparison = BoundaryComparison(seed: 0xA5C11)
    comparison.run(bytes: 1_200_000)
    #expect(comparison.bytes >= 1_000_000 && comparison.differences == [])
  }

  @Test func threadsShareATokenizer() async {
    let tokenizer = Tokenizer(.init(locale: "th", style: .treebank))
    var random = RandomText(seed: 1)
    let texts = (0..<200).map { _ in random.text(count: 50) + "สวัสดีชาวโลก" }
    let expected = texts.map { tokenizer.document($0) }
    await withTaskGroup(of: [Document].self) { group in
      for _ in 0..<8 { group.addTask { texts.map { tokenizer.document($0) } } }
      for await found in group { #expect(found == expected) }
    }
  }
}
