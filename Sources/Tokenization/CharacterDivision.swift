import Text

/// Divides tokens of scripts without spaces, or with endings that grow to names, into their characters:
/// Han, kana and Hangul. Other letters and digits stay together: "AC밀란" is "AC", "밀", "란".
package enum CharacterDivision {
  /// Calls `body` with the parts of a token of a text in UTF-8.
  ///
  /// - Complexity: O(n) in the length of the token.
  @inline(__always)
  static func divide(
    _ token: Token, in bytes: UnsafeBufferPointer<UInt8>, _ body: (Token) -> Void
  ) {
    // No character that is divided starts with a smaller byte.
    guard isDividable(token.kind), bytes[token.range].contains(where: { $0 >= 0xE3 }) else {
      return body(token)
    }
    divideCharacters(of: token, in: bytes, body)
  }

  @inline(never)
  private static func divideCharacters(
    of token: Token, in bytes: UnsafeBufferPointer<UInt8>, _ body: (Token) -> Void
  ) {
    var start = token.range.lowerBound
    /// Whether the part from `start` on is one character, with marks.
    var isSingle = false
    func finish(before end: Int) {
      guard start < end else { return }
      body(Token(range: start..<end, kind: isSingle ? kind(at: start, in: bytes) : token.kind))
    }
    var position = start
    while position < token.range.upperBound {
      let (scalar, length) = scalar(at: position, before: token.range.upperBound, in: bytes)
      if position > start, isMark(scalar) {
        position += length
        continue
      }
      let isDivided = isDivided(scalar)
      if isDivided || isSingle {
        finish(before: position)
        start = position
      }
      isSingle = isDivided
      position += length
    }
    finish(before: token.range.upperBound)
  }

  /// Divides the tokens that a document has; its sentences keep their bounds.
  package static func divide(_ document: inout Document) {
    var text = document.text
    let tokens = document.tokens
    var divided: [Token] = []
    divided.reserveCapacity(tokens.count)
    /// The first part of each token, and the number of all parts.
    var firsts: [Int] = []
    text.withUTF8 { bytes in
      for token in tokens {
        firsts.append(divided.count)
        divide(token, in: bytes) { divided.append($0) }
      }
    }
    firsts.append(divided.count)
    document.tokens = divided
    for index in document.sentences.indices {
      let range = document.sentences[index].tokens
      document.sentences[index].tokens = firsts[range.lowerBound]..<firsts[range.upperBound]
    }
  }

  private static func isDividable(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .word, .number, .ideograph, .kana, .symbol: true
    default: false
    }
  }

  private static func isDivided(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3005...0x3007, 0x3041...0x30FF, 0x3131...0x318E, 0x31F0...0x31FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  /// Voice marks of kana and selectors of variants belong to the character before them.
  private static func isMark(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3099...0x309A, 0xFF9E...0xFF9F, 0xFE00...0xFE0F, 0xE0100...0xE01EF: true
    default: false
    }
  }

  private static func kind(
    at position: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Token.Kind {
    switch scalar(at: position, before: bytes.count, in: bytes).scalar {
    case 0x3041...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D: .kana
    case 0x3131...0x318E, 0xAC00...0xD7A3: .word
    default: .ideograph
    }
  }

  /// The scalar at a byte; U+FFFD, of one byte, where the text is ill-formed.
  private static func scalar(
    at position: Int, before end: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> (scalar: UInt32, length: Int) {
    let lead = bytes[position]
    let length =
      switch lead {
      case ..<0x80: 1
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 0
      }
    if length == 1 { return (UInt32(lead), 1) }
    guard length > 1, position + length <= end else { return (0xFFFD, 1) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for byte in bytes[position + 1..<position + length] {
      guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return (value, length)
  }
}
