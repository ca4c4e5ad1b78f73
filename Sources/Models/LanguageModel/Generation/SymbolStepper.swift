import Neural

/// Runs a language model symbol by symbol for some texts side by side, in memory that is allocated
/// once.
final class SymbolStepper {
  let network: LanguageModelNetwork<Float>
  private let weights: Weights<Float>
  private let arena = Arena<Float>()
  private let stepping: LanguageModelNetwork<Float>.Stepping
  private let pool: ThreadPool
  /// The symbol that each text reads next.
  var inputs: [Int32]

  init(_ model: CharacterLanguageModel, count: Int, pool: ThreadPool) {
    network = model.network
    weights = model.weights
    inputs = [Int32](repeating: 0, count: count)
    stepping = network.makeStepping(weights, texts: count, arena)
    self.pool = pool
  }

  /// Reads the inputs.
  func step() { network.step(weights, stepping, inputs: inputs, pool) }

  /// The scores of the symbols that may follow in a text.
  func logits(_ text: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: stepping.logits.row(text), count: network.symbolCount)
  }

  /// The states of the layers as numbers.
  var state: [Float] {
    get {
      let state = LanguageModelState(network, count: inputs.count)
      state.read(from: stepping.recurrent)
      return state.elements
    }
    set {
      let state = LanguageModelState(network, count: inputs.count)
      state.elements = newValue
      state.write(to: stepping.recurrent)
    }
  }

  /// How many numbers ``state`` has.
  var stateCount: Int { LanguageModelState(network, count: inputs.count).elements.count }
}
