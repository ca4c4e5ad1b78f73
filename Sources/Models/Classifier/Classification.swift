/// What a classifier says of a text.
public struct Classification: Sendable, Hashable {
  /// The probability of each label, in the order of the classifier's labels. They sum to 1 where a
  /// text has one label, and are independent of each other where it may have several.
  public var probabilities: [Double]
  /// The indices of the labels that the text is given, the most probable first: one, or any number
  /// where a text may have several.
  public var assigned: [Int]

  /// - Parameter assigned: the indices of the labels that the text is given, the most probable
  ///   first.
  public init(probabilities: [Double], assigned: [Int]) {
    self.probabilities = probabilities
    self.assigned = assigned
  }

  /// The index of the most probable label.
  public var best: Int { probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0 }

  /// The indices of all labels, the most probable first.
  public var ranking: [Int] {
    probabilities.indices.sorted { (-probabilities[$0], $0) < (-probabilities[$1], $1) }
  }
}
