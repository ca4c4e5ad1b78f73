/// A sentence of a document: the bytes it covers and the tokens within.
public struct Sentence: Sendable, Hashable {
  /// The UTF-8 byte offsets in the raw text of the document, without the white space behind.
  public var range: Range<Int>
  /// The indices of its tokens in `Document.tokens`.
  public var tokens: Range<Int>

  /// Sets every property.
  public init(range: Range<Int>, tokens: Range<Int>) {
    self.range = range
    self.tokens = tokens
  }
}
