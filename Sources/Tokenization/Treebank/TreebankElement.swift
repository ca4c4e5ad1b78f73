import CICU
import Text

/// The smallest pieces that treebank rules put together: runs of letters and digits, single marks,
/// and whatever ICU found beyond ASCII.
struct TreebankElement {
  enum Kind {
    /// A run that holds a letter.
    case word
    /// A run of digits.
    case number
    /// One ASCII mark, or a run of low lines.
    case mark
    /// ' or ’ or ‘ or `.
    case apostrophe
    /// A word of a script without spaces, an emoji, a mark beyond ASCII.
    case other
  }

  var start: Int
  var end: Int
  var kind: Kind
  /// What the element is when it stands alone.
  var tokenKind: Token.Kind
  /// The first byte.
  var first: UInt8

  var count: Int { end - start }

  var isWordOrNumber: Bool { kind == .word || kind == .number }

  /// Whether the element is the ASCII mark `mark`.
  func isMark(_ mark: Unicode.Scalar) -> Bool {
    kind == .mark && first == UInt8(ascii: mark)
  }
}

extension UInt8 {
  var isDigitByte: Bool { self >= 0x30 && self <= 0x39 }
  var isLetterByte: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7a }
  var isUppercaseByte: Bool { self >= 0x41 && self <= 0x5a }
  var isLowercaseByte: Bool { self >= 0x61 && self <= 0x7a }
  var isAlphanumericByte: Bool { isDigitByte || isLetterByte }
  /// The byte with an ASCII capital letter made small.
  var lowercasedByte: UInt8 { isUppercaseByte ? self | 0x20 : self }
}

extension [TreebankElement] {
  /// Appends the elements of a segment that ICU found, which joins words over full stops,
  /// apostrophes, commas, "@" and the like.
  mutating func append(
    segment start: Int, _ end: Int, kind: UInt8, of bytes: UnsafeBufferPointer<UInt8>
  ) {
    let tokenKind = Token.Kind(segment: kind)
    guard tokenKind == .word || tokenKind == .number else {
      let first = bytes[start]
      let isApostrophe = bytes.apostropheLength(at: start, before: end) == end - start
      let element: TreebankElement.Kind =
        isApostrophe ? .apostrophe : first < 0x80 ? .mark : .other
      append(
        TreebankElement(start: start, end: end, kind: element, tokenKind: tokenKind, first: first))
      return
    }
    var position = start
    while position < end {
      let apostrophe = bytes.apostropheLength(at: position, before: end)
      if apostrophe > 0 {
        append(
          TreebankElement(
            start: position, end: position + apostrophe, kind: .apostrophe,
            tokenKind: .punctuation, first: bytes[position]))
        position += apostrophe
        continue
      }
      let runStart = position
      var hasLetter = false
      while position < end, bytes[position].isRunByte,
        bytes.apostropheLength(at: position, before: end) == 0
      {
        if !bytes[position].isDigitByte { hasLetter = true }
        position += 1
      }
      if position > runStart {
        let isWord = hasLetter && tokenKind == .word
        append(
          TreebankElement(
            start: runStart, end: position, kind: isWord ? .word : .number,
            tokenKind: isWord ? .word : .number, first: bytes[runStart]))
        continue
      }
      append(
        TreebankElement(
          start: position, end: position + 1, kind: .mark, tokenKind: .punctuation,
          first: bytes[position]))
      position += 1
    }
  }
}

extension UInt8 {
  /// Whether the byte continues a run of letters, digits and low lines.
  fileprivate var isRunByte: Bool { self >= 0x80 || isAlphanumericByte || self == 0x5f }
}

extension UnsafeBufferPointer<UInt8> {
  /// The bytes of an apostrophe at `position`, 0 if there is none.
  func apostropheLength(at position: Int, before end: Int) -> Int {
    switch self[position] {
    case 0x27, 0x60: return 1
    case 0xe2:
      guard position + 2 < end, self[position + 1] == 0x80 else { return 0 }
      return self[position + 2] == 0x99 || self[position + 2] == 0x98 ? 3 : 0
    default: return 0
    }
  }

  /// Whether the bytes of `range` are `text` when ASCII capital letters are made small.
  func matches(_ text: StaticString, in range: Range<Int>) -> Bool {
    range.count == text.utf8CodeUnitCount && hasPrefix(text, at: range.lowerBound)
  }

  /// Whether `text`, which is in small letters, starts at `position`, in letters of any case.
  func hasPrefix(_ text: StaticString, at position: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard position >= 0, position + length <= count else { return false }
    for index in 0..<length where self[position + index].lowercasedByte != text.utf8Start[index] {
      return false
    }
    return true
  }

  func lowercased(_ range: Range<Int>) -> String {
    String(unsafeUninitializedCapacity: range.count) { buffer in
      for index in 0..<range.count {
        buffer[index] = self[range.lowerBound + index].lowercasedByte
      }
      return range.count
    }
  }
}
