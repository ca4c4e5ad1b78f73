/// How often each n-gram of a sequence occurs.
struct NGramCounts<Item: Hashable> {
  private(set) var counts: [ArraySlice<Item>: Int] = [:]
  private(set) var total = 0

  init(_ items: [Item], order: Int) {
    guard order >= 1, items.count >= order else { return }
    total = items.count - order + 1
    counts.reserveCapacity(total)
    for start in 0..<total { counts[items[start..<start + order], default: 0] += 1 }
  }

  /// The n-grams that both have, each as often as both have it.
  func matches(_ other: NGramCounts) -> Int {
    counts.reduce(0) { $0 + min($1.value, other.counts[$1.key] ?? 0) }
  }

  /// Raises each count to that of the other.
  mutating func formUnion(_ other: NGramCounts) {
    counts.merge(other.counts, uniquingKeysWith: max)
    total = counts.values.reduce(0, +)
  }
}
