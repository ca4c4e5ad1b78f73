import Text

/// A sentence or document with the entities that were to be found in it and those that were found.
public struct EntityExample: Sendable, Hashable {
  /// Where it stands: `FILE:LINE` or an identifier.
  public var location: String
  /// The text of the sentence.
  public var text: String
  /// Byte ranges of `text`.
  public var gold: [Span]
  /// The entities that were found.
  public var predicted: [Span]

  /// Sets every property.
  public init(location: String, text: String, gold: [Span], predicted: [Span]) {
    self.location = location
    self.text = text
    self.gold = gold
    self.predicted = predicted
  }

  /// A sentence of tokens, which are shown with spaces between.
  public init(location: String, tokens: [String], gold: [TokenSpan], predicted: [TokenSpan]) {
    var starts: [Int] = []
    var end = -1
    for token in tokens {
      starts.append(end + 1)
      end += 1 + token.utf8.count
    }
    func ranges(_ spans: [TokenSpan]) -> [Span] {
      spans.filter { !$0.tokens.isEmpty && $0.tokens.upperBound <= tokens.count }.map { span in
        let last = span.tokens.upperBound - 1
        let end = starts[last] + tokens[last].utf8.count
        return Span(range: starts[span.tokens.lowerBound]..<end, label: span.label)
      }
    }
    self.init(
      location: location, text: tokens.joined(separator: " "), gold: ranges(gold),
      predicted: ranges(predicted))
  }

  /// Whether exactly the right entities were found.
  public var isCorrect: Bool {
    Set(gold.map(EntityExample.key)) == Set(predicted.map(EntityExample.key))
  }

  /// Spans are the same whatever their scores.
  private static func key(_ span: Span) -> Span { Span(range: span.range, label: span.label) }
}
