import NLPToolkit

/// What the labels of a classification are, under the options of the command line.
struct LabelReader: Sendable {
  let labels: [String]
  let isMultilabel: Bool
  /// Replaces the model's own.
  let threshold: Double?
  let otherLabel: String

  /// A label that a text is given.
  struct Given {
    var name: String
    /// Its number among those of the classifier; `nil` for the other label.
    var number: Int?
    var probability: Double
  }

  /// The labels that a text is given, the most probable first; the other label where it is none.
  func given(_ classification: Classification) -> [Given] {
    var numbers = classification.assigned
    if let threshold {
      numbers =
        isMultilabel
        ? classification.ranking.filter { classification.probabilities[$0] >= threshold }
        : numbers.filter { classification.probabilities[$0] >= threshold }
    }
    if numbers.isEmpty { return [other(classification)] }
    return numbers.map {
      Given(name: labels[$0], number: $0, probability: classification.probabilities[$0])
    }
  }

  /// The label of texts that have none: unless the classifier knows it, its probability is that of none
  /// of the labels, or, where each text has one, that it is not the most probable one.
  private func other(_ classification: Classification) -> Given {
    let probabilities = classification.probabilities
    if let number = labels.firstIndex(of: otherLabel) {
      return Given(name: otherLabel, number: number, probability: probabilities[number])
    }
    let none =
      isMultilabel
      ? probabilities.reduce(1) { $0 * (1 - $1) } : 1 - probabilities[classification.best]
    return Given(name: otherLabel, number: nil, probability: none)
  }

  /// The label that an explanation is about.
  func explained(_ classification: Classification) -> Int {
    given(classification)[0].number ?? classification.best
  }

  /// The most probable labels that a text is not given.
  func others(_ classification: Classification, count: Int) -> [Int] {
    let numbers = given(classification).map(\.number)
    return Array(classification.ranking.filter { !numbers.contains($0) }.prefix(count))
  }
}

/// Prints the labels of documents in one form.
protocol LabelWriter {
  mutating func begin() throws
  /// - Parameter explanation: `nil` unless asked for.
  mutating func write(
    _ record: TagRecord, _ classification: Classification, _ explanation: Explanation?) throws
  /// Writes a document in a language that the classifier does not read.
  mutating func writeWithoutLabel(_ record: TagRecord) throws
  mutating func writeBlank() throws
  /// - Returns: whether the output tells of the failure.
  mutating func write(_ failure: TagFailure) throws -> Bool
  mutating func end() throws
}

extension LabelWriter {
  mutating func begin() throws {}
  mutating func end() throws {}
}
