extension Mistake {
  /// The same with no more of a long text than stands near its entities, or at its start where the
  /// label is of the whole text. What is left out is an ellipsis.
  ///
  /// - Parameter context: the characters before and behind the entities; of a whole text four times
  ///   as many are kept.
  /// - Precondition: `context` is at least 1.
  public func excerpt(context: Int) -> Mistake {
    let ranges = [goldRange, predictedRange].compactMap { $0 }
    guard let lower = ranges.map(\.lowerBound).min(), let upper = ranges.map(\.upperBound).max(),
      upper <= text.utf8.count
    else {
      guard let end = text.index(text.startIndex, offsetBy: 4 * context, limitedBy: text.endIndex),
        end < text.endIndex
      else { return self }
      var excerpt = self
      excerpt.text = text[..<end] + "…"
      return excerpt
    }
    let first = text.utf8.index(text.startIndex, offsetBy: lower)
    let last = text.utf8.index(first, offsetBy: upper - lower)
    let start =
      text.index(first, offsetBy: -context, limitedBy: text.startIndex) ?? text.startIndex
    let end = text.index(last, offsetBy: context, limitedBy: text.endIndex) ?? text.endIndex
    let isCut = start > text.startIndex
    let shift =
      (isCut ? "…".utf8.count : 0) - text.utf8.distance(from: text.startIndex, to: start)
    func moved(_ range: Range<Int>) -> Range<Int> {
      range.lowerBound + shift..<range.upperBound + shift
    }
    var excerpt = self
    excerpt.text = (isCut ? "…" : "") + text[start..<end] + (end < text.endIndex ? "…" : "")
    excerpt.goldRange = goldRange.map(moved)
    excerpt.predictedRange = predictedRange.map(moved)
    return excerpt
  }
}
