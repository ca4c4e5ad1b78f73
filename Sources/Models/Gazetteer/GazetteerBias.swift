import Neural
import Text

/// What a gazetteer makes of the emissions of a tagger.
package struct GazetteerBias: Sendable {
  let gazetteer: Gazetteer
  /// By how much a name raises the logarithm of its span's odds; `nil` if it is certain.
  let weight: Double?
  let tagset: Tagset

  /// So much less that nothing else outweighs it, and that sums of it are finite.
  private static let impossible: Float = -1e30

  /// Changes the emissions of a sentence, [T, K].
  ///
  /// Where names are certain, their tokens keep the tags of their spans only, or `O` where the
  /// tagger knows none of the name's labels.
  ///
  /// - Returns: the spans of names whose labels the tagger does not know.
  func apply(to emissions: Matrix<Float>, words: [String]) -> [TokenSpan] {
    var others: [TokenSpan] = []
    for match in gazetteer.matches(in: words) {
      let known = match.labels.filter(tagset.labels.contains)
      let spans = known.map { TokenSpan(tokens: match.tokens, label: $0) }
      let taggings = spans.compactMap { tagset.tags(for: [$0], count: words.count) }
      if let weight {
        let share = Float(weight / Double(match.tokens.count))
        for tags in taggings {
          for token in match.tokens { emissions[token, tags[token]] += share }
        }
        continue
      }
      if spans.isEmpty {
        others.append(TokenSpan(tokens: match.tokens, label: match.labels[0]))
      }
      for token in match.tokens {
        let possible = spans.isEmpty ? [0] : taggings.map { $0[token] }
        for tag in 0..<tagset.count where !possible.contains(tag) {
          emissions[token, tag] = Self.impossible
        }
      }
    }
    return others
  }
}
