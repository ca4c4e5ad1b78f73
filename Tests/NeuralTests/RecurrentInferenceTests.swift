import Neural
import TestSupport
import Testing

/// The ways of computing a recurrent stack's output give the same bytes.
struct RecurrentInferenceTests {
  @Test(arguments: CellKind.allCases, [nil, 9])
  func withoutABackwardPassToCome(kind: CellKind, inputRows: Int?) {
    let sample = makeSample(kind, inputRows: inputRows)
    let output = sample.output(keepsSteps: true)
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
  func productsThatComeReadyMade(kind: CellKind) {
    let sample = makeSample(kind, inputRows: 9)
    #expect(sample.outputOfProjected() == sample.output())
  }

  private func makeSample(_ kind: CellKind, inputRows: Int?) -> RecurrentSample<Float> {
    var random = SeededRandom(11)
    let sample = RecurrentSample<Float>(
      cell: kind.cell, inputSize: 21, hiddenSize: 19, layers: 2, isBidirectional: true,
      lengths: [2, 17, 1, 40, 3, 3, 0, 11, 9, 70], shardSize: 4, inputRows: inputRows)
    sample.fill(&random)
    return sample
  }
}
