import Text

/// Entity precision, recall and F1 over tag sequences, sentence by sentence.
///
/// Scorers of parts of the data can be merged; the result does not depend on the order.
public struct EntityScorer: Sendable {
  /// What one sentence adds to the scores, for resampling.
  public struct SentenceCounts: Sendable, Hashable {
    /// The entities of all labels.
    public var overall: PrecisionRecall
    /// The entities of each label that occurs in the sentence.
    public var byLabel: [String: PrecisionRecall]
  }

  public let reading: TagReading
  private var table: TagTable
  /// By number of the label.
  private var counts: [PrecisionRecall] = []
  private var sequences = 0
  private var tokens = 0
  private var equalTags = 0

  private var keptCounts: SentenceCountStore?
  private var goldTags: [Int32] = []
  private var predictedTags: [Int32] = []
  private var goldSpans: [LabeledRange] = []
  private var predictedSpans: [LabeledRange] = []

  /// - Parameters:
  ///   - reading: how tags are read as entities.
  ///   - keepsSentences: whether the counts of every sentence are kept for `sentenceCounts` and
  ///     resampling, which takes 24 bytes a sentence and 16 for each label in it.
  public init(mode reading: TagReading = .lenient, keepsSentences: Bool = false) {
    self.reading = reading
    table = TagTable(reading: reading)
    if keepsSentences { keptCounts = SentenceCountStore() }
  }

  public var keepsSentences: Bool { keptCounts != nil }

  /// Adds one sentence.
  ///
  /// - Precondition: `gold` and `predicted` are equally long.
  /// - Complexity: O(*n*).
  public mutating func add(gold: [String], predicted: [String]) {
    precondition(gold.count == predicted.count, "gold and predicted tags differ in number")
    let count = gold.count
    goldTags.removeAll(keepingCapacity: true)
    predictedTags.removeAll(keepingCapacity: true)
    for index in 0..<count {
      let goldTag = table.id(of: gold[index])
      let predictedTag = table.id(of: predicted[index])
      goldTags.append(goldTag)
      predictedTags.append(predictedTag)
      if goldTag == predictedTag { equalTags += 1 }
    }
    tokens += count
    table.readSpans(goldTags, into: &goldSpans)
    table.readSpans(predictedTags, into: &predictedSpans)
    countSpans()
  }

  /// Adds one sentence by its entities, which may come in any order; equal ones count once.
  ///
  /// Tags are not compared: the token accuracy covers only what is added as tags.
  public mutating func add(goldSpans gold: [TokenSpan], predictedSpans predicted: [TokenSpan]) {
    number(gold.map { ($0.tokens, $0.label) }, into: \.goldSpans)
    number(predicted.map { ($0.tokens, $0.label) }, into: \.predictedSpans)
    countSpans()
  }

  /// Adds one document by its entities as byte ranges of its text; scores of spans are not looked at.
  public mutating func add(goldSpans gold: [Span], predictedSpans predicted: [Span]) {
    number(gold.map { ($0.range, $0.label) }, into: \.goldSpans)
    number(predicted.map { ($0.range, $0.label) }, into: \.predictedSpans)
    countSpans()
  }

  private mutating func number(
    _ spans: [(Range<Int>, String)], into buffer: WritableKeyPath<EntityScorer, [LabeledRange]>
  ) {
    var numbered = spans.map { range, label in
      LabeledRange(
        start: Int32(clamping: range.lowerBound), end: Int32(clamping: range.upperBound),
        label: table.labelNumber(of: label))
    }
    numbered.sort()
    var unique: [LabeledRange] = []
    for span in numbered where unique.last != span { unique.append(span) }
    self[keyPath: buffer] = unique
  }

  /// Both lists are sorted by end, then start, then label.
  private mutating func countSpans() {
    sequences += 1
    while counts.count < table.labels.count { counts.append(PrecisionRecall()) }
    var place = 0
    for span in goldSpans {
      counts[Int(span.label)].gold += 1
      keptCounts?.add(PrecisionRecall(gold: 1), label: span.label)
    }
    for span in predictedSpans {
      counts[Int(span.label)].found += 1
      keptCounts?.add(PrecisionRecall(found: 1), label: span.label)
      while place < goldSpans.count, goldSpans[place] < span { place += 1 }
      if place < goldSpans.count, goldSpans[place] == span {
        counts[Int(span.label)].correct += 1
        keptCounts?.add(PrecisionRecall(correct: 1), label: span.label)
      }
    }
    keptCounts?.endSentence()
  }

  /// Adds what another scorer has counted.
  ///
  /// - Precondition: both read tags in the same way, and both or neither keep sentences.
  public mutating func merge(_ other: EntityScorer) {
    precondition(reading == other.reading, "scorers that read tags differently can't be merged")
    precondition((keptCounts == nil) == (other.keptCounts == nil), "only one keeps sentences")
    var numbers: [Int32] = []
    for label in other.table.labels { numbers.append(table.labelNumber(of: label)) }
    while counts.count < table.labels.count { counts.append(PrecisionRecall()) }
    for (label, count) in other.counts.enumerated() { counts[Int(numbers[label])] += count }
    sequences += other.sequences
    tokens += other.tokens
    equalTags += other.equalTags
    if let kept = other.keptCounts { keptCounts?.append(kept, labels: numbers) }
  }

  /// The scores of everything added so far.
  public var report: EntityReport {
    var byLabel: [String: PrecisionRecall] = [:]
    for (label, count) in counts.enumerated() where count.found + count.gold > 0 {
      byLabel[table.labels[label]] = count
    }
    return EntityReport(
      reading: reading, overall: counts.reduce(PrecisionRecall(), +), byLabel: byLabel,
      sequences: sequences, tokens: tokens, equalTags: equalTags)
  }

  /// What each sentence added, in order; empty unless the scorer keeps sentences.
  public var sentenceCounts: [SentenceCounts] {
    keptCounts?.sentences(labels: table.labels) ?? []
  }
}
