import Benchmarks
import Testing
import Text
import Tokenization

@Suite struct TreebankTests {
  private func tokens(_ text: String, locale: String = "en") -> String {
    let tokenizer = Tokenizer(.init(locale: locale, style: .treebank))
    return tokenizer.tokens(in: text).map { text.slice(utf8: $0.range) }.joined(separator: " ")
  }

  @Test(arguments: [
    ("He can't, won't and didn't.", "He ca n't , wo n't and did n't ."),
    ("They’re sure it’s Ada’s.", "They ’re sure it ’s Ada ’s ."),
    ("I cannot; dont you? Gonna!", "I can not ; do nt you ? Gon na !"),
    ("the dogs' O'Connell o'clock", "the dogs ' O'Connell o'clock"),
    ("in the '90s and 1980's, 'em", "in the '90s and 1980's , 'em"),
    ("Mr. J. Smith of Acme Inc. left.", "Mr. J. Smith of Acme Inc. left ."),
    ("He lives in the U.S. now, i.e. abroad.", "He lives in the U.S. now , i.e. abroad ."),
    ("at 10:30 a.m. on 3/4/2021", "at 10:30 a.m. on 3/4/2021"),
    ("at 5pm for 10km, the 20th", "at 5 pm for 10 km , the 20th"),
    ("$1,000.50 or US$5 (10%)", "$ 1,000.50 or US$ 5 ( 10 % )"),
    ("Call 555-867-5309, pages 5-10", "Call 555-867-5309 , pages 5 - 10"),
    ("a well-known e-mail from mid-May", "a well - known e-mail from mid-May"),
    ("AT&T and/or R&D", "AT&T and / or R&D"),
    ("What?! No way... -- yes!!", "What ?! No way ... -- yes !!"),
    ("He said \"no.\" (Really.)", "He said \" no . \" ( Really . )"),
    ("Stop.Then go", "Stop . Then go"),
    ("", ""), (" ", ""), (".", "."), ("'", "'"), ("-", "-"), ("a'", "a '"), ("@", "@"), ("#", "#"),
  ])
  func english(_ text: String, _ expected: String) {
    #expect(tokens(text) == expected)
  }

  @Test(arguments: [
    ("see https://example.org/a?b=1&c=(d).", "https://example.org/a?b=1&c=(d)", Token.Kind.url),
    ("(www.example.org)", "www.example.org", .url),
    ("at example.com/books, now", "example.com/books", .url),
    ("Mail ada.l@example.co.uk!", "ada.l@example.co.uk", .email),
    ("so #happy_days now", "#happy_days", .hashtag), ("thanks @ada_l!", "@ada_l", .mention),
    ("in /usr/local/bin.", "/usr/local/bin", .path),
    ("open C:\\Files\\a.txt", "C:\\Files\\a.txt", .path),
    ("nice :-) really", ":-)", .symbol), ("I <3 it", "<3", .symbol), ("no :(", ":(", .symbol),
    ("👩‍👩‍👧 there", "👩‍👩‍👧", .emoji), ("in 東京", "東京", .ideograph),
  ])
  func keptWhole(_ text: String, _ expected: String, _ kind: Token.Kind) throws {
    let tokens = Tokenizer(.init(style: .treebank)).tokens(in: text)
    let token = try #require(tokens.first { text.slice(utf8: $0.range) == expected })
    #expect(token.kind == kind)
  }

  @Test func otherLanguages() {
    #expect(tokens("L'homme d’aujourd'hui", locale: "fr") == "L' homme d’ aujourd' hui")
    #expect(
      tokens("Die E-Mail-Adresse, z.B. hier.", locale: "de") == "Die E-Mail-Adresse , z.B. hier .")
    #expect(tokens("สวัสดีชาวโลก", locale: "th") == "สวัสดี ชาว โลก")
  }

  @Test func aFullStopThatEndsASentenceStandsAlone() {
    let text = "We met at 5 p.m. today. They left at 6 p.m."
    #expect(tokens(text) == "We met at 5 p.m. today . They left at 6 p.m .")
  }

  @Test func tokensAreInOrderAndCoverWhatIsVisible() {
    var random = RandomText(seed: 99)
    let treebank = Tokenizer(.init(style: .treebank))
    let unicode = Tokenizer(.init(style: .unicode))
    for _ in 0..<4000 {
      let text = random.below(2) == 0 ? random.ascii(count: 80) : random.text(count: 40)
      let found = treebank.document(text)
      let expected = unicode.tokens(in: text)
      var end = 0
      for token in found.tokens {
        #expect(token.range.lowerBound >= end && !token.range.isEmpty)
        end = token.range.upperBound
      }
      let visible = found.tokens.flatMap { Array($0.range) }
      #expect(visible == expected.flatMap { Array($0.range) }, "\(text.debugDescription)")
      #expect(found.sentences.flatMap { Array($0.tokens) } == Array(found.tokens.indices))
      for token in found.tokens {
        #expect(String(validating: Array(text.utf8)[token.range], as: UTF8.self) != nil)
      }
    }
  }

  /// Text without white space must not take quadratic time.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["a-", "a.", "1-", "(", ":", "http://", "a@", "'", "a&", "東"])
  func longTextWithoutSpaces(_ unit: String) {
    let text = String(repeating: unit, count: 20_000)
    let tokens = Tokenizer(.init(style: .treebank)).tokens(in: text)
    #expect(tokens.reduce(0) { $0 + $1.range.count } == text.utf8.count)
  }
}
