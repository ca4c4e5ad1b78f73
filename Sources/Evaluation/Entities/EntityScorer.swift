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

  /// How tags are read as entities.
  public let reading: TagReading
  private var table: TagTable
  /// By index of the label.
  private var counts: [PrecisionRecall] = []
  private var sequences = 0
  private var tokens = 0
  private var equalTags = 0

  private var keptCounts: SentenceCountStore?
  /// The kinds of errors; `nil` unless the scorer analyzes them.
  public private(set) var analysis: SpanAnalysis?
  private var goldTags: [Int32] = []
  private var predictedTags: [Int32] = []
  private var goldSpans: [LabeledRange] = []
  private var predictedSpans: [LabeledRange] = []

  /// - Parameters:
  ///   - reading: how tags are read as entities.
  ///   - keepsSentences: whether the counts of every sentence are kept for `sentenceCounts` and
  ///     resampling, which takes 24 bytes a sentence and 16 for each label in it.
  ///   - analyzes: whether the kinds of errors are counted, too.
  public init(
    reading: TagReading = .lenient, keepsSentences: Bool = false, analyzes: Bool = false
  ) {
    self.reading = reading
    table = TagTable(reading: reading)
    if keepsSentences { keptCounts = SentenceCountStore() }
    if analyzes { analysis = SpanAnalysis() }
  }

  /// Whether the counts of each sentence are kept.
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
    if reading != .conlleval || analysis != nil {
      table.readSpans(goldTags, into: &goldSpans)
      table.readSpans(predictedTags, into: &predictedSpans)
    }
    if reading == .conlleval { countAsScript() } else { countSpans() }
    analyze()
  }

  /// Adds one sentence by its entities, which may come in any order; equal ones count once.
  ///
  /// Tags are not compared: the token accuracy covers only what is added as tags.
  public mutating func add(goldSpans gold: [TokenSpan], predictedSpans predicted: [TokenSpan]) {
    addSpans(gold.map { ($0.tokens, $0.label) }, into: \.goldSpans)
    addSpans(predicted.map { ($0.tokens, $0.label) }, into: \.predictedSpans)
    countSpans()
    analyze()
  }

  /// Adds one document by its entities as byte ranges of its text; scores of spans are not looked
  /// at.
  public mutating func add(goldSpans gold: [Span], predictedSpans predicted: [Span]) {
    addSpans(gold.map { ($0.range, $0.label) }, into: \.goldSpans)
    addSpans(predicted.map { ($0.range, $0.label) }, into: \.predictedSpans)
    countSpans()
    analyze(countsLengths: false)
  }

  private mutating func addSpans(
    _ spans: [(Range<Int>, String)], into buffer: WritableKeyPath<EntityScorer, [LabeledRange]>
  ) {
    var numbered = spans.map { range, label in
      LabeledRange(
        start: Int32(clamping: range.lowerBound), end: Int32(clamping: range.upperBound),
        label: table.labelIndex(of: label))
    }
    numbered.sort()
    var unique: [LabeledRange] = []
    for span in numbered where unique.last != span { unique.append(span) }
    self[keyPath: buffer] = unique
  }

  /// Both lists are sorted by end, then start, then label.
  private mutating func countSpans() {
    beginSentence()
    var index = 0
    for span in goldSpans { count(PrecisionRecall(gold: 1), span.label) }
    for span in predictedSpans {
      count(PrecisionRecall(found: 1), span.label)
      while index < goldSpans.count, goldSpans[index] < span { index += 1 }
      if index < goldSpans.count, goldSpans[index] == span {
        count(PrecisionRecall(correct: 1), span.label)
      }
    }
    keptCounts?.endSentence()
  }

  /// Walks through both tag sequences at once, as the conlleval script does. For tags of the
  /// schemes it counts what the spans say; others may start an entity and never end it.
  private mutating func countAsScript() {
    beginSentence()
    let outside = table.entries[0]
    var gold = outside
    var predicted = outside
    var isCorrect = false
    for index in 0...goldTags.count {
      let isEnd = index == goldTags.count
      let nextGold = isEnd ? outside : table.entries[Int(goldTags[index])]
      let nextPredicted = isEnd ? outside : table.entries[Int(predictedTags[index])]
      let goldStep = TagTable.step(from: gold, to: nextGold)
      let predictedStep = TagTable.step(from: predicted, to: nextPredicted)
      if isCorrect {
        if goldStep.ends, predictedStep.ends, gold.label == predicted.label {
          isCorrect = false
          count(PrecisionRecall(correct: 1), gold.label)
        } else if goldStep.ends != predictedStep.ends || nextGold.label != nextPredicted.label {
          isCorrect = false
        }
      }
      if goldStep.starts, predictedStep.starts, nextGold.label == nextPredicted.label {
        isCorrect = true
      }
      if goldStep.starts { count(PrecisionRecall(gold: 1), nextGold.label) }
      if predictedStep.starts { count(PrecisionRecall(found: 1), nextPredicted.label) }
      gold = nextGold
      predicted = nextPredicted
    }
    keptCounts?.endSentence()
  }

  private mutating func analyze(countsLengths: Bool = true) {
    guard analysis != nil, !(goldSpans.isEmpty && predictedSpans.isEmpty) else { return }
    func named(_ spans: [LabeledRange]) -> [TokenSpan] {
      spans.map {
        TokenSpan(tokens: Int($0.start)..<Int($0.end), label: table.labels[Int($0.label)])
      }
    }
    analysis?.add(
      gold: named(goldSpans), predicted: named(predictedSpans), countsLengths: countsLengths)
  }

  private mutating func beginSentence() {
    sequences += 1
    while counts.count < table.labels.count { counts.append(PrecisionRecall()) }
  }

  @inline(__always)
  private mutating func count(_ added: PrecisionRecall, _ label: Int32) {
    counts[Int(label)] += added
    keptCounts?.add(added, label: label)
  }

  /// Adds what another scorer has counted.
  ///
  /// - Precondition: both read tags in the same way, and both or neither keep sentences.
  public mutating func merge(_ other: EntityScorer) {
    precondition(reading == other.reading, "scorers that read tags differently can't be merged")
    precondition((keptCounts == nil) == (other.keptCounts == nil), "only one keeps sentences")
    var labelIndices: [Int32] = []
    for label in other.table.labels { labelIndices.append(table.labelIndex(of: label)) }
    while counts.count < table.labels.count { counts.append(PrecisionRecall()) }
    for (label, count) in other.counts.enumerated() { counts[Int(labelIndices[label])] += count }
    sequences += other.sequences
    tokens += other.tokens
    equalTags += other.equalTags
    if let kept = other.keptCounts { keptCounts?.append(kept, labels: labelIndices) }
    if let added = other.analysis { analysis?.merge(added) }
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

  /// The counts of each sentence, in order; empty unless the scorer keeps sentences.
  public var sentenceCounts: [SentenceCounts] {
    keptCounts?.sentences(labels: table.labels) ?? []
  }
}
