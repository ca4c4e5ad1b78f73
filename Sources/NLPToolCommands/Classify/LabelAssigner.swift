import NLPToolkit

/// Decides which labels a text is assigned, under the options of the command line.
struct LabelAssigner: Sendable {
  let labels: [String]
  let isMultilabel: Bool
  /// Replaces the model's own.
  let threshold: Double?
  let otherLabel: String
  /// What the labels are worth where they carry a polarity; `nil` for labels of other kinds.
  var scale: SentimentScale?

  struct Assignment {
    var label: String
    /// Of the label among those of the classifier; `nil` for the other label.
    var index: Int?
    var probability: Double
  }

  /// The labels of a text, the most probable first; the other label where there is none.
  func assignments(for classification: Classification) -> [Assignment] {
    var indices = classification.assigned
    if let threshold {
      indices =
        isMultilabel
        ? classification.ranking.filter { classification.probabilities[$0] >= threshold }
        : indices.filter { classification.probabilities[$0] >= threshold }
    }
    if indices.isEmpty { return [other(classification)] }
    return indices.map {
      Assignment(label: labels[$0], index: $0, probability: classification.probabilities[$0])
    }
  }

  /// The label of texts that have none: unless the classifier knows it, its probability is that of
  /// none of the labels, or, where each text has one, that it is not the most probable one.
  private func other(_ classification: Classification) -> Assignment {
    let probabilities = classification.probabilities
    if let index = labels.firstIndex(of: otherLabel) {
      return Assignment(label: otherLabel, index: index, probability: probabilities[index])
    }
    let none =
      isMultilabel
      ? probabilities.reduce(1) { $0 * (1 - $1) } : 1 - probabilities[classification.best]
    return Assignment(label: otherLabel, index: nil, probability: none)
  }

  /// The label that an explanation is about.
  func explained(_ classification: Classification) -> Int {
    assignments(for: classification)[0].index ?? classification.best
  }

  /// The most probable labels that a text is not assigned.
  func others(_ classification: Classification, count: Int) -> [Int] {
    let indices = assignments(for: classification).map(\.index)
    return Array(classification.ranking.filter { !indices.contains($0) }.prefix(count))
  }
}

/// Prints the labels of documents in one form.
protocol LabelWriter {
  mutating func begin() throws
  mutating func write(_ document: LabelledDocument) throws
  /// Writes a document in a language that no classifier reads.
  mutating func writeWithoutLabel(_ record: DocumentRecord) throws
  mutating func writeBlank() throws
  /// - Returns: whether the output tells of the failure.
  mutating func write(_ failure: DocumentFailure) throws -> Bool
  mutating func end() throws
}

extension LabelWriter {
  mutating func begin() throws {}
  mutating func end() throws {}
}
