extension String {
  /// The indices of UTF-8 byte offsets, as tokens and spans have them, in this text.
  ///
  /// - Returns: `nil` if the offsets lie outside of the text or inside of a Unicode scalar.
  /// - Complexity: O(1) for a native string.
  public func range(utf8 offsets: Range<Int>) -> Range<Index>? {
    guard offsets.lowerBound >= 0,
      let lower = utf8.index(startIndex, offsetBy: offsets.lowerBound, limitedBy: endIndex),
      let upper = utf8.index(lower, offsetBy: offsets.count, limitedBy: endIndex),
      lower.samePosition(in: unicodeScalars) != nil, upper.samePosition(in: unicodeScalars) != nil
    else { return nil }
    return lower..<upper
  }

  /// The UTF-8 byte offsets of a range of indices of this text.
  ///
  /// - Complexity: O(1) for a native string.
  public func utf8Offsets(of range: Range<Index>) -> Range<Int> {
    let lower = utf8.distance(from: startIndex, to: range.lowerBound)
    return lower..<lower + utf8.distance(from: range.lowerBound, to: range.upperBound)
  }
}

extension Span {
  /// The range of the span in the text that it was found in; `nil` in a text that it does not fit.
  public func range(in text: String) -> Range<String.Index>? { text.range(utf8: range) }
}

extension Token {
  /// The range of the token in the text that it is of; `nil` in a text that it does not fit.
  public func range(in text: String) -> Range<String.Index>? { text.range(utf8: range) }
}
