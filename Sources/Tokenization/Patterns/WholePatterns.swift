import CICU
import Text

/// Joins the words of ICU to the addresses, tags and paths that they are parts of.
struct WholePatterns {
  let bytes: UnsafeBufferPointer<UInt8>
  let patterns: Tokenizer.Patterns
  /// The words since the last white space.
  private var words: [Token] = []

  /// Text without white space is looked at in pieces of this many words.
  private static let maximumWords = 512

  init(bytes: UnsafeBufferPointer<UInt8>, patterns: Tokenizer.Patterns) {
    self.bytes = bytes
    self.patterns = patterns
  }

  mutating func add(_ word: Token, _ body: (Token) -> Void) {
    if let last = words.last,
      last.range.upperBound < word.range.lowerBound || words.count >= Self.maximumWords
    {
      finish(body)
    }
    if word.kind == .whitespace {
      finish(body)
      body(word)
    } else {
      words.append(word)
    }
  }

  /// Hands out the words that are held.
  mutating func finish(_ body: (Token) -> Void) {
    guard let first = words.first, let last = words.last else { return }
    defer { words.removeAll(keepingCapacity: true) }
    let chunk = first.range.lowerBound..<last.range.upperBound
    guard bytes[chunk].contains(where: Self.isTrigger) else {
      words.forEach(body)
      return
    }
    var position = chunk.lowerBound
    var index = 0
    while index < words.count {
      var word = words[index]
      // What is left of a word in which a pattern ended.
      if word.range.lowerBound < position { word.range = position..<word.range.upperBound }
      if let whole = pattern(at: word, before: chunk.upperBound, index) {
        body(whole)
        position = whole.range.upperBound
        while index < words.count, words[index].range.upperBound <= position { index += 1 }
      } else {
        body(word)
        position = word.range.upperBound
        index += 1
      }
    }
  }

  /// Whether the byte stands in every pattern.
  private static func isTrigger(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "#"), UInt8(ascii: "."),
      UInt8(ascii: "\\"), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private func pattern(at word: Token, before end: Int, _ index: Int) -> Token? {
    let start = word.range.lowerBound
    if start > 0, start > words[0].range.lowerBound, bytes[start - 1].isWordByte { return nil }
    func token(_ end: Int?, _ kind: Token.Kind) -> Token? {
      end.map { Token(range: start..<$0, kind: kind) }
    }
    if patterns.contains(.url), let url = token(bytes.endOfURL(at: start, before: end), .url) {
      return url
    }
    if patterns.contains(.email),
      let email = token(bytes.endOfEmail(at: start, before: end).end, .email)
    {
      return email
    }
    if patterns.contains(.path), let path = token(bytes.endOfPath(at: start, before: end), .path) {
      return path
    }
    if patterns.contains(.mention), bytes[start] == UInt8(ascii: "@") {
      var stop = start + 1
      while stop < end, bytes[stop].isAlphanumericByte || bytes[stop] == 0x5f { stop += 1 }
      if stop > start + 1, !bytes[start + 1].isDigitByte { return token(stop, .mention) }
    }
    if patterns.contains(.hashtag), bytes[start] == UInt8(ascii: "#"), index + 1 < words.count,
      words[index + 1].kind == .word || words[index + 1].kind == .ideograph
        || words[index + 1].kind == .kana
    {
      return token(words[index + 1].range.upperBound, .hashtag)
    }
    guard bytes[start].isAlphanumericByte else { return nil }
    if patterns.contains(.path),
      let path = token(bytes.endOfFileName(at: start, before: end).end, .path)
    {
      return path
    }
    if patterns.contains(.url) {
      return token(bytes.endOfDottedName(at: start, before: end).end, .url)
    }
    return nil
  }
}
