import Neural
import TestSupport
import Testing

/// Against sums and maxima over all paths: Golden/make-layers.py, `crf`.
struct CRFGoldenTests {
  private struct Meta: Decodable {
    struct Path: Decodable {
      let score: Double
      let path: [Int]
    }
    let lengths: [Int]
    let decode: [[Int]]
    let bestScores: [Double]
    let logPartitions: [Double]
    let secondBest: [Path]

    enum CodingKeys: String, CodingKey {
      case lengths, decode
      case bestScores = "best_scores"
      case logPartitions = "log_partitions"
      case secondBest = "second_best"
    }
  }

  @Test func double() throws { try check(Double.self, "CRF", relative: 1e-9, absolute: 1e-12) }

  @Test func float() throws { try check(Float.self, "CRF", relative: 1e-4, absolute: 1e-6) }

  private func check<S: Scalar>(
    _ type: S.Type, _ name: String, relative: Double, absolute: Double
  ) throws {
    let file = try GoldenFile(named: name)
    let meta = try file.meta(Meta.self)
    let emissions = try file.tensor("emissions")
    let tags = try file.tensor("tags")
    let (steps, batch, count) = (emissions.shape[0], emissions.shape[1], emissions.shape[2])

    func agrees(_ actual: [S], _ shape: [Int], _ name: String) throws {
      let expected = try file.tensor(name)
      #expect(
        mismatch(actual, shape: shape, expected, relative: relative, absolute: absolute) == nil,
        "\(name)")
    }
    func agrees(_ actual: Double, _ expected: Double) {
      #expect(mismatch(actual, expected, relative: relative, absolute: absolute) == nil)
    }

    let sample = CRFSample<S>(tags: count)
    for name in ["transitions", "start_transitions", "end_transitions"] {
      sample.set(name, try file.tensor(name).data)
    }
    let prepared = sample.prepared()
    let scores = sample.crf.makeScoreGradients(sample.arena)
    var logLikelihoods: [S] = []
    var demissions = [S](repeating: 0, count: emissions.data.count)
    for b in 0..<batch {
      let length = meta.lengths[b]
      let rows = (0..<length).map { t in (0..<count).map { emissions[t, b, $0] } }
      let gathered = sample.matrix(rows)
      let gradient = sample.arena.matrix(length, count)
      let loss = sample.crf.negativeLogLikelihood(
        prepared, emissions: gathered, tags: (0..<length).map { Int32(tags[$0, b]) },
        demissions: gradient, gradients: scores, arena: sample.arena)
      logLikelihoods.append(S(-loss))
      for t in 0..<length {
        for j in 0..<count { demissions[(t * batch + b) * count + j] = gradient[t, j] }
      }

      let best = sample.crf.decode(prepared, emissions: gathered)
      #expect(best.tags == meta.decode[b])
      agrees(best.score, meta.bestScores[b])
      let two = sample.crf.nBest(prepared, emissions: gathered, limit: 2)
      #expect(two.map(\.tags) == [meta.decode[b], meta.secondBest[b].path])
      agrees(two[1].score, meta.secondBest[b].score)
      let lattice = sample.crf.lattice(prepared, emissions: gathered, arena: sample.arena)
      agrees(lattice.logPartition, meta.logPartitions[b])
    }
    scores.add(to: sample.gradients, of: sample.crf)

    try agrees(logLikelihoods, [batch], "loglik")
    try agrees(demissions, [steps, batch, count], "grad.emissions")
    try agrees(
      sample.gradients[sample.crf.transitions].elements(), [count, count], "grad.transitions")
    try agrees(sample.gradients[sample.crf.start].elements(), [count], "grad.start_transitions")
    try agrees(sample.gradients[sample.crf.end].elements(), [count], "grad.end_transitions")
  }
}
