import Neural

/// Runs a language model symbol by symbol for some texts side by side, in memory that is allocated once.
final class SymbolStepper {
  let network: LanguageModelNetwork<Float>
  private let weights: Weights<Float>
  private let arena = Arena<Float>()
  private let pass: LanguageModelNetwork<Float>.Pass
  private let sequences: PackedSequences
  private let pool: ThreadPool
  /// The symbol that each text reads next.
  var inputs: [Int32]

  init(_ model: CharacterLanguageModel, count: Int, pool: ThreadPool) {
    network = model.network
    weights = model.weights
    let batch = LanguageModelNetwork<Float>.Batch(lengths: [Int](repeating: 1, count: count))
    sequences = batch.sequences
    inputs = batch.inputs
    // The states in the pass go on from step to step.
    pass = network.makePass(sequences, arena, isTraining: false)
    self.pool = pool
  }

  /// Reads the inputs.
  func step() {
    network.forward(weights, sequences, inputs: inputs, pass, seed: nil, pool)
  }

  /// The scores of the symbols that may follow in a text.
  func logits(_ text: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: pass.logits.row(text), count: network.symbolCount)
  }

  /// The states of the layers as numbers.
  var state: [Float] {
    get {
      let state = LanguageModelState(network, count: inputs.count)
      state.read(from: pass.recurrent)
      return state.elements
    }
    set {
      let state = LanguageModelState(network, count: inputs.count)
      state.elements = newValue
      state.write(to: pass.recurrent)
    }
  }

  /// How many numbers ``state`` has.
  var stateCount: Int { LanguageModelState(network, count: inputs.count).elements.count }
}
