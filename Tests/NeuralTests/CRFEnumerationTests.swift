import Neural
import TestSupport
import Testing

/// Against the enumeration of all tag sequences, 5 tags and up to 3 steps.
struct CRFEnumerationTests {
  @Test(arguments: [1, 2, 3], [false, true])
  func double(steps: Int, isConstrained: Bool) {
    for seed in 0..<8 { check(Double.self, steps, isConstrained, UInt64(seed), 1e-12) }
  }

  @Test(arguments: [1, 2, 3], [false, true])
  func float(steps: Int, isConstrained: Bool) {
    for seed in 0..<8 { check(Float.self, steps, isConstrained, UInt64(seed), 1e-5) }
  }

  /// The emissions want what is forbidden so much that the exponentials of all else are small,
  /// without digits, or 0, next to each other at one step and at one after the other.
  @Test(
    arguments: [[0: 2], [2: 1], [0: 4, 2: 1], [0: 2, 1: 4, 2: 1]], [40.0, 86, 101, 2000])
  func emissionsThatUnderflow(forbidden: [Int: Int], by: Double) {
    for seed in 0..<4 {
      let raised = forbidden.mapValues { ($0, by) }
      check(Double.self, 3, true, UInt64(seed), 1e-9, raised: raised)
      check(Float.self, 3, true, UInt64(seed), by < 1000 ? 2e-4 : 2e-3, raised: raised)
    }
  }

  private func check<S: Scalar>(
    _ type: S.Type, _ steps: Int, _ isConstrained: Bool, _ seed: UInt64, _ tolerance: Double,
    raised: [Int: (tag: Int, by: Double)] = [:]
  ) {
    func agree(_ actual: Double, _ expected: Double, _ what: String) {
      let problem = mismatch(actual, expected, relative: tolerance, absolute: tolerance)
      #expect(problem == nil, "\(what), seed \(seed)")
    }
    var random = SeededRandom(seed)
    let sample = isConstrained ? CRFSample<S>.bio : CRFSample<S>(tags: 5)
    sample.fill(&random)
    let emissions = sample.matrix((0..<steps).map { _ in random.normals(5, deviation: 2) })
    for (t, raise) in raised { emissions[t, raise.tag] += S(raise.by) }
    let oracle = TagSequences(sample, emissions)
    let prepared = sample.prepared()

    let best = sample.crf.decode(prepared, emissions: emissions)
    #expect(best.tags == oracle.all[0].tags)
    agree(best.score, oracle.all[0].score, "best score")
    let some = sample.crf.nBest(prepared, emissions: emissions, limit: 7)
    #expect(some.map(\.tags) == oracle.all.prefix(7).map(\.tags))
    for (own, other) in zip(some, oracle.all) { agree(own.score, other.score, "n-best score") }
    let every = sample.crf.nBest(prepared, emissions: emissions, limit: 1000)
    #expect(every.count == oracle.all.count)

    let lattice = sample.crf.lattice(prepared, emissions: emissions, arena: sample.arena)
    agree(lattice.logPartition, oracle.logPartition, "log Z")
    for t in 0..<steps {
      for j in 0..<5 {
        let tags = [Int](repeating: j, count: steps)
        agree(Double(lattice.marginals[t, j]), oracle.probability(tags, t..<t + 1), "marginal")
      }
    }
    for (tags, score) in oracle.all.prefix(20) + oracle.all.suffix(5) {
      for start in 0...steps {
        for end in start...steps {
          let probability = lattice.spanProbability(tags: tags, range: start..<end)
          agree(probability, oracle.probability(tags, start..<end), "span")
        }
      }
      let demissions = sample.arena.matrix(steps, 5)
      let loss = sample.crf.negativeLogLikelihood(
        prepared, emissions: emissions, tags: tags.map(Int32.init), scale: 0.25,
        demissions: demissions, gradients: sample.crf.makeScoreGradients(sample.arena),
        arena: sample.arena)
      agree(loss, 0.25 * (oracle.logPartition - score), "loss")
    }
  }

  @Test func spanOfForbiddenTagsIsImpossible() {
    var random = SeededRandom(3)
    let sample = CRFSample<Double>.bio
    sample.fill(&random)
    let emissions = sample.matrix((0..<3).map { _ in random.normals(5) })
    let lattice = sample.crf.lattice(sample.prepared(), emissions: emissions, arena: sample.arena)
    // O I-1, I-1 at the start, B-1 at the end.
    #expect(lattice.spanProbability(tags: [0, 2, 0], range: 0..<2) == 0)
    #expect(lattice.spanProbability(tags: [2, 2, 0], range: 0..<1) == 0)
    #expect(lattice.spanProbability(tags: [0, 0, 1], range: 1..<3) == 0)
    #expect(lattice.spanProbability(tags: [0, 0, 0], range: 1..<1) == 1)
  }

  @Test func noSteps() {
    let sample = CRFSample<Float>(tags: 5)
    let none = sample.arena.matrix(0, 5)
    let prepared = sample.prepared()
    #expect(sample.crf.decode(prepared, emissions: none).tags.isEmpty)
    #expect(sample.crf.nBest(prepared, emissions: none, limit: 3).map(\.tags) == [[]])
    let loss = sample.crf.negativeLogLikelihood(
      prepared, emissions: none, tags: [], demissions: none,
      gradients: sample.crf.makeScoreGradients(sample.arena), arena: sample.arena)
    #expect(loss == 0)
    let lattice = sample.crf.lattice(prepared, emissions: none, arena: sample.arena)
    #expect(lattice.logPartition == 0 && lattice.marginals.rows == 0)
  }
}
