import Text

/// Divides tokens of Han, kana and Hangul into their characters, since names in them have no spaces
/// around them or grow together with endings. Other letters and digits stay together: "AC밀란" is
/// "AC", "밀", "란".
///
/// White space beside Hangul is a token, too: it tells where a word starts.
struct CharacterDivision {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// Whether white space beside Hangul becomes a token.
  private let keepsSpaces: Bool
  /// Where the token before ended; `nil` if there was none or it was white space.
  private var end: Int?
  private var endsInHangul = false

  init(bytes: UnsafeBufferPointer<UInt8>, keepsSpaces: Bool) {
    self.bytes = bytes
    self.keepsSpaces = keepsSpaces
  }

  /// Calls `body` with the parts of the next token.
  ///
  /// - Complexity: O(n) in the length of the token.
  @inline(__always)
  mutating func add(_ token: Token, _ body: (Token) -> Void) {
    // No character that is divided starts with a smaller byte.
    let isDivided =
      Self.isDividable(token.kind) && bytes[token.range].contains { $0 >= 0xE3 }
    if isDivided || endsInHangul {
      addParts(of: token, isDivided: isDivided, body)
    } else {
      body(token)
      end = token.kind == .whitespace ? nil : token.range.upperBound
    }
  }

  @inline(never)
  private mutating func addParts(of token: Token, isDivided: Bool, _ body: (Token) -> Void) {
    let startsInHangul =
      isDivided
      && Self.isHangul(scalar(at: token.range.lowerBound, before: token.range.upperBound).scalar)
    if keepsSpaces, let end, end < token.range.lowerBound, startsInHangul || endsInHangul,
      token.kind != .whitespace
    {
      body(Token(range: end..<token.range.lowerBound, kind: .whitespace))
    }
    endsInHangul = false
    if isDivided { divide(token, body) } else { body(token) }
    end = token.kind == .whitespace ? nil : token.range.upperBound
  }

  private mutating func divide(_ token: Token, _ body: (Token) -> Void) {
    var start = token.range.lowerBound
    /// The character from `start` on that is a part by itself.
    var single: UInt32?
    func finish(before end: Int) {
      if start < end {
        body(Token(range: start..<end, kind: single.map(Self.kind) ?? token.kind))
      }
    }
    var position = start
    while position < token.range.upperBound {
      let (scalar, length) = scalar(at: position, before: token.range.upperBound)
      if position == start || !Self.isMark(scalar) {
        let isSingle = Self.isSingle(scalar)
        if isSingle || single != nil {
          finish(before: position)
          start = position
        }
        single = isSingle ? scalar : nil
      }
      position += length
    }
    finish(before: token.range.upperBound)
    endsInHangul = single.map(Self.isHangul) ?? false
  }

  private static func isDividable(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .word, .number, .ideograph, .kana, .symbol: true
    default: false
    }
  }

  private static func isSingle(_ scalar: UInt32) -> Bool {
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

  private static func isHangul(_ scalar: UInt32) -> Bool {
    (0x3131...0x318E).contains(scalar) || (0xAC00...0xD7A3).contains(scalar)
  }

  private static func kind(_ scalar: UInt32) -> Token.Kind {
    switch scalar {
    case 0x3041...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D: .kana
    default: isHangul(scalar) ? .word : .ideograph
    }
  }

  /// The scalar at a byte; U+FFFD, of one byte, where the text is ill-formed.
  private func scalar(at position: Int, before end: Int) -> (scalar: UInt32, length: Int) {
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

extension Document {
  /// Divides the tokens that a document has into characters, where they are of Han, kana or Hangul;
  /// its sentences keep their bounds.
  package mutating func divideCharacters() {
    let spaced = divided(keepsSpaces: true)
    // Tokens that are characters already stand apart without there being spaces between words.
    (tokens, sentences) =
      spaced.tokens.contains { $0.kind == .whitespace }
        && divided(keepsSpaces: false).tokens.count == tokens.count
      ? (tokens, sentences) : spaced
  }

  private func divided(keepsSpaces: Bool) -> (tokens: [Token], sentences: [Sentence]) {
    var parts: [Token] = []
    parts.reserveCapacity(tokens.count)
    var sentences = sentences
    var text = text
    text.withUTF8 { bytes in
      for index in sentences.indices {
        let first = parts.count
        var division = CharacterDivision(bytes: bytes, keepsSpaces: keepsSpaces)
        for token in tokens[sentences[index].tokens] { division.add(token) { parts.append($0) } }
        sentences[index].tokens = first..<parts.count
      }
    }
    return (parts, sentences)
  }
}
