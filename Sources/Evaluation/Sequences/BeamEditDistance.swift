/// Word edit distance to one reference, near the diagonal only.
struct BeamEditDistance {
  private static let beamWidth = 25

  private enum Step: UInt8 { case none, match, substitution, deletion, insertion }

  private let reference: [Int32]
  private var costs: [Int32] = []
  private var steps: [Step] = []

  init(reference: [Int32]) { self.reference = reference }

  /// - Complexity: O(*n* · 50), or of the whole matrix if one side is much longer.
  mutating func callAsFunction(_ hypothesis: [Int32]) -> Int {
    fill(hypothesis)
    return Int(costs[hypothesis.count * (reference.count + 1) + reference.count])
  }

  private mutating func fill(_ hypothesis: [Int32]) {
    let width = reference.count + 1
    let rows = hypothesis.count
    let infinity = Int32.max / 2
    costs = [Int32](repeating: infinity, count: (rows + 1) * width)
    steps = [Step](repeating: .none, count: (rows + 1) * width)
    for column in 0..<width {
      costs[column] = Int32(column)
      steps[column] = .insertion
    }
    guard rows > 0 else { return }
    let ratio = Double(reference.count) / Double(rows)
    let beam =
      Double(BeamEditDistance.beamWidth) < ratio / 2
      ? Int((ratio / 2 + Double(BeamEditDistance.beamWidth)).rounded(.up))
      : BeamEditDistance.beamWidth
    for row in 1...rows {
      let diagonal = Int((Double(row) * ratio).rounded(.down))
      let last = row == rows ? width : min(width, diagonal + beam)
      for column in max(0, diagonal - beam)..<max(last, max(0, diagonal - beam)) {
        let cell = row * width + column
        if column == 0 {
          costs[cell] = costs[cell - width] + 1
          steps[cell] = .deletion
          continue
        }
        // Of equally cheap steps the first one is taken: along the diagonal, deletion, insertion.
        let isMatch = hypothesis[row - 1] == reference[column - 1]
        var cost = costs[cell - width - 1] + (isMatch ? 0 : 1)
        var step = isMatch ? Step.match : .substitution
        if costs[cell - width] + 1 < cost {
          cost = costs[cell - width] + 1
          step = .deletion
        }
        if costs[cell - 1] + 1 < cost {
          cost = costs[cell - 1] + 1
          step = .insertion
        }
        if cost < infinity {
          costs[cell] = cost
          steps[cell] = step
        }
      }
    }
  }

  /// The alignment behind the distance: here the reference is thought to be rewritten into the
  /// hypothesis.
  mutating func alignment(of hypothesis: [Int32]) -> EditAlignment {
    fill(hypothesis)
    let width = reference.count + 1
    var path: [Step] = []
    var row = hypothesis.count
    var column = reference.count
    while row > 0 || column > 0 {
      let step = steps[row * width + column]
      path.append(step)
      switch step {
      case .match, .substitution:
        row -= 1
        column -= 1
      case .insertion: column -= 1
      case .deletion: row -= 1
      case .none:
        // Outside the beam; the rest is taken as unaligned.
        if column > 0 { column -= 1 } else { row -= 1 }
      }
    }
    var alignment = EditAlignment()
    var position = -1
    for step in path.reversed() {
      switch step {
      case .match, .substitution:
        position += 1
        alignment.hypothesisPositions.append(position)
        alignment.hypothesisErrors.append(step == .substitution)
        alignment.referenceErrors.append(step == .substitution)
      case .deletion:
        position += 1
        alignment.hypothesisErrors.append(true)
      case .insertion, .none:
        alignment.hypothesisPositions.append(position)
        alignment.referenceErrors.append(true)
      }
    }
    return alignment
  }
}
