/// Tercom's greedy search for shifts of words that bring a hypothesis nearer to its reference.
///
/// Which shifts are tried, in which order, and when it gives up are part of the metric: another
/// search would be another number.
struct ShiftSearch {
  private static let maximumShiftSize = 10
  private static let maximumShiftDistance = 50
  private static let maximumCandidates = 1000

  private var hypothesis: [Int32] = []
  private let reference: [Int32]
  private var distance: BeamEditDistance
  private var candidates = 0

  init<Word: Hashable>(hypothesis: [Word], reference: [Word]) {
    var ids: [Word: Int32] = [:]
    func id(_ word: Word) -> Int32 {
      if let id = ids[word] { return id }
      let id = Int32(ids.count)
      ids[word] = id
      return id
    }
    self.reference = reference.map(id)
    distance = BeamEditDistance(reference: self.reference)
    self.hypothesis = hypothesis.map(id)
  }

  /// The shifts that were made and the edits that remain.
  mutating func edits() -> Int {
    if reference.isEmpty { return hypothesis.count }
    var shifts = 0
    while true {
      guard let shifted = bestShift() else { break }
      if candidates >= ShiftSearch.maximumCandidates || shifted.gain <= 0 { break }
      shifts += 1
      hypothesis = shifted.words
    }
    return shifts + distance(hypothesis)
  }

  private struct Shift {
    /// How many edits it saves.
    var gain: Int
    var length: Int
    var start: Int
    var target: Int
    var words: [Int32]

    /// More gain first, then longer, then an earlier start, then an earlier target.
    func isBetter(than other: Shift) -> Bool {
      (gain, length, -start, -target) > (other.gain, other.length, -other.start, -other.target)
    }
  }

  private mutating func bestShift() -> Shift? {
    let before = distance(hypothesis)
    let alignment = distance.alignment(of: hypothesis)
    var best: Shift?
    for start in hypothesis.indices {
      for position in reference.indices
      where abs(position - start) <= ShiftSearch.maximumShiftDistance {
        var length = 0
        while length < ShiftSearch.maximumShiftSize, start + length < hypothesis.count,
          position + length < reference.count,
          hypothesis[start + length] == reference[position + length]
        {
          length += 1
          consider(start, position, length, before, alignment, &best)
          if candidates >= ShiftSearch.maximumCandidates { return best }
        }
      }
    }
    return best
  }

  /// Tries to bring `length` words from `start` to where the reference has them, at `position`.
  private mutating func consider(
    _ start: Int, _ position: Int, _ length: Int, _ before: Int, _ alignment: EditAlignment,
    _ best: inout Shift?
  ) {
    // Only where both sides are in error, and not within the words themselves.
    guard alignment.hypothesisErrors[start..<start + length].contains(true),
      alignment.referenceErrors[position..<position + length].contains(true)
    else { return }
    let aligned = alignment.hypothesisPositions[position]
    if start <= aligned, aligned < start + length { return }
    var previous = -1
    for offset in -1..<length {
      let target: Int
      if position + offset == -1 {
        target = 0
      } else if position + offset < alignment.hypothesisPositions.count {
        target = alignment.hypothesisPositions[position + offset] + 1
      } else {
        break
      }
      if target == previous { continue }
      previous = target
      let words = ShiftSearch.shifting(hypothesis, start, length, to: target)
      let shift = Shift(
        gain: before - distance(words), length: length, start: start, target: target, words: words)
      candidates += 1
      if best.map({ shift.isBetter(than: $0) }) ?? true { best = shift }
    }
  }

  private static func shifting(_ words: [Int32], _ start: Int, _ length: Int, to target: Int)
    -> [Int32]
  {
    let end = start + length
    let moved = words[start..<end]
    if target < start {
      return Array(words[..<target] + moved + words[target..<start] + words[end...])
    }
    if target > end {
      return Array(words[..<start] + words[end..<target] + moved + words[target...])
    }
    let until = min(words.count, length + target)
    return Array(words[..<start] + words[end..<max(end, until)] + moved + words[until...])
  }
}

/// How the words of a hypothesis stand to those of a reference.
struct EditAlignment {
  /// For each word of the reference, the last word of the hypothesis that is aligned with it or
  /// before it; -1 if there is none.
  var hypothesisPositions: [Int] = []
  var referenceErrors: [Bool] = []
  var hypothesisErrors: [Bool] = []
}
