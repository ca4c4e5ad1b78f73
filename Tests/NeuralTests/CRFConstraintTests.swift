import Neural
import TestSupport
import Testing

/// What a tag scheme forbids, and numbers at the ends of their range.
struct CRFConstraintTests {
  @Test(arguments: [1.0, 100, 1e6])
  func forbiddenTagsNeverAppear(deviation: Double) {
    decodeMany(Float.self, deviation)
    decodeMany(Double.self, deviation)
  }

  private func decodeMany<S: Scalar>(_ type: S.Type, _ deviation: Double) {
    var random = SeededRandom(11)
    let sample = CRFSample<S>.bio
    sample.fill(&random, deviation: 3)
    let prepared = sample.prepared()
    for steps in 1...40 {
      let emissions = sample.matrix(
        (0..<steps).map { _ in random.normals(5, deviation: deviation) })
      let tags = sample.crf.decode(prepared, emissions: emissions).tags
      #expect(sample.crf.isAllowed(tags), "\(tags)")
      for way in sample.crf.nBest(prepared, emissions: emissions, limit: 5) {
        #expect(sample.crf.isAllowed(way.tags), "\(way.tags)")
      }
      let lattice = sample.crf.lattice(prepared, emissions: emissions, arena: sample.arena)
      #expect(lattice.marginals[0, 2] == 0 && lattice.marginals[0, 4] == 0)
      #expect(lattice.marginals[steps - 1, 1] == 0)
      for t in 0..<steps {
        let sum = (0..<5).reduce(0) { $0 + Double(lattice.marginals[t, $1]) }
        #expect(abs(sum - 1) < 1e-5)
      }
    }
  }

  /// The emissions want O I-1 everywhere; the scheme wins.
  @Test func constraintsOutweighEmissions() {
    let sample = CRFSample<Float>.bio
    let emissions = sample.matrix((0..<6).map { [$0 % 2 == 0 ? 1e8 : 0, 0, 1e8, 0, 0] })
    let tags = sample.crf.decode(sample.prepared(), emissions: emissions).tags
    #expect(sample.crf.isAllowed(tags), "\(tags)")
    #expect(tags != [0, 2, 0, 2, 0, 2])
  }

  @Test(arguments: [[0, 0, 1, 2, 0], [0, 2, 0, 2, 1]])
  func forbiddenScoresGetNoGradient(tags: [Int]) {
    var random = SeededRandom(5)
    let sample = CRFSample<Float>.bio
    sample.fill(&random)
    let emissions = sample.matrix((0..<5).map { _ in random.normals(5) })
    let demissions = sample.arena.matrix(5, 5)
    let scores = sample.crf.makeScoreGradients(sample.arena)
    let loss = sample.crf.negativeLogLikelihood(
      sample.prepared(), emissions: emissions, tags: tags.map(Int32.init),
      demissions: demissions, gradients: scores, arena: sample.arena)
    scores.add(to: sample.gradients, of: sample.crf)
    #expect(loss.isFinite)
    #expect(sample.crf.isAllowed(tags) ? loss < 100 : loss > 1e29)
    #expect(demissions.elements().allSatisfy { $0.isFinite })
    let transitions = sample.gradients[sample.crf.transitions]
    for i in 0..<5 {
      for j in 0..<5 {
        #expect((transitions[i, j] != 0) == CRFSample<Float>.bioAllows(i, j), "\(i) \(j)")
      }
    }
    let (start, end) = (sample.gradients[sample.crf.start], sample.gradients[sample.crf.end])
    #expect(start[0, 2] == 0 && start[0, 4] == 0 && start[0, 0] != 0)
    #expect(end[0, 1] == 0 && end[0, 0] != 0)
  }

  /// Float against Double on the same numbers, with emissions that would overflow exp by far.
  @Test(arguments: [30.0, 1e4]) func extremeEmissions(deviation: Double) {
    var random = SeededRandom(17)
    let (narrow, wide) = (CRFSample<Float>.bio, CRFSample<Double>.bio)
    var copy = random
    narrow.fill(&random)
    wide.fill(&copy)
    let rows = (0..<50).map { _ in
      random.normals(5, deviation: deviation).map { Double(Float($0)) }
    }
    let tags = wide.crf.decode(wide.prepared(), emissions: wide.matrix(rows)).tags
    let (loss32, gradient32) = evaluate(narrow, rows, tags)
    let (loss64, gradient64) = evaluate(wide, rows, tags)
    #expect(mismatch(loss32, loss64, relative: 1e-4, absolute: 1e-2) == nil)
    #expect(mismatch(gradient32, gradient64.map { Double($0) }, relative: 0, absolute: 2e-3) == nil)
  }

  /// Rounding does not grow with the length of a sequence.
  @Test func longSequences() {
    var random = SeededRandom(23)
    let (narrow, wide) = (CRFSample<Float>.bio, CRFSample<Double>.bio)
    var copy = random
    narrow.fill(&random)
    wide.fill(&copy)
    let rows = (0..<5000).map { _ in random.normals(5, deviation: 3) }
    let tags = wide.crf.decode(wide.prepared(), emissions: wide.matrix(rows)).tags
    let (loss32, gradient32) = evaluate(narrow, rows, tags)
    let (loss64, gradient64) = evaluate(wide, rows, tags)
    #expect(mismatch(loss32, loss64, relative: 1e-5) == nil)
    #expect(mismatch(gradient32, gradient64.map { Double($0) }, relative: 0, absolute: 1e-5) == nil)
  }

  private func evaluate<S: Scalar>(
    _ sample: CRFSample<S>, _ rows: [[Double]], _ tags: [Int]
  ) -> (Double, [S]) {
    let emissions = sample.matrix(rows)
    let demissions = sample.arena.matrix(rows.count, 5)
    let loss = sample.crf.negativeLogLikelihood(
      sample.prepared(), emissions: emissions, tags: tags.map(Int32.init),
      demissions: demissions, gradients: sample.crf.makeScoreGradients(sample.arena),
      arena: sample.arena)
    return (loss, demissions.elements())
  }
}
