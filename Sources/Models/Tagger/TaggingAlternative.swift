import Text

/// One way to tag a document.
public struct TaggingAlternative: Sendable, Hashable {
  /// Ordered by start, without probabilities of their own.
  public var spans: [Span]
  /// The probability of the whole tagging.
  public var score: Double

  /// Sets every property.
  public init(spans: [Span], score: Double) {
    self.spans = spans
    self.score = score
  }

  /// The most probable combinations of taggings of a text with those of the sentence behind it.
  ///
  /// - Parameters:
  ///   - text: the best first.
  ///   - sentence: the best first.
  static func best(_ text: [Self], _ sentence: [Self], limit: Int) -> [Self] {
    var combined: [Self] = []
    for one in text {
      for other in sentence {
        combined.append(Self(spans: one.spans + other.spans, score: one.score * other.score))
      }
    }
    // Sorting is stable, so that equally probable ones keep their order.
    return Array(combined.sorted { $0.score > $1.score }.prefix(limit))
  }
}
