import Neural
import TestSupport
import Testing

/// Gradients in bfloat16 differ from those in floats by rounding alone.
struct RecurrentPrecisionTests {
  @Test(arguments: CellKind.allCases, [nil, 9])
  func gradientsAreNearThoseOfFloats(kind: CellKind, inputRows: Int?) {
    func sample(_ precision: WeightPrecision) -> RecurrentSample<Float> {
      var random = SeededRandom(5)
      let sample = RecurrentSample<Float>(
        cell: kind.cell, inputSize: 13, hiddenSize: 33, layers: 2, isBidirectional: true,
        lengths: [9, 4, 9, 1, 6], shardSize: 2, inputRows: inputRows, precision: precision)
      sample.fill(&random)
      // Smaller weights: a state that is far from stable makes any difference large within a few
      // steps.
      for entry in sample.weights.layout.entries {
        let reference = sample.weights.layout.reference(named: entry.name)!
        let elements = sample.weights[reference].elements()
        sample.weights.setElements(of: reference, to: elements.map { $0 * 0.3 })
      }
      sample.weights.repack()
      return sample
    }
    let (whole, rounded) = (sample(.float32), sample(.bfloat16))
    let (expected, result) = (whole.run(), rounded.run())
    #expect(distance(result.output, expected.output) < 0.03)
    #expect(distance(result.dinput, expected.dinput) < 0.05)
    for entry in whole.weights.layout.entries {
      let reference = whole.weights.layout.reference(named: entry.name)!
      let gradient = rounded.gradients[reference].elements()
      let difference = distance(gradient, whole.gradients[reference].elements())
      #expect(difference < 0.05, "\(entry.name)")
      #expect(difference > 1e-5, "\(entry.name) was not rounded")
    }
    // And the same for any number of threads.
    let threads = rounded.run(pool: ThreadPool(threads: 3))
    #expect(threads.output == result.output)
    #expect(threads.dinput == result.dinput)
  }

  /// |a - b| / |b|
  private func distance(_ a: [Float], _ b: [Float]) -> Double {
    let difference = zip(a, b).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    return (difference / b.reduce(0.0) { $0 + Double($1 * $1) }).squareRoot()
  }
}
