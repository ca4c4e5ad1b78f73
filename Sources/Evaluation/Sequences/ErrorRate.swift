/// Word or character error rate of transcriptions, and the measures that go with it.
///
/// Counts are added over sentences before they are divided. Morris, Maier and Green, "From WER and
/// RIL to MER and WIL", 2004.
public struct ErrorRate: Sendable, Hashable {
  /// What is counted.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    case word, character
  }

  /// What is compared.
  public let unit: Unit
  /// The edits of all sentences.
  public private(set) var counts = EditCounts()
  /// The number of sentences.
  public private(set) var sentences = 0

  /// Starts with no sentences.
  public init(_ unit: Unit) { self.unit = unit }

  /// Adds a sentence. White space at both ends is dropped. Words are what spaces, or runs of any
  /// white space, separate; characters are Unicode scalars and include all white space within the
  /// sentence.
  public mutating func add(reference: String, hypothesis: String) {
    sentences += 1
    let reference = ErrorRate.trimmed(reference)
    let hypothesis = ErrorRate.trimmed(hypothesis)
    switch unit {
    case .word:
      counts += EditCounts(
        reference: ErrorRate.words(reference), hypothesis: ErrorRate.words(hypothesis))
    case .character:
      counts += EditCounts(reference: Array(reference), hypothesis: Array(hypothesis))
    }
  }

  /// Adds the counts of another rate.
  public mutating func merge(_ other: ErrorRate) {
    precondition(unit == other.unit, "word and character errors don't add up")
    counts += other.counts
    sentences += other.sentences
  }

  /// Edits per item of the reference; above 1 if there are many insertions, `nil` without
  /// reference.
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

  /// 1 - ``informationPreserved``.
  public var informationLost: Double? { informationPreserved.map { 1 - $0 } }

  private static func trimmed(_ text: String) -> ArraySlice<Unicode.Scalar> {
    let scalars = Scalars(text).withoutTrailingSpace
    return scalars[(scalars.firstIndex { !$0.isPythonSpace } ?? scalars.endIndex)...]
  }

  /// A single tab, no-break space or the like belongs to a word; next to another one it separates
  /// words.
  private static func words(_ scalars: ArraySlice<Unicode.Scalar>)
    -> [ArraySlice<Unicode.Scalar>]
  {
    scalars.indices
      .split { index in
        guard scalars[index].isPythonSpace else { return false }
        return scalars[index] == " "
          || (index > scalars.startIndex && scalars[index - 1].isPythonSpace)
          || (index + 1 < scalars.endIndex && scalars[index + 1].isPythonSpace)
      }
      .map { scalars[$0.lowerBound..<$0.upperBound] }
  }
}
