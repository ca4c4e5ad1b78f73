import Neural
import TestSupport
import Testing

/// Finite differences in Double over every weight of an encoder-decoder, with sources and targets
/// of unequal lengths whose orders by length differ.
struct EncoderDecoderGradientTests {
  @Test(arguments: CellKind.allCases, AttentionKind.allCases)
  func allGradients(cell: CellKind, attention: AttentionKind) {
    check { settings in
      settings.cell = cell
      settings.attention = attention
    }
  }

  @Test func severalLayersWithDropout() {
    check(seed: 9) { settings in
      settings.encoderLayers = 2
      settings.decoderLayers = 3
      settings.dropout = 0.3
    }
  }

  @Test func untiedWithLabelSmoothing() {
    check(seed: 4) { settings in
      settings.cell = .gru
      settings.attention = .additive
      settings.decoderLayers = 2
      settings.isTied = false
      settings.labelSmoothing = 0.2
      settings.dropout = 0.2
    }
  }

  private func check(seed: UInt64? = nil, _ change: (inout EncoderDecoderSettings) -> Void) {
    var settings = EncoderDecoderSettings(
      sourceSymbols: 6, targetSymbols: 7, embeddingSize: 3, hiddenSize: 4)
    change(&settings)
    let sample = EncoderDecoderSample<Double>(settings)
    sample.randomize()
    let analytic = sample.gradients(seed: seed)
    for (name, gradients) in analytic.sorted(by: { $0.key < $1.key }) {
      let values = sample.weights[sample.weights.layout.reference(named: name)!]
      let check = GradientCheck(
        UnsafeMutableBufferPointer(start: values.pointer, count: values.count), analytic: gradients
      ) {
        sample.weights.repack()
        return sample.loss(seed: seed)
      }
      #expect(check.passes, "\(name): \(check)")
    }
  }
}

/// Threads change neither the loss nor a gradient, to the last bit.
struct EncoderDecoderThreadTests {
  @Test func sameBytesForAnyNumberOfThreads() {
    var settings = EncoderDecoderSettings(
      sourceSymbols: 40, targetSymbols: 50, embeddingSize: 24, hiddenSize: 32)
    settings.dropout = 0.2
    settings.labelSmoothing = 0.1
    settings.attention = .additive
    var random = SeededRandom(3)
    let pairs = (0..<70).map { _ in
      (
        source: random.ints(Int.random(in: 0...9, using: &random), below: 40).map(Int32.init),
        target: random.ints(Int.random(in: 0...9, using: &random), below: 50).map(Int32.init)
      )
    }
    let one = EncoderDecoderSample<Float>(settings, pairs: pairs, threads: 1)
    let first = (one.loss(seed: 5), one.gradients(seed: 5))
    for threads in 2...4 {
      let sample = EncoderDecoderSample<Float>(settings, pairs: pairs, threads: threads)
      #expect(sample.loss(seed: 5) == first.0)
      #expect(sample.gradients(seed: 5) == first.1)
    }
  }
}

/// An encoder-decoder with a batch.
final class EncoderDecoderSample<S: Scalar> {
  let network: EncoderDecoder<S>
  let weights: Weights<S>
  private let batch: EncoderDecoder<S>.Batch
  private let workspace = EncoderDecoder<S>.Workspace()
  private let pool: ThreadPool

  static var pairs: [(source: [Int32], target: [Int32])] {
    [([3, 1], [2, 6, 1, 1]), ([], [5]), ([5, 2, 4, 2], []), ([1, 1, 1], [4, 3, 2])]
  }

  init(
    _ settings: EncoderDecoderSettings, pairs: [(source: [Int32], target: [Int32])]? = nil,
    threads: Int = 1
  ) {
    network = EncoderDecoder(settings)
    weights = Weights(layout: network.layout, forTraining: true)
    weights.initialize(seed: 11)
    batch = EncoderDecoder.Batch(pairs ?? Self.pairs, threads: threads)
    pool = ThreadPool(threads: threads)
  }

  /// Weights large enough that nothing is nearly linear, and biases other than zero.
  func randomize() {
    var random = SeededRandom(17)
    for entry in weights.layout.entries {
      weights.setElements(
        of: weights.layout.reference(named: entry.name)!,
        to: random.normals(entry.count, deviation: 0.7).map { S($0) })
    }
    weights.repack()
  }

  func loss(seed: UInt64?) -> Double {
    network.loss(
      weights, batch, workspace, gradients: Gradients(layout: network.layout), seed: seed, pool)
  }

  /// By the names of the parameters.
  func gradients(seed: UInt64?) -> [String: [S]] {
    let gradients = Gradients<S>(layout: network.layout)
    _ = network.loss(weights, batch, workspace, gradients: gradients, seed: seed, pool)
    var elements: [String: [S]] = [:]
    for entry in network.layout.entries {
      elements[entry.name] =
        gradients[network.layout.reference(named: entry.name)!].elements()
    }
    return elements
  }

  /// The sum of the losses without gradients, over all steps of all targets.
  var lossPerStep: Double {
    network.losses(weights, batch, workspace, pool).reduce(0, +) / Double(batch.targetCount)
  }
}
