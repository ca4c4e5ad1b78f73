/// A labelled stretch of a text, such as a named entity.
public struct Span: Sendable, Hashable {
  /// The UTF-8 byte offsets in the raw text of the document.
  public var range: Range<Int>
  /// What the span is, such as `PER`.
  public var label: String
  /// The probability that the model gives the span, in 0...1; `nil` for gold spans.
  public var score: Double?

  /// Sets every property.
  public init(range: Range<Int>, label: String, score: Double? = nil) {
    self.range = range
    self.label = label
    self.score = score
  }
}

/// A labelled run of tokens: what a tag sequence says.
public struct TokenSpan: Sendable, Hashable {
  /// The indices of its tokens, counted from the start of the tag sequence.
  public var tokens: Range<Int>
  /// What the span is, such as `PER`.
  public var label: String

  /// Sets every property.
  public init(tokens: Range<Int>, label: String) {
    self.tokens = tokens
    self.label = label
  }
}
