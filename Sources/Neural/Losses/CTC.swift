#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

// T steps of a sequence, C classes, y the L labels of its target, z the 2 L + 1 labels of the
// target with a blank before, between and behind them, p = softmax(logits).

/// Connectionist temporal classification (Graves et al. 2006): the probability of a sequence of
/// labels, summed over all ways in which the steps can spell it. A step gives a label or the blank;
/// labels that repeat from step to step are one, and blanks are then left out.
package struct CTC<S: Scalar>: Sendable {
  /// The class that stands for no label.
  package let blank: Int

  /// - Parameter blank: the class that stands for no label.
  package init(blank: Int = 0) { self.blank = blank }

  /// -log p(y) of one sequence, and its gradient times `scale`.
  ///
  /// Sums run in `Double` and in log space, in the same order on every machine.
  ///
  /// - Parameters:
  ///   - logits: [R, C].
  ///   - rows: the row of each of the T steps.
  ///   - target: L labels, none of them the blank.
  ///   - dlogits: [R, C]; the T rows are written.
  /// - Returns: `nil`, and a gradient of 0, where the steps are too few for the target: it needs L
  ///   of them and one more for each label that is that before it.
  /// - Complexity: O(T · (L + C)) in time, O(T · L) in memory.
  package func callAsFunction(
    logits: Matrix<S>, rows: [Int], target: [Int32], scale: S, dlogits: Matrix<S>
  ) -> Double? {
    let classes = logits.columns
    precondition(dlogits.columns == classes && (0..<classes).contains(blank))
    precondition(target.allSatisfy { $0 >= 0 && $0 < classes && $0 != blank })
    let lattice = Lattice(
      logProbabilities: logProbabilities(logits, rows), classes: classes, steps: rows.count,
      labels: expanded(target))
    guard let total = lattice.logProbability else {
      for row in rows { dlogits.row(row).update(repeating: 0, count: classes) }
      return nil
    }
    for (step, row) in rows.enumerated() {
      // d loss / d logit[t, c] = p[t, c] - Σ over s with z[s] = c of the probability of being at s
      var gradient = (0..<classes).map { exp(lattice.logProbabilities[step * classes + $0]) }
      for (s, label) in lattice.labels.enumerated() {
        gradient[label] -= exp(lattice.forward[step][s] + lattice.backward[step][s] - total)
      }
      for c in 0..<classes { dlogits[row, c] = scale * S(gradient[c]) }
    }
    return -total
  }

  /// The steps at which each label of the target begins and ends in the most probable way of
  /// spelling it; `nil` where the steps are too few.
  package func alignment(
    logits: Matrix<S>, rows: [Int], target: [Int32]
  ) -> [ClosedRange<Int>]? {
    if target.isEmpty { return [] }
    return Lattice(
      logProbabilities: logProbabilities(logits, rows), classes: logits.columns, steps: rows.count,
      labels: expanded(target)
    ).bestPath()
  }

  private func expanded(_ target: [Int32]) -> [Int] {
    [blank] + target.flatMap { [Int($0), blank] }
  }

  /// [T, C], row-major.
  private func logProbabilities(_ logits: Matrix<S>, _ rows: [Int]) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(rows.count * logits.columns)
    for row in rows {
      let x = (0..<logits.columns).map { Double(logits[row, $0]) }
      let greatest = x.max() ?? 0
      let sum = x.reduce(0) { $0 + exp($1 - greatest) }
      let logSum = greatest + log(sum)
      for value in x { values.append(value - logSum) }
    }
    return values
  }
}

/// The ways through the labels of one sequence. A way stays at a label, goes to the next one, or
/// passes over a blank between two different labels.
private struct Lattice {
  /// [T, C], row-major.
  let logProbabilities: [Double]
  let classes: Int
  /// z
  let labels: [Int]
  /// forward[t][s]: the logarithm of the probability of all ways that are at s at step t, with what
  /// step t gives.
  private(set) var forward: [[Double]] = []
  /// backward[t][s]: the same of all ways on from there, without what step t gives.
  private(set) var backward: [[Double]] = []

  init(logProbabilities: [Double], classes: Int, steps: Int, labels: [Int]) {
    self.logProbabilities = logProbabilities
    self.classes = classes
    self.labels = labels
    let count = labels.count
    guard steps > 0 else { return }
    let nothing = [Double](repeating: -.infinity, count: count)
    forward = [[Double]](repeating: nothing, count: steps)
    backward = forward
    for s in 0..<min(2, count) { forward[0][s] = emission(0, s) }
    for step in 1..<max(1, steps) {
      for s in 0..<count {
        // forward[t][s] = log p[t, z[s]] + log Σ exp(forward[t-1][before])
        let sum = Self.logSum(predecessors(s).map { forward[step - 1][$0] })
        forward[step][s] = sum + emission(step, s)
      }
    }
    for s in max(0, count - 2)..<count { backward[steps - 1][s] = 0 }
    for step in (0..<steps - 1).reversed() {
      // backward[t][before] = log Σ exp(backward[t+1][s] + log p[t+1, z[s]])
      for s in 0..<count {
        let value = backward[step + 1][s] + emission(step + 1, s)
        for before in predecessors(s) {
          backward[step][before] = Self.logSum([backward[step][before], value])
        }
      }
    }
  }

  private func emission(_ step: Int, _ s: Int) -> Double {
    logProbabilities[step * classes + labels[s]]
  }

  /// The places from which a way comes to s in one step.
  private func predecessors(_ s: Int) -> [Int] {
    if s == 0 { return [0] }
    // Two labels that are alike need the blank between them; so do blanks need a label.
    return s > 1 && labels[s] != labels[s - 2] ? [s, s - 1, s - 2] : [s, s - 1]
  }

  /// log p(y); `nil` for no way at all.
  var logProbability: Double? {
    guard let last = forward.last else { return labels.count == 1 ? 0 : nil }
    let total = Self.logSum(Array(last.suffix(2)))
    return total == -.infinity ? nil : total
  }

  private static func logSum(_ values: [Double]) -> Double {
    let greatest = values.max() ?? -.infinity
    if greatest == -.infinity { return greatest }
    return greatest + log(values.reduce(0) { $0 + exp($1 - greatest) })
  }

  /// The steps of each label in the most probable way (Viterbi).
  func bestPath() -> [ClosedRange<Int>]? {
    let (steps, count) = (forward.count, labels.count)
    guard steps > 0 else { return nil }
    var scores = [Double](repeating: -.infinity, count: count)
    for s in 0..<min(2, count) { scores[s] = emission(0, s) }
    var from: [[Int]] = [Array(0..<count)]
    for step in 1..<max(1, steps) {
      var next = scores
      var came = Array(0..<count)
      for s in 0..<count {
        let before = predecessors(s).max { scores[$0] < scores[$1] } ?? s
        next[s] = scores[before] + emission(step, s)
        came[s] = before
      }
      scores = next
      from.append(came)
    }
    var place = (max(0, count - 2)..<count).max { scores[$0] < scores[$1] } ?? 0
    guard scores[place] > -.infinity else { return nil }
    var ranges = [ClosedRange<Int>?](repeating: nil, count: count / 2)
    for step in (0..<steps).reversed() {
      if place % 2 == 1 {
        let label = place / 2
        ranges[label] = step...(ranges[label]?.upperBound ?? step)
      }
      place = from[step][place]
    }
    return ranges.compactMap(\.self)
  }
}
