/// A piece of a text, given by the bytes it covers.
public struct Token: Sendable, Hashable {
  /// The UTF-8 byte offsets in the raw text of the document.
  public var range: Range<Int>
  /// What the token is made of.
  public var kind: Kind

  /// Sets every property.
  public init(range: Range<Int>, kind: Kind = .word) {
    self.range = range
    self.kind = kind
  }

  /// What a token is made of.
  public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
    case word, number, punctuation, symbol, emoji, ideograph, kana, whitespace
    case url, email, hashtag, mention, path, quantity
  }
}
