/// One of the best tag sequences up to a step.
private struct Path {
  let score: Double
  /// The tag of the step before.
  let previousTag: Int
  /// Which of the best paths to that tag this one continues, from 0.
  let previousRank: Int
}

extension CRF {
  /// The allowed tag sequences with the greatest scores, best first; fewer than `limit` where fewer
  /// exist.
  ///
  /// - Complexity: O(T K² limit log(K limit)).
  package func nBest(
    _ prepared: Prepared, emissions: Matrix<S>, limit: Int
  ) -> [TagSequence] {
    precondition(limit > 0)
    let steps = emissions.rows
    guard steps > 0 else { return [TagSequence(tags: [], score: 0)] }
    // paths[t][j]: the best paths that end in tag j at step t.
    var paths: [[[Path]]] = [
      (0..<tagCount).map { j in
        let score = Double(prepared.start[j]) + Double(emissions[0, j])
        return allowedFirst[j] ? [Path(score: score, previousTag: 0, previousRank: 0)] : []
      }
    ]
    for t in 1..<steps {
      let before = paths[t - 1]
      paths.append(
        (0..<tagCount).map { j in
          let emission = Double(emissions[t, j])
          var candidates: [Path] = []
          for i in 0..<tagCount where allowed[i * tagCount + j] {
            let step = Double(prepared.transitions[i, j]) + emission
            for (rank, path) in before[i].enumerated() {
              candidates.append(
                Path(score: path.score + step, previousTag: i, previousRank: rank))
            }
          }
          return Self.best(candidates, limit)
        })
    }
    var complete: [Path] = []
    for j in 0..<tagCount where allowedLast[j] {
      for (rank, path) in paths[steps - 1][j].enumerated() {
        complete.append(
          Path(
            score: path.score + Double(prepared.end[j]), previousTag: j, previousRank: rank))
      }
    }
    return Self.best(complete, limit).map { last in
      var (tag, rank) = (last.previousTag, last.previousRank)
      var tags = [Int](repeating: tag, count: steps)
      for t in stride(from: steps - 1, to: 0, by: -1) {
        let path = paths[t][tag][rank]
        (tag, rank) = (path.previousTag, path.previousRank)
        tags[t - 1] = tag
      }
      return TagSequence(tags: tags, score: last.score)
    }
  }

  private static func best(_ paths: [Path], _ limit: Int) -> [Path] {
    Array(paths.sorted { $0.score > $1.score }.prefix(limit))
  }
}
