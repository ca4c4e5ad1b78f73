/// Word or character error rate of transcriptions, and the measures that go with it.
///
/// Counts are added over sentences before they are divided. Morris, Maier and Green, "From WER and RIL
/// to MER and WIL", 2004.
public struct ErrorRate: Sendable, Hashable {
  /// What is counted.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    case word, character
  }

  public let unit: Unit
  public private(set) var counts = EditCounts()
  public private(set) var sentences = 0

  public init(_ unit: Unit) { self.unit = unit }

  /// Adds a sentence. Space at both ends is dropped and runs of it count as one space; words are what
  /// spaces separate, characters are Unicode scalars and include the spaces.
  public mutating func add(reference: String, hypothesis: String) {
    sentences += 1
    let reference = ErrorRate.normalized(reference)
    let hypothesis = ErrorRate.normalized(hypothesis)
    switch unit {
    case .word:
      counts += EditCounts(
        reference: reference.split(separator: " "), hypothesis: hypothesis.split(separator: " "))
    case .character:
      counts += EditCounts(reference: reference, hypothesis: hypothesis)
    }
  }

  public mutating func merge(_ other: ErrorRate) {
    precondition(unit == other.unit, "word and character errors don't add up")
    counts += other.counts
    sentences += other.sentences
  }

  /// Edits per item of the reference; above 1 if there are many insertions, `nil` without reference.
  public var errorRate: Double? { ratio(counts.edits, counts.referenceCount) }

  /// Edits per edit or hit (match error rate), in 0...1.
  public var matchErrorRate: Double? { ratio(counts.edits, counts.edits + counts.hits) }

  /// The product of the shares of hits in reference and hypothesis; 0 if just one of them is empty.
  public var informationPreserved: Double? {
    if counts.referenceCount == 0 && counts.hypothesisCount == 0 { return nil }
    guard counts.referenceCount > 0, counts.hypothesisCount > 0 else { return 0 }
    return Double(counts.hits) / Double(counts.referenceCount)
      * (Double(counts.hits) / Double(counts.hypothesisCount))
  }

  public var informationLost: Double? { informationPreserved.map { 1 - $0 } }

  private static func normalized(_ text: String) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    var run: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      if scalar.isPythonSpace {
        run.append(scalar)
      } else {
        if !scalars.isEmpty { scalars += run.count > 1 ? [" "] : run }
        run = []
        scalars.append(scalar)
      }
    }
    return scalars
  }
}
