import Testing
import Text
import Tokenization

@Suite struct TokenizerTests {
  let tokenizer = Tokenizer(.init(style: .unicode))

  private func words(_ text: String, locale: String = "en") -> [String] {
    let tokenizer = Tokenizer(.init(locale: locale, style: .unicode))
    return tokenizer.tokens(in: text).map { text.slice(utf8: $0.range) }
  }

  @Test func wordsOfPlainEnglish() {
    #expect(
      words("Ada Lovelace met Mr. Babbage, who can't wait.") == [
        "Ada", "Lovelace", "met", "Mr", ".", "Babbage", ",", "who", "can't", "wait", ".",
      ])
  }

  @Test func wordsOfOtherScripts() {
    #expect(words("naïve Σίσυφος", locale: "el") == ["naïve", "Σίσυφος"])
    #expect(words("สวัสดีชาวโลก", locale: "th") == ["สวัสดี", "ชาว", "โลก"])
    #expect(words("東京タワーへ", locale: "ja").first == "東京タワー")
  }

  @Test func kinds() {
    let text = "In 1833 £5, 😀 it's 東京 ひらがな カタカナ"
    let kinds = tokenizer.tokens(in: text).map(\.kind)
    #expect(
      kinds.prefix(7) == [.word, .number, .symbol, .number, .punctuation, .emoji, .word])
    #expect(kinds.contains(.ideograph) && kinds.last == .kana)
  }

  /// Marks and joiners belong to the white space before them, and so does what is joined to it.
  @Test(arguments: [
    ("a \u{200D}\u{1F525} b", ["a", "\u{1F525}", "b"]),
    ("x \u{343}\u{1F3FE} y", ["x", "\u{343}\u{1F3FE}", "y"]),
    ("\u{200D}\u{1F525}", ["\u{1F525}"]), ("x \u{301} y", ["x", "\u{301}", "y"]),
    ("a\u{A0}\u{200D}\u{1F525}", ["a", "\u{1F525}"]), ("a \u{FE0F}\u{200D} b", ["a", "b"]),
    ("\u{3000}\u{301}a", ["\u{301}", "a"]),
  ])
  func whatIsSeenBehindWhiteSpaceIsInAToken(text: String, expected: [String]) {
    #expect(words(text) == expected)
    for style in [Tokenizer.Style.unicode, .treebank] {
      let tokenizer = Tokenizer(.init(style: style))
      let found = tokenizer.tokens(in: text).map { text.slice(utf8: $0.range) }
      #expect(found == expected)
      let whole = Tokenizer(.init(style: style, keepsWhitespace: true)).tokens(in: text)
      #expect(whole.map { text.slice(utf8: $0.range) }.joined() == text)
      let document = tokenizer.document(text)
      #expect(document.sentences.reduce(0) { $0 + $1.tokens.count } == document.tokens.count)
    }
  }

  @Test(arguments: ["", " ", "\n\n", " \t\u{3000}\u{200B}\u{FEFF}\r\n"])
  func textWithoutVisibleCharacters(_ text: String) {
    let document = tokenizer.document(text, identifier: "x")
    #expect(document.tokens.isEmpty && document.sentences.isEmpty)
    #expect(document.text == text && document.identifier == "x")
  }

  @Test func whitespaceIsKeptWhenAsked() {
    let text = " \n a  b. C \u{2003}"
    let tokenizer = Tokenizer(.init(style: .unicode, keepsWhitespace: true))
    let document = tokenizer.document(text)
    #expect(document.tokens.map { document.slice($0.range) }.joined() == text)
    #expect(document.sentences.first?.tokens.lowerBound == 0)
    #expect(document.sentences.last?.tokens.upperBound == document.tokens.count)
    #expect(document.sentences.map { document.slice($0.range) } == ["a  b.", "C"])
  }

  @Test func nulIsText() {
    let text = "a\u{0}b. \u{0}"
    let document = tokenizer.document(text)
    #expect(document.tokens.map { document.slice($0.range) } == ["a", "b", "."])
  }

  @Test func sentencesCoverTokens() {
    let text = "He saw Mr. Jones and Dr. Smith. They left! Did they?\nYes"
    let document = tokenizer.document(text)
    #expect(
      document.sentences.map { document.slice($0.range) } == [
        "He saw Mr. Jones and Dr. Smith.", "They left!", "Did they?", "Yes",
      ])
    #expect(document.sentences.flatMap { Array($0.tokens) } == Array(document.tokens.indices))
  }

  @Test func abbreviationsBelongToTheirLocale() {
    let text = "Es gilt z.B. Folgendes. Gut."
    #expect(SentenceSegmenter(locale: "de").sentences(in: text).count == 2)
    #expect(SentenceSegmenter(locale: "sv").sentences(in: text).count == 3)
    let plain = SentenceSegmenter(locale: "de", suppressesAbbreviations: false)
    #expect(plain.sentences(in: text).count == 3)
  }

  @Test func annotateReplacesTokensOnly() {
    let span = Span(range: 0..<3, label: "PER")
    var document = Document(
      identifier: "1", text: "Ada met", tokens: [Token(range: 0..<7)], hasGoldTokens: true,
      spans: [span], labels: ["x"])
    tokenizer.annotate(&document)
    #expect(document.tokens.map(\.range) == [0..<3, 4..<7])
    #expect(!document.hasGoldTokens && document.spans == [span] && document.labels == ["x"])
  }

  @Test(arguments: ["xx", "", "en-u-ss-standard", "de-AT", String(repeating: "q", count: 500), "@"])
  func anyLocaleWorks(_ locale: String) {
    #expect(words("a b", locale: locale) == ["a", "b"])
  }
}
