import Benchmarks
import Testing
import Text
import Tokenization

@Suite struct PatternTests {
  private func tokens(
    _ text: String, _ patterns: Tokenizer.Patterns?, style: Tokenizer.Style = .unicode
  ) -> [String] {
    let tokenizer = Tokenizer(.init(style: style, wholePatterns: patterns))
    return tokenizer.tokens(in: text).map { text.slice(utf8: $0.range) }
  }

  private func kinds(_ text: String, _ patterns: Tokenizer.Patterns) -> [Token.Kind] {
    Tokenizer(.init(style: .unicode, wholePatterns: patterns)).tokens(in: text).map(\.kind)
  }

  @Test(arguments: [
    ("see https://swift.org/a?b=(c).", Tokenizer.Patterns.url, "https://swift.org/a?b=(c)"),
    ("(www.swift.org)", .url, "www.swift.org"),
    ("mail ada.l@example.org, now", .email, "ada.l@example.org"),
    ("so #swift_lang!", .hashtag, "#swift_lang"),
    ("to @ada.", .mention, "@ada"),
    ("run /usr/bin/env now", .path, "/usr/bin/env"),
    (#"in C:\Temp\a.txt"#, .path, #"C:\Temp\a.txt"#),
    ("of 5 km,", .quantity, "5 km"),
    ("of 3.5kg", .quantity, "3.5kg"),
    ("only $3.50!", .quantity, "$3.50"),
    ("at 20%", .quantity, "20%"),
    ("at 30 °C.", .quantity, "30 °C"),
    ("für 12,50 € hier", .quantity, "12,50 €"),
  ])
  func eachPatternIsKeptWholeWhenAskedFor(
    _ text: String, _ pattern: Tokenizer.Patterns, _ whole: String
  ) {
    for style in Tokenizer.Style.allCases {
      #expect(tokens(text, pattern, style: style).contains(whole))
    }
    // ICU itself keeps some of them whole.
    #expect(!tokens(text, [], style: .treebank).contains(whole))
  }

  @Test func whatIsNoPatternStaysApart() {
    #expect(tokens("5 in the morning", .quantity) == ["5", "in", "the", "morning"])
    #expect(tokens("10 kmx", .quantity) == ["10", "kmx"])
    #expect(tokens("7 % 3", .quantity) == ["7", "%", "3"])
    #expect(tokens("a / b # c @ d : e", .all) == ["a", "/", "b", "#", "c", "@", "d", ":", "e"])
    #expect(tokens("$ x $", .quantity) == ["$", "x", "$"])
  }

  @Test func patternsHaveTheirKinds() {
    let text = "ada@x.org #a @b http://c.de /d/e.f 5 km g"
    #expect(
      kinds(text, .all) == [.email, .hashtag, .mention, .url, .path, .quantity, .word])
  }

  /// Whatever is kept whole, nothing is lost and nothing overlaps.
  @Test(arguments: Tokenizer.Style.allCases)
  func tokensAndGapsAreTheText(_ style: Tokenizer.Style) {
    let tokenizer = Tokenizer(
      .init(style: style, keepsWhitespace: true, wholePatterns: .all))
    var random = RandomText(seed: 11)
    let pieces = ["http://a.b", "@", "#", "5", " ", "km", "$", "%", "a@b.c", "/x/y", ".", "é", "’"]
    for index in 0..<6000 {
      let text =
        index % 2 == 0
        ? random.text(count: 1 + random.below(40))
        : (0..<1 + random.below(12)).map { _ in pieces[random.below(pieces.count)] }.joined()
      let found = tokenizer.tokens(in: text).map { text.slice(utf8: $0.range) }.joined()
      if found != text {
        Issue.record("\(text.debugDescription) became \(found.debugDescription)")
        return
      }
    }
  }
}
