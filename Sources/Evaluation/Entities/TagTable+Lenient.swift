extension TagTable {
  /// The entities of a sentence; ends ascend strictly.
  func readSpans(_ tags: some Collection<Int32>, into spans: inout [LabeledRange]) {
    spans.removeAll(keepingCapacity: true)
    switch reading {
    case .lenient, .conlleval: readLeniently(tags, into: &spans)
    case .strict, .strictIOE1, .strictIOE2: readStrictly(tags, into: &spans)
    }
  }

  /// The rules of the conlleval script (Tjong Kim Sang, CoNLL-2000), which decide between each two
  /// neighbouring tags whether an entity ends and whether one starts.
  private func readLeniently(_ tags: some Collection<Int32>, into spans: inout [LabeledRange]) {
    entries.withUnsafeBufferPointer { entries in
      var previous = TagPrefix.outside
      var previousLabel = entries[0].label
      var start: Int32 = 0
      var index: Int32 = 0
      for id in tags {
        let prefix = entries[Int(id)].prefix
        let label = entries[Int(id)].label
        if previous != .outside || prefix != .outside {
          let isSame = label == previousLabel
          if TagTable.ends(after: previous, before: prefix, isSameLabel: isSame) {
            spans.append(LabeledRange(start: start, end: index, label: previousLabel))
          }
          if TagTable.starts(at: prefix, after: previous, isSameLabel: isSame) { start = index }
        }
        previous = prefix
        previousLabel = label
        index += 1
      }
      let isSame = previousLabel == entries[0].label
      if TagTable.ends(after: previous, before: .outside, isSameLabel: isSame) {
        spans.append(LabeledRange(start: start, end: index, label: previousLabel))
      }
    }
  }

  /// Whether an entity ends between two neighbouring tags, and whether one starts.
  static func step(from previous: Entry, to next: Entry) -> (ends: Bool, starts: Bool) {
    let isSame = previous.label == next.label
    return (
      ends(after: previous.prefix, before: next.prefix, isSameLabel: isSame),
      starts(at: next.prefix, after: previous.prefix, isSameLabel: isSame)
    )
  }

  @inline(__always)
  private static func ends(
    after previous: TagPrefix, before prefix: TagPrefix, isSameLabel: Bool
  ) -> Bool {
    switch previous {
    case .end, .single, .bracket: true
    case .begin, .inside:
      !isSameLabel || prefix == .begin || prefix == .single || prefix == .outside
    case .outside, .dot: false
    case .other: !isSameLabel
    }
  }

  @inline(__always)
  private static func starts(
    at prefix: TagPrefix, after previous: TagPrefix, isSameLabel: Bool
  ) -> Bool {
    switch prefix {
    case .begin, .single, .bracket: true
    case .inside, .end:
      !isSameLabel || previous == .end || previous == .single || previous == .outside
    case .outside, .dot: false
    case .other: !isSameLabel
    }
  }
}
