import Neural

/// The activations of the gates of one recurrent layer while it reads a text.
public struct GateTrace: Sendable {
  /// What the layer read at each step: the scalars of the text, or its bytes, in the order of
  /// reading.
  public let symbols: [String]
  /// The names of the gates in the order of their columns: `input`, `forget`, `candidate`, `output`
  /// of an LSTM, `reset`, `update`, `candidate` of a GRU, `state` of a simple network.
  public let gates: [String]
  /// H, the units of the layer.
  public let unitCount: Int
  /// Step by step, gate by gate, unit by unit.
  private let values: [Float]

  init(symbols: [String], cell: CellKind, unitCount: Int, values: [Float]) {
    self.symbols = symbols
    gates =
      switch cell {
      case .lstm: ["input", "forget", "candidate", "output"]
      case .gru: ["reset", "update", "candidate"]
      case .rnn: ["state"]
      }
    self.unitCount = unitCount
    self.values = values
  }

  /// The activations of a unit's gate at all steps: from 0 to 1, of `candidate` and `state` from -1
  /// to 1.
  ///
  /// - Precondition: there are such a gate and such a unit.
  public func values(ofGate gate: Int, unit: Int) -> [Float] {
    precondition(gates.indices.contains(gate) && (0..<unitCount).contains(unit))
    let width = gates.count * unitCount
    return symbols.indices.map { values[$0 * width + gate * unitCount + unit] }
  }
}

extension CharacterLanguageModel {
  /// The number of recurrent layers.
  public var layerCount: Int { network.recurrent.layers.count }

  /// What the gates of a layer do while the model reads a text, as if a line feed came before it.
  ///
  /// - Parameter layer: from 0, the one that reads the characters.
  /// - Complexity: O(characters · units), in memory too.
  /// - Precondition: there is such a layer.
  public func gates(over text: String, layer: Int = 0) -> GateTrace {
    let read = self.read(text)
    let names = symbols.areBytes ? read.map { "\($0)" } : text.unicodeScalars.map { "\($0)" }
    let width = network.recurrent.layers[layer][0].width
    let values = network.gates(weights, inputs: [symbols.start] + read, layer: layer)
    return GateTrace(
      symbols: isBackward && !symbols.areBytes ? names.reversed() : names, cell: recipe.model.cell,
      unitCount: network.recurrent.hiddenSize, values: Array(values.dropFirst(width)))
  }
}

extension LanguageModelNetwork {
  /// The activations of a layer's gates at each step of one stream, [R, G·H].
  func gates(_ weights: Weights<S>, inputs: [Int32], layer: Int) -> [S] {
    let arena = Arena<S>()
    let sequences = PackedSequences(
      lengths: [inputs.count], shardSize: PackedSequences.minimumShardSize)
    let activations = recurrent.makeActivations(sequences, arena)
    let table = table(weights)
    let input = arena.matrix(inputs.count, inputSize)
    for (row, symbol) in inputs.enumerated() {
      input.row(row).update(from: table.row(Int(symbol)), count: inputSize)
    }
    recurrent.forward(
      weights, sequences, input: input, activations, dropoutSeed: nil, .serial)
    return activations.directions[layer][0].gateActivations.elements()
  }
}
