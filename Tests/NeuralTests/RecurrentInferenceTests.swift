import Neural
import TestSupport
import Testing

/// The ways of computing a recurrent stack's output give the same bytes.
struct RecurrentInferenceTests {
  @Test(arguments: CellKind.allCases, [nil, 9])
  func withoutABackwardPassToCome(kind: CellKind, inputRows: Int?) {
    let sample = makeSample(kind, inputRows: inputRows)
    let output = sample.output(savesForBackward: true)
    #expect(Set(output).count > 100)
    #expect(sample.output() == output)
    #expect(sample.output(pool: ThreadPool(threads: 3)) == output)
  }

  @Test(arguments: CellKind.allCases)
  func rowsThatRepeatAreAsRowsWrittenOut(kind: CellKind) {
    let sample = makeSample(kind, inputRows: 70)
    let columns = sample.stack.layers[0][0].inputSize
    let written = sample.ids!.flatMap { id in
      sample.input[Int(id) * columns..<(Int(id) + 1) * columns]
    }
    #expect(sample.output() == sample.output(input: written))
  }

  @Test(arguments: CellKind.allCases)
  func withNormalizationAndResidualConnections(kind: CellKind) {
    let sample = makeSample(kind, inputRows: 9, isDeep: true)
    let output = sample.output(savesForBackward: true)
    #expect(sample.output(pool: ThreadPool(threads: 3)) == output)
    #expect(sample.outputOfProjected() == output)
  }

  /// A mask of zeros and doubled numbers for all steps, other ones for other sequences and seeds,
  /// and none where there is no seed.
  @Test(arguments: CellKind.allCases)
  func dropoutOnTheHiddenStateIsForTrainingOnly(kind: CellKind) {
    var random = SeededRandom(12)
    func sample(_ rate: Double) -> RecurrentSample<Float> {
      let sample = RecurrentSample<Float>(
        cell: kind.cell, inputSize: 4, hiddenSize: 16, layers: 1, isBidirectional: false,
        lengths: [6, 6], shardSize: 2, hiddenDropout: rate)
      random = SeededRandom(12)
      sample.fill(&random)
      return sample
    }
    let plain = sample(0).run().output
    let masked = sample(0.5)
    #expect(masked.run().output == plain)
    let first = masked.run(dropoutSeed: 1).output
    #expect(first != plain && masked.run(dropoutSeed: 1).output == first)
    #expect(masked.run(dropoutSeed: 2).output != first)
  }

  @Test(arguments: CellKind.allCases)
  func productsThatComeReadyMade(kind: CellKind) {
    let sample = makeSample(kind, inputRows: 9)
    #expect(sample.outputOfProjected() == sample.output())
  }

  private func makeSample(
    _ kind: CellKind, inputRows: Int?, isDeep: Bool = false
  ) -> RecurrentSample<Float> {
    var random = SeededRandom(11)
    let sample = RecurrentSample<Float>(
      cell: kind.cell, inputSize: 21, hiddenSize: 19, layers: isDeep ? 3 : 2,
      isBidirectional: true, lengths: [2, 17, 1, 40, 3, 3, 0, 11, 9, 70], shardSize: 4,
      isNormalized: isDeep, isResidual: isDeep, inputRows: inputRows)
    sample.fill(&random)
    return sample
  }
}
