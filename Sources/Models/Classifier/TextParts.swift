/// Texts cut into parts that recurrent layers read at once, and the parts put together in batches.
struct TextParts: Sendable {
  struct Part: Sendable {
    let text: Int
    let tokens: Range<Int>
    /// The part's tokens divided by the text's.
    let share: Double
  }

  /// All parts of all texts, sorted by length.
  let parts: [Part]
  /// The ranges of `parts` that are computed together.
  let batches: [Range<Int>]

  /// A batch has so many parts at most.
  private static let maximumParts = 32

  /// - Parameters:
  ///   - size: no part has more tokens.
  ///   - batchTokens: no batch has more, but for a single part.
  init(tokenCounts: [Int], size: Int, batchTokens: Int) {
    var parts: [Part] = []
    for (text, tokens) in tokenCounts.enumerated() where tokens > 0 {
      let count = (tokens + size - 1) / size
      for index in 0..<count {
        let range = index * tokens / count..<(index + 1) * tokens / count
        parts.append(
          Part(text: text, tokens: range, share: Double(range.count) / Double(tokens)))
      }
    }
    parts.sort {
      ($0.tokens.count, $0.text, $0.tokens.lowerBound)
        < ($1.tokens.count, $1.text, $1.tokens.lowerBound)
    }
    var batches: [Range<Int>] = []
    var first = 0
    var tokens = 0
    for (index, part) in parts.enumerated() {
      if index > first,
        index - first == Self.maximumParts || tokens + part.tokens.count > batchTokens
      {
        batches.append(first..<index)
        first = index
        tokens = 0
      }
      tokens += part.tokens.count
    }
    if first < parts.count { batches.append(first..<parts.count) }
    self.parts = parts
    self.batches = batches
  }
}
