import NLPToolkit

/// The forms in which `nlptool tag` prints entities.
enum TagFormat: String, OutputFormat {
  case text, jsonl, conll, inline, html

  static let standard = Self.text
}

/// Prints tagged documents in one form.
protocol TagWriter {
  /// Whether the form shows tokens. Very long documents come to such a writer in pieces.
  var needsTokens: Bool { get }

  mutating func begin() throws
  mutating func write(_ record: DocumentRecord) throws
  mutating func writeBlank() throws
  /// - Returns: whether the output tells of the failure.
  mutating func write(_ failure: DocumentFailure) throws -> Bool
  mutating func end() throws
}

extension TagWriter {
  var needsTokens: Bool { false }
  mutating func begin() throws {}
  mutating func writeBlank() throws {}
  mutating func end() throws {}
}

extension Document {
  /// The text as stretches inside and outside of entities, in order.
  ///
  /// - Parameter body: gets a stretch and the entity that it is; of entities that overlap the
  ///   first.
  func forEachStretch(_ body: (String, Span?) throws -> Void) rethrows {
    var position = 0
    for span in spans where span.range.lowerBound >= position {
      if span.range.lowerBound > position {
        try body(slice(position..<span.range.lowerBound), nil)
      }
      try body(slice(span.range), span)
      position = span.range.upperBound
    }
    let end = text.utf8.count
    if position < end { try body(slice(position..<end), nil) }
  }
}

/// A probability with four places at most, as JSON.
func formattedProbability(_ value: Double) -> String {
  String((Swift.max(0, Swift.min(1, value)) * 10_000).rounded() / 10_000)
}
