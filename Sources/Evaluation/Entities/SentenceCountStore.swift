/// The counts of every sentence, flat: `entries[starts[i]..<starts[i + 1]]` belong to sentence `i`.
struct SentenceCountStore: Sendable {
  struct Entry {
    var label: Int32
    var correct: Int32
    var found: Int32
    var gold: Int32

    var counts: PrecisionRecall {
      PrecisionRecall(correct: Int(correct), found: Int(found), gold: Int(gold))
    }
  }

  private(set) var starts = [0]
  private(set) var entries: [Entry] = []

  mutating func add(_ counts: PrecisionRecall, label: Int32) {
    let first = starts[starts.count - 1]
    var index = entries.count - 1
    while index >= first, entries[index].label != label { index -= 1 }
    if index < first {
      entries.append(Entry(label: label, correct: 0, found: 0, gold: 0))
      index = entries.count - 1
    }
    entries[index].correct += Int32(counts.correct)
    entries[index].found += Int32(counts.found)
    entries[index].gold += Int32(counts.gold)
  }

  mutating func endSentence() { starts.append(entries.count) }

  mutating func append(_ other: SentenceCountStore, labels: [Int32]) {
    let offset = entries.count
    for var entry in other.entries {
      entry.label = labels[Int(entry.label)]
      entries.append(entry)
    }
    for start in other.starts.dropFirst() { starts.append(start + offset) }
  }

  func sentences(labels: [String]) -> [EntityScorer.SentenceCounts] {
    (0..<starts.count - 1).map { index in
      var overall = PrecisionRecall()
      var byLabel: [String: PrecisionRecall] = [:]
      for entry in entries[starts[index]..<starts[index + 1]] {
        overall += entry.counts
        byLabel[labels[Int(entry.label)]] = entry.counts
      }
      return EntityScorer.SentenceCounts(overall: overall, byLabel: byLabel)
    }
  }
}
