import Neural
import TestSupport

/// A conditional random field with weights and memory of its own.
struct CRFSample<S: Scalar> {
  let crf: CRF<S>
  let weights: Weights<S>
  let gradients: Gradients<S>
  let arena = Arena<S>()

  init(
    tags: Int, allowed: ((Int, Int) -> Bool)? = nil, allowedFirst: ((Int) -> Bool)? = nil,
    allowedLast: ((Int) -> Bool)? = nil
  ) {
    var layout = ParameterLayout()
    crf = CRF(
      tags: tags, layout: &layout, allowed: allowed, allowedFirst: allowedFirst,
      allowedLast: allowedLast)
    weights = Weights(layout: layout, forTraining: true)
    gradients = Gradients(layout: layout)
  }

  /// Two types of entities in BIO: O, B-1, I-1, B-2, I-2; for the sake of the test B-1 is never
  /// last.
  static var bio: CRFSample {
    CRFSample(
      tags: 5, allowed: bioAllows, allowedFirst: { $0 % 2 == 1 || $0 == 0 },
      allowedLast: { $0 != 1 })
  }

  /// An inside tag only follows tags of its type.
  static func bioAllows(_ from: Int, _ to: Int) -> Bool {
    to % 2 == 1 || to == 0 || from == to || from == to - 1
  }

  func set(_ name: String, _ values: [Double]) {
    guard let reference = weights.layout.reference(named: name) else {
      fatalError("no parameter \(name)")
    }
    weights.setElements(of: reference, to: values.map { S($0) })
  }

  /// Normal scores.
  func fill(_ random: inout SeededRandom, deviation: Double = 1) {
    for entry in weights.layout.entries {
      set(entry.name, random.normals(entry.count, deviation: deviation))
    }
  }

  func prepared() -> CRF<S>.Prepared { crf.prepare(weights) }

  func matrix(_ rows: [[Double]]) -> Matrix<S> {
    let matrix = arena.matrix(rows.count, rows.first?.count ?? 0)
    for (t, row) in rows.enumerated() {
      for (j, value) in row.enumerated() { matrix[t, j] = S(value) }
    }
    return matrix
  }
}

/// Every allowed tag sequence of a sentence with its score: the oracle.
struct TagSequences {
  let all: [(tags: [Int], score: Double)]
  let logPartition: Double

  init<S: Scalar>(_ sample: CRFSample<S>, _ emissions: Matrix<S>) {
    let count = sample.crf.tagCount
    let transitions = sample.weights[sample.crf.transitions]
    let start = sample.weights[sample.crf.start]
    let end = sample.weights[sample.crf.end]
    var sequences: [[Int]] = [[]]
    for _ in 0..<emissions.rows {
      sequences = sequences.flatMap { head in (0..<count).map { head + [$0] } }
    }
    let all = sequences.filter { sample.crf.isAllowed($0) }.map { tags in
      var score = Double(start[0, tags[0]]) + Double(end[0, tags[tags.count - 1]])
      for (t, tag) in tags.enumerated() {
        score += Double(emissions[t, tag])
        if t > 0 { score += Double(transitions[tags[t - 1], tag]) }
      }
      return (tags, score)
    }.sorted { $0.1 > $1.1 }
    self.all = all
    logPartition = logSum(all.map(\.1))
  }

  /// The probability that `tags` has the same tags in `range`.
  func probability(_ tags: [Int], _ range: Range<Int>) -> Double {
    all.filter { $0.tags[range] == tags[range] }.reduce(0) {
      $0 + exponential($1.score - logPartition)
    }
  }
}
