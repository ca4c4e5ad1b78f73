extension ItemStatistics {
  /// The counts of sentences: correct, found and gold, over all labels or for one.
  public init(_ sentences: [EntityScorer.SentenceCounts], label: String? = nil) {
    self.init(width: 3)
    for sentence in sentences {
      let counts = label.map { sentence.byLabel[$0] ?? PrecisionRecall() } ?? sentence.overall
      add([Double(counts.correct), Double(counts.found), Double(counts.gold)])
    }
  }
}
