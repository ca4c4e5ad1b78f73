/// The most probable class of each step, with repetitions joined and blanks left out (Graves et al.
/// 2006).
enum CTCGreedy {
  /// - Parameter rows: the scores or log-probabilities of each step.
  static func decode(_ rows: [[Float]]) -> [Int32] {
    var result: [Int32] = []
    var last: Int32 = -1
    for row in rows {
      let best = Int32(row.indices.max { row[$0] < row[$1] } ?? 0)
      if best != last, best != SpeechSymbols.blank { result.append(best) }
      last = best
    }
    return result
  }
}
