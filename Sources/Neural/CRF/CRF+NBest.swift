/// One of the best ways to a tag: its score, and which way to which tag before it prolongs.
private struct Way {
  let score: Double
  let tag: Int
  let rank: Int
}

extension CRF {
  /// The allowed tag sequences with the greatest scores, best first; fewer than `limit` where fewer
  /// exist.
  ///
  /// - Complexity: O(T K² limit log(K limit)).
  package func nBest(
    _ prepared: Prepared, emissions: Matrix<S>, limit: Int
  ) -> [(tags: [Int], score: Double)] {
    precondition(limit > 0)
    let steps = emissions.rows
    guard steps > 0 else { return [([], 0)] }
    // ways[t][j]: the best beginnings that end in tag j at step t.
    var ways: [[[Way]]] = [
      (0..<tagCount).map { j in
        let score = Double(prepared.start[j]) + Double(emissions[0, j])
        return allowedFirst[j] ? [Way(score: score, tag: 0, rank: 0)] : []
      }
    ]
    for t in 1..<steps {
      let before = ways[t - 1]
      ways.append(
        (0..<tagCount).map { j in
          let emission = Double(emissions[t, j])
          var candidates: [Way] = []
          for i in 0..<tagCount where allowed[i * tagCount + j] {
            let step = Double(prepared.transitions[i, j]) + emission
            for (rank, way) in before[i].enumerated() {
              candidates.append(Way(score: way.score + step, tag: i, rank: rank))
            }
          }
          return Self.best(candidates, limit)
        })
    }
    var complete: [Way] = []
    for j in 0..<tagCount where allowedLast[j] {
      for (rank, way) in ways[steps - 1][j].enumerated() {
        complete.append(Way(score: way.score + Double(prepared.end[j]), tag: j, rank: rank))
      }
    }
    return Self.best(complete, limit).map { last in
      var (tag, rank) = (last.tag, last.rank)
      var tags = [Int](repeating: tag, count: steps)
      for t in stride(from: steps - 1, to: 0, by: -1) {
        let way = ways[t][tag][rank]
        (tag, rank) = (way.tag, way.rank)
        tags[t - 1] = tag
      }
      return (tags, last.score)
    }
  }

  private static func best(_ ways: [Way], _ limit: Int) -> [Way] {
    Array(ways.sorted { $0.score > $1.score }.prefix(limit))
  }
}
