import NLPToolkit

/// What the labels of a classification are, under the options of the command line.
struct LabelReader: Sendable {
  let labels: [String]
  let isMultilabel: Bool
  /// Replaces the model's own.
  let threshold: Double?
  let otherLabel: String

  /// The labels that a text is given, the most probable first; the other label where it is none.
  func given(_ classification: Classification) -> [String] {
    var numbers = classification.assigned
    if let threshold {
      numbers =
        isMultilabel
        ? classification.ranking.filter { classification.probabilities[$0] >= threshold }
        : numbers.filter { classification.probabilities[$0] >= threshold }
    }
    return numbers.isEmpty ? [otherLabel] : numbers.map { labels[$0] }
  }

  /// The probability of the most probable label.
  func score(_ classification: Classification) -> Double {
    classification.probabilities[classification.best]
  }
}

/// Prints the labels of documents in one form.
protocol LabelWriter {
  mutating func begin() throws
  /// - Parameter explanation: `nil` unless asked for.
  mutating func write(
    _ record: TagRecord, _ classification: Classification, _ explanation: Explanation?) throws
  mutating func writeBlank() throws
  /// - Returns: whether the output tells of the failure.
  mutating func write(_ failure: TagFailure) throws -> Bool
  mutating func end() throws
}

extension LabelWriter {
  mutating func begin() throws {}
  mutating func end() throws {}
}
