import Neural
import TestSupport
import Testing

/// Finite differences over emissions, transitions, starts and ends.
struct CRFGradientTests {
  @Test func unconstrained() { check(CRFSample<Double>(tags: 4), tags: 4) }

  @Test func constrained() { check(CRFSample<Double>.bio, tags: 5) }

  private func check(_ sample: CRFSample<Double>, tags count: Int) {
    var random = SeededRandom(29)
    sample.fill(&random)
    // Three sequences of unequal lengths, as views that are wider than they look.
    let sequences = [[0, 1, 2, 0, 3, 0, 0], [0], [3, 0, 0]]
    let emissions = sequences.map { tags in
      sample.matrix(tags.map { _ in random.normals(count + 3) }).columns(1..<count + 1)
    }
    let demissions = sequences.map { sample.arena.matrix($0.count, count + 2).columns(0..<count) }
    let scales = [1, 0.5, 2]

    func loss() -> Double {
      let prepared = sample.prepared()
      let scores = sample.crf.makeScoreGradients(sample.arena)
      sample.gradients.reset()
      var loss = 0.0
      for index in sequences.indices {
        loss += sample.crf.negativeLogLikelihood(
          prepared, emissions: emissions[index], tags: sequences[index].map(Int32.init),
          scale: scales[index], demissions: demissions[index], gradients: scores,
          arena: sample.arena)
      }
      scores.add(to: sample.gradients, of: sample.crf)
      return loss
    }

    #expect(loss().isFinite)
    let emissionGradients = demissions.map { $0.elements() }
    let references = [sample.crf.transitions, sample.crf.start, sample.crf.end]
    let scoreGradients = references.map { sample.gradients[$0].elements() }
    for (emissions, gradients) in zip(emissions, emissionGradients) {
      for t in 0..<emissions.rows {
        let row = UnsafeMutableBufferPointer(start: emissions.row(t), count: count)
        let analytic = Array(gradients[t * count..<(t + 1) * count])
        let check = GradientCheck(row, analytic: analytic, loss: loss)
        #expect(check.passes, "emissions: \(check)")
      }
    }
    for (reference, gradients) in zip(references, scoreGradients) {
      let matrix = sample.weights[reference]
      let values = UnsafeMutableBufferPointer(start: matrix.pointer, count: matrix.count)
      let check = GradientCheck(values, analytic: gradients, loss: loss)
      #expect(check.passes, "scores: \(check)")
    }
  }

  /// Threads with accumulators of their own, added up, give what one accumulator gives.
  @Test func accumulatorsAddUp() {
    var random = SeededRandom(31)
    let sample = CRFSample<Double>(tags: 4)
    sample.fill(&random)
    let prepared = sample.prepared()
    let rows = (0..<2).map { _ in (0..<5).map { _ in random.normals(4) } }
    let tags: [Int32] = [0, 1, 3, 2, 2]
    let together = sample.crf.makeScoreGradients(sample.arena)
    for rows in rows {
      let apart = sample.crf.makeScoreGradients(sample.arena)
      for scores in [together, apart] {
        _ = sample.crf.negativeLogLikelihood(
          prepared, emissions: sample.matrix(rows), tags: tags,
          demissions: sample.arena.matrix(5, 4), gradients: scores, arena: sample.arena)
      }
      apart.add(to: sample.gradients, of: sample.crf)
    }
    let sum = sample.gradients[sample.crf.transitions].elements()
    sample.gradients.reset()
    together.add(to: sample.gradients, of: sample.crf)
    let single = sample.gradients[sample.crf.transitions].elements()
    #expect(mismatch(sum, single, relative: 1e-12, absolute: 1e-14) == nil)
    #expect(sum.contains { abs($0) > 0.1 })
  }
}
