/// Finds sentences by the rules of Unicode Standard Annex 29, and does not end one behind an
/// abbreviation that ICU lists for the locale ("Dr.", "z.B.").
///
/// A line feed ends a sentence. A segmenter is a value that threads may share.
public struct SentenceSegmenter: Sendable {
  /// The language whose rules divide texts.
  public let locale: String
  private let pool: SegmenterPool
  private let abbreviations: Abbreviations
  private let isEnglish: Bool

  /// - Parameters:
  ///   - locale: an ICU locale or a BCP 47 tag.
  ///   - suppressesAbbreviations: whether a sentence goes on behind the locale's abbreviations.
  public init(locale: String = "en", suppressesAbbreviations: Bool = true) {
    self.locale = locale
    pool = .shared(.sentence, locale: locale)
    abbreviations = suppressesAbbreviations ? Abbreviations(locale: locale) : .none
    isEnglish = locale.hasPrefix("en")
  }

  /// The UTF-8 byte ranges of the sentences, in order, without the white space around them.
  ///
  /// - Complexity: O(n) in the length of the text.
  public func sentences(in text: String) -> [Range<Int>] {
    text.withUTF8Bytes { bytes in
      var sentences: [Range<Int>] = []
      forEachSentence(in: bytes) { start, end in
        let range = bytes.trimmed(start..<end)
        if !range.isEmpty { sentences.append(range) }
      }
      return sentences
    }
  }

  /// Calls `body` with the start and end of each sentence, white space included, so that they cover
  /// all bytes.
  @inline(__always)
  func forEachSentence(
    in bytes: UnsafeBufferPointer<UInt8>, _ body: (_ start: Int, _ end: Int) -> Void
  ) {
    var sentenceStart = 0
    pool.forEachSegment(in: bytes) { start, end, _ in
      if end < bytes.count, endsWithAbbreviation(bytes, start: start, end: end) { return }
      body(sentenceStart, end)
      sentenceStart = end
    }
  }

  /// Whether the text before `end` is an abbreviation and one space or more.
  private func endsWithAbbreviation(
    _ bytes: UnsafeBufferPointer<UInt8>, start: Int, end: Int
  ) -> Bool {
    var last = end
    while last > start, bytes[last - 1] == UInt8(ascii: " ") { last -= 1 }
    guard last > start, bytes[last - 1] == UInt8(ascii: "."), !abbreviations.isEmpty else {
      return false
    }
    if isInitial(bytes, start: start, end: last - 1) { return true }
    if isEnglish, end < bytes.count, bytes[end].isDigitByte,
      last - start >= 3, bytes.matches("no", in: last - 3..<last - 1),
      last - 3 == start || !bytes[last - 4].isWordByte
    {
      return true
    }
    return abbreviations.end(bytes, start: start, end: last)
  }

  /// Whether the text before `end` is one capital letter, as before a family name, but not "I".
  private func isInitial(_ bytes: UnsafeBufferPointer<UInt8>, start: Int, end: Int) -> Bool {
    guard end > start, bytes[end - 1].isUppercaseByte, bytes[end - 1] != UInt8(ascii: "I") else {
      return false
    }
    return end - 1 == start || bytes[end - 2] == UInt8(ascii: " ") || bytes[end - 2] == 0x2e
  }
}

extension UInt8 {
  /// Whether the byte is part of an ASCII letter or digit or of a character beyond ASCII.
  var isWordByte: Bool {
    self >= 0x80 || (0x30...0x39).contains(self) || (0x61...0x7a).contains(self | 0x20)
  }

  /// Whether the byte is ASCII white space.
  var isWhiteSpaceByte: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}

extension UnsafeBufferPointer<UInt8> {
  /// The range without the white space and control characters at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, let length = leadingSpace(at: lower, before: upper) { lower += length }
    while lower < upper, let length = trailingSpace(before: upper, from: lower) { upper -= length }
    return lower..<upper
  }

  private func leadingSpace(at position: Int, before end: Int) -> Int? {
    let byte = self[position]
    if byte <= 0x20 || byte == 0x7f { return 1 }
    if byte < 0x80 { return nil }
    if byte == 0xc2, position + 1 < end, self[position + 1] <= 0xa0 { return 2 }
    if position + 2 < end, isWideSpace(at: position) { return 3 }
    return nil
  }

  private func trailingSpace(before end: Int, from start: Int) -> Int? {
    let byte = self[end - 1]
    if byte <= 0x20 || byte == 0x7f { return 1 }
    if byte < 0x80 { return nil }
    if end - start >= 2, self[end - 2] == 0xc2, byte <= 0xa0 { return 2 }
    if end - start >= 3, isWideSpace(at: end - 3) { return 3 }
    return nil
  }

  /// Whether U+2000 to U+200F, U+2028, U+2029, U+202F, U+205F, U+3000 or U+FEFF is at `position`.
  private func isWideSpace(at position: Int) -> Bool {
    switch (self[position], self[position + 1], self[position + 2]) {
    case (0xe2, 0x80, 0x80...0x8f), (0xe2, 0x80, 0xa8), (0xe2, 0x80, 0xa9), (0xe2, 0x80, 0xaf),
      (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80), (0xef, 0xbb, 0xbf):
      true
    default: false
    }
  }
}
