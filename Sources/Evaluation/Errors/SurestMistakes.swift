/// The mistakes of which a system was surest, the surest first; equally sure ones in the order in
/// which they came.
struct SurestMistakes: Sendable {
  let limit: Int
  private(set) var mistakes: [Mistake] = []

  init(limit: Int) { self.limit = limit }

  /// - Complexity: O(`limit`).
  mutating func add(_ mistake: Mistake) {
    if mistakes.count == limit {
      guard let last = mistakes.last, mistake.isSurer(than: last) else { return }
      mistakes.removeLast()
    }
    var (low, high) = (0, mistakes.count)
    while low < high {
      let middle = (low + high) / 2
      if mistake.isSurer(than: mistakes[middle]) { high = middle } else { low = middle + 1 }
    }
    mistakes.insert(mistake, at: low)
  }
}
