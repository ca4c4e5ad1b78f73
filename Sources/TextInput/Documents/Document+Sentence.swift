import Text

extension Document {
  /// Appends a sentence, on a line of its own, with its tokens and what their tags mark.
  ///
  /// - Parameters:
  ///   - tokens: at least one; none is empty.
  ///   - tags: one for each token, or `nil` where there are no entities.
  ///   - text: the sentence with its own spaces, which is taken if it has the same tokens;
  ///     otherwise there is a space between all of them.
  /// - Returns: the spans that the tags mark.
  @discardableResult
  mutating func appendSentence(
    of tokens: [String], tags: [String]?, scheme: TagScheme, text rawText: String? = nil
  ) -> [TokenSpan] {
    if !text.isEmpty { text += "\n" }
    let base = text.utf8.count
    var ranges: [Range<Int>] = []
    if let (raw, found) = rawText.flatMap({ Self.align(tokens, with: $0) }) {
      text += raw
      ranges = found
    } else {
      var end = 0
      for token in tokens {
        let start = end == 0 ? 0 : end + 1
        end = start + token.utf8.count
        ranges.append(start..<end)
      }
      text += tokens.joined(separator: " ")
    }
    let first = self.tokens.count
    for range in ranges {
      self.tokens.append(Token(range: base + range.lowerBound..<base + range.upperBound))
    }
    sentences.append(
      Sentence(
        range: self.tokens[first].range.lowerBound..<base + ranges[ranges.count - 1].upperBound,
        tokens: first..<first + tokens.count))
    let found = tags.map { scheme.spans(in: $0) } ?? []
    for span in found {
      let start = self.tokens[first + span.tokens.lowerBound].range.lowerBound
      let end = self.tokens[first + span.tokens.upperBound - 1].range.upperBound
      spans.append(Span(range: start..<end, label: span.label))
    }
    return found
  }

  /// The bytes of each token in a text that has the same tokens with any white space between them,
  /// and that text without the space around it.
  private static func align(
    _ tokens: [String], with text: String
  ) -> (text: String, ranges: [Range<Int>])? {
    let bytes = Array(text.utf8.drop { $0 == 0x20 })
    var ranges: [Range<Int>] = []
    var position = 0
    for token in tokens {
      while position < bytes.count, bytes[position] == 0x20 { position += 1 }
      let end = position + token.utf8.count
      guard end <= bytes.count, bytes[position..<end].elementsEqual(token.utf8) else { return nil }
      ranges.append(position..<end)
      position = end
    }
    guard bytes[position...].allSatisfy({ $0 == 0x20 }) else { return nil }
    return (String(decoding: bytes[..<position], as: UTF8.self), ranges)
  }
}
