/// Makes text of bytes that come in pieces, and repairs what is not UTF-8: each ill-formed sequence
/// becomes U+FFFD, as the Unicode Standard (section 3.9, "U+FFFD Substitution of Maximal Subparts")
/// and browsers do it, and is counted.
public struct UTF8Decoder: Sendable {
  /// How many ill-formed sequences were replaced so far.
  public private(set) var replacements = 0
  /// The start of a character that the next piece may complete.
  private var pending: [UInt8] = []

  /// A decoder that stands between two characters.
  public init() {}

  /// The text of a piece, with what was left of the one before it.
  ///
  /// - Parameter isLast: whether no more pieces come, so that an unfinished character is
  ///   ill-formed.
  /// - Complexity: O(n).
  public mutating func decode(_ piece: some Collection<UInt8>, isLast: Bool) -> String {
    var bytes = pending
    bytes.append(contentsOf: piece)
    pending = []
    if !isLast {
      let unfinished = Self.unfinishedCount(bytes)
      pending = Array(bytes.suffix(unfinished))
      bytes.removeLast(unfinished)
    }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let text = String(decoding: bytes, as: UTF8.self)
    replacements += Self.replacementCount(text.utf8) - Self.replacementCount(bytes)
    return text
  }

  /// How many bytes at the end may be the start of a character that is not complete.
  private static func unfinishedCount(_ bytes: [UInt8]) -> Int {
    for count in 1..<4 where count <= bytes.count {
      let byte = bytes[bytes.count - count]
      if byte & 0xc0 == 0x80 { continue }
      let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1
      return length > count && byte < 0xf5 ? count : 0
    }
    return 0
  }

  /// How often U+FFFD stands in the bytes.
  private static func replacementCount(_ bytes: some Collection<UInt8>) -> Int {
    var count = 0
    var last: (UInt8, UInt8) = (0, 0)
    for byte in bytes {
      if last == (0xef, 0xbf), byte == 0xbd { count += 1 }
      last = (last.1, byte)
    }
    return count
  }
}
