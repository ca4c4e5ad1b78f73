import Models
import Neural
import TestSupport
import Testing

struct LanguageModelNetworkTests {
  /// Finite differences in Double over every parameter, from states other than zero, with streams
  /// of unequal lengths, rows without a target and more streams than a shard has.
  @Test(arguments: CellKind.allCases, [false, true])
  func gradients(cell: CellKind, isTied: Bool) {
    check(seed: 5) {
      $0.cell = cell
      $0.tiedOutput = isTied
    }
  }

  @Test func gradientsOfOneLayerWithoutDropout() {
    check(seed: nil) { $0.layers = 1 }
  }

  @Test func gradientsWithOneMaskForAllSteps() {
    check(seed: 9) { $0.variationalDropout = true }
  }

  @Test(arguments: CellKind.allCases)
  func gradientsWithNormalizationAndResidualConnections(cell: CellKind) {
    check(seed: 11) {
      $0.cell = cell
      $0.layers = 3
      $0.layerNormalization = true
      $0.residual = true
      $0.recurrentDropout = 0.3
      $0.variationalDropout = true
    }
  }

  private func configuration(
    _ change: (inout LanguageModelConfiguration) -> Void = { _ in }
  ) -> LanguageModelConfiguration {
    var configuration = LanguageModelConfiguration()
    configuration.hidden = 4
    configuration.layers = 2
    configuration.embeddingSize = 3
    configuration.inputDropout = 0.2
    configuration.dropout = 0.3
    change(&configuration)
    return configuration
  }

  private func check(seed: UInt64?, _ change: (inout LanguageModelConfiguration) -> Void) {
    let network = LanguageModelNetwork<Double>(
      configuration: configuration(change), symbolCount: 5)
    var random = SeededRandom(8)
    let weights = Weights<Double>(layout: network.layout, forTraining: true)
    for entry in network.layout.entries {
      guard let reference = network.layout.reference(named: entry.name) else { continue }
      weights.setElements(of: reference, to: random.normals(entry.count, deviation: 0.5))
    }
    let lengths = [Int](repeating: 3, count: 15) + [2, 2, 1]
    var batch = LanguageModelNetwork<Double>.Batch(lengths: lengths)
    for row in batch.inputs.indices {
      batch.inputs[row] = Int32.random(in: 0..<5, using: &random)
      batch.targets[row] = Int32.random(in: -1..<5, using: &random)
    }
    let state = LanguageModelState(network, count: lengths.count)
    let start = random.normals(state.elements.count)
    let gradients = Gradients<Double>(layout: network.layout)
    let workspace = LanguageModelNetwork<Double>.Workspace()
    func loss() -> Double {
      weights.repack()
      gradients.reset()
      state.elements = start
      return network.loss(
        weights, batch, workspace, state: state, gradients: gradients, seed: seed, .serial)
    }
    #expect(loss() > 0)
    let analytic = network.layout.entries.map { entry in
      network.layout.reference(named: entry.name).map { gradients[$0].elements() } ?? []
    }
    for (entry, gradients) in zip(network.layout.entries, analytic) {
      guard let matrix = network.layout.reference(named: entry.name).map({ weights[$0] }) else {
        continue
      }
      let values = UnsafeMutableBufferPointer(start: matrix.pointer, count: matrix.count)
      let check = GradientCheck(values, analytic: gradients, loss: loss)
      #expect(check.passes, "\(entry.name): \(check)")
    }
  }

  /// Two windows with the state carried are one window of twice the length, but for the gradient.
  @Test(arguments: CellKind.allCases, [false, true])
  func stateIsCarried(cell: CellKind, isNormalized: Bool) {
    let network = LanguageModelNetwork<Double>(
      configuration: configuration {
        $0.cell = cell
        $0.layerNormalization = isNormalized
        $0.residual = isNormalized
        $0.recurrentDropout = isNormalized ? 0.5 : 0
      }, symbolCount: 6)
    let weights = Weights<Double>(layout: network.layout, forTraining: true)
    weights.initialize(seed: 2)
    let gradients = Gradients<Double>(layout: network.layout)
    let workspace = LanguageModelNetwork<Double>.Workspace()
    let (streams, steps) = (3, 8)
    var random = SeededRandom(4)
    let text = (0..<streams).map { _ in
      (0...steps).map { _ in Int32.random(in: 0..<6, using: &random) }
    }
    func loss(_ windows: [Range<Int>]) -> Double {
      let state = LanguageModelState(network, count: streams)
      return windows.reduce(0) { sum, window in
        var batch = LanguageModelNetwork<Double>.Batch(
          lengths: [Int](repeating: window.count, count: streams))
        for stream in 0..<streams {
          for (step, place) in window.enumerated() {
            let row = batch.sequences.row(sequence: stream, step: step)
            batch.inputs[row] = text[stream][place]
            batch.targets[row] = text[stream][place + 1]
          }
        }
        return sum
          + Double(window.count)
          * network.loss(
            weights, batch, workspace, state: state, gradients: gradients, seed: nil, .serial)
      }
    }
    let whole = loss([0..<8])
    #expect(abs(loss([0..<3, 3..<8]) - whole) < 1e-12 * whole)
    #expect(abs(loss([0..<3]) + loss([3..<8]) - whole) > 1e-3)
  }
}
