/// Where the bytes of a changed text came from.
public struct Alignment: Sendable, Hashable {
  /// A stretch of the source and what it became, in UTF-8 byte offsets.
  struct Edit: Sendable, Hashable {
    var source: Range<Int>
    var target: Range<Int>
  }

  /// The edits of each step, in the order of the text; the first step is the one on the raw text.
  private var steps: [[Edit]] = []

  init() {}

  /// Adds a step that was taken on the result so far.
  mutating func append(_ edits: [Edit]) {
    if !edits.isEmpty { steps.append(edits) }
  }

  /// Whether every byte stands where it stood.
  public var isIdentity: Bool { steps.isEmpty }

  /// The UTF-8 byte range of the raw text that a range of the changed text came from. What became
  /// one thing is never cut: half of a ligature came from all of it.
  ///
  /// - Complexity: O(s log e) for s steps of e edits.
  public func rawRange(of range: Range<Int>) -> Range<Int> {
    var range = range
    for edits in steps.reversed() { range = Self.sourceRange(of: range, by: edits) }
    return range
  }

  private static func sourceRange(of range: Range<Int>, by edits: [Edit]) -> Range<Int> {
    let lower = range.lowerBound
    var start = lower
    let before = edits.count(prefixWhere: { $0.target.lowerBound <= lower })
    if before > 0 {
      let edit = edits[before - 1]
      start =
        lower < edit.target.upperBound
        ? edit.source.lowerBound : edit.source.upperBound + lower - edit.target.upperBound
    }
    if range.isEmpty { return start..<start }
    let upper = range.upperBound
    var end = upper
    let within = edits.count(prefixWhere: { $0.target.lowerBound < upper })
    if within > 0 {
      let edit = edits[within - 1]
      end =
        upper < edit.target.upperBound
        ? edit.source.upperBound : edit.source.upperBound + upper - edit.target.upperBound
    }
    return start..<max(start, end)
  }
}

extension [Alignment.Edit] {
  /// How many elements there are before the first that does not satisfy `predicate`, which holds
  /// for a prefix only.
  fileprivate func count(prefixWhere predicate: (Alignment.Edit) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
