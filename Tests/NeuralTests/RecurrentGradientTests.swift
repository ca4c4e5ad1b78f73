import Neural
import TestSupport
import Testing

/// Finite differences in Double over every number that a recurrent stack reads, with unequal
/// lengths, more inputs than hidden units, several shards, and biases and states other than zero.
struct RecurrentGradientTests {
  @Test(arguments: CellKind.allCases, [false, true])
  func allGradients(kind: CellKind, isBidirectional: Bool) {
    check(kind.cell, isBidirectional: isBidirectional, layers: 2, dropoutSeed: nil)
  }

  @Test(arguments: CellKind.allCases)
  func withDropoutBetweenLayers(kind: CellKind) {
    check(kind.cell, isBidirectional: true, layers: 2, dropoutSeed: 5)
  }

  @Test func rectifier() {
    check(SimpleCell(usesReLU: true), isBidirectional: true, layers: 1, dropoutSeed: nil)
  }

  @Test(arguments: CellKind.allCases)
  func withRowsOfTheInputThatRepeat(kind: CellKind) {
    check(kind.cell, isBidirectional: true, layers: 2, dropoutSeed: 5, inputRows: 4)
  }

  @Test(arguments: CellKind.allCases)
  func withOneMaskForAllSteps(kind: CellKind) {
    check(
      kind.cell, isBidirectional: true, layers: 2, dropoutSeed: 5,
      dropout: Dropout(rate: 0.4, pattern: .variational))
  }

  @Test(arguments: CellKind.allCases, [nil, 4])
  func withDropoutOnTheHiddenState(kind: CellKind, inputRows: Int?) {
    check(
      kind.cell, isBidirectional: true, layers: 2, dropoutSeed: 6, hiddenDropout: 0.4,
      inputRows: inputRows)
  }

  @Test(arguments: CellKind.allCases, [false, true])
  func withNormalization(kind: CellKind, isResidual: Bool) {
    check(
      kind.cell, isBidirectional: true, layers: 3, dropoutSeed: 7, hiddenDropout: 0.3,
      isNormalized: true, isResidual: isResidual, inputRows: isResidual ? 4 : nil)
  }

  @Test(arguments: CellKind.allCases, [nil, 5])
  func withResidualConnections(kind: CellKind, dropoutSeed: UInt64?) {
    check(
      kind.cell, isBidirectional: false, layers: 3, dropoutSeed: dropoutSeed, isResidual: true)
  }

  private func check(
    _ cell: any RecurrentCell, isBidirectional: Bool, layers: Int, dropoutSeed: UInt64?,
    dropout: Dropout = Dropout(rate: 0.4), hiddenDropout: Double = 0, isNormalized: Bool = false,
    isResidual: Bool = false, inputRows: Int? = nil
  ) {
    var random = SeededRandom(7)
    let sample = RecurrentSample<Double>(
      cell: cell, inputSize: 5, hiddenSize: 3, layers: layers, isBidirectional: isBidirectional,
      lengths: [2, 5, 1, 4], shardSize: 3, dropout: dropout, hiddenDropout: hiddenDropout,
      isNormalized: isNormalized, isResidual: isResidual, inputRows: inputRows)
    sample.fill(&random)
    let result = sample.run(dropoutSeed: dropoutSeed)
    func loss() -> Double { sample.run(dropoutSeed: dropoutSeed).loss }

    typealias Numbers = ReferenceWritableKeyPath<RecurrentSample<Double>, [Double]>
    func expectPass(_ numbers: Numbers, _ analytic: [Double], _ what: String) {
      var copy = sample[keyPath: numbers]
      let check = copy.withUnsafeMutableBufferPointer { values in
        GradientCheck(values, analytic: analytic) {
          sample[keyPath: numbers] = Array(values)
          return loss()
        }
      }
      sample[keyPath: numbers] = copy
      #expect(check.passes, "\(what): \(check)")
    }

    expectPass(\.input, result.dinput, "input")
    for layer in sample.initial.indices {
      for direction in sample.initial[layer].indices {
        let gradients = result.dinitial[layer][direction]
        expectPass(\.initial[layer][direction].hidden, gradients.hidden, "h0")
        if cell.hasCellState {
          expectPass(\.initial[layer][direction].cell, gradients.cell, "c0")
        }
      }
    }
    _ = sample.run(dropoutSeed: dropoutSeed)
    let analytic = sample.weights.layout.entries.map {
      sample.gradients[sample.weights.layout.reference(named: $0.name)!].elements()
    }
    for (entry, gradients) in zip(sample.weights.layout.entries, analytic) {
      let matrix = sample.weights[sample.weights.layout.reference(named: entry.name)!]
      let values = UnsafeMutableBufferPointer(start: matrix.pointer, count: matrix.count)
      let check = GradientCheck(values, analytic: gradients) {
        sample.weights.repack()
        return loss()
      }
      sample.weights.repack()
      #expect(check.passes, "\(entry.name): \(check)")
    }
  }
}
