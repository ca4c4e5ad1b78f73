import Neural
import TestSupport
import Testing

/// PyTorch's numbers for every cell, one and two layers, one and two directions, full and packed.
struct RecurrentGoldenTests {
  struct Meta: Decodable {
    let cell: String
    let bidirectional: Bool
    let layers: Int
    let inputSize: Int
    let hiddenSize: Int
    let lengths: [Int]

    enum CodingKeys: String, CodingKey {
      case cell, bidirectional, layers, lengths
      case inputSize = "input_size"
      case hiddenSize = "hidden_size"
    }
  }

  static let names = ["RNNtanh", "RNNrelu", "GRU", "LSTM"].flatMap { cell in
    ["uni", "bi"].flatMap { direction in
      ["L1", "L2"].flatMap { layers in
        ["full", "packed"].map { "\(cell)_\(direction)_\(layers)_\($0)" }
      }
    }
  }

  @Test(arguments: names)
  func inDouble(name: String) throws {
    try check(GoldenFile(named: name), Double.self, relative: 1e-9)
  }

  @Test(arguments: names)
  func inFloat(name: String) throws {
    try check(GoldenFile(named: name), Float.self, relative: 1e-4, absolute: 1e-5)
  }

  /// - Parameter absolute: for elements near zero that are differences of larger ones.
  private func check<S: Scalar>(
    _ golden: GoldenFile, _: S.Type, relative: Double, absolute: Double = 1e-12
  ) throws {
    let meta = try golden.meta(Meta.self)
    let cells: [String: any RecurrentCell] = [
      "RNNtanh": SimpleCell(), "RNNrelu": SimpleCell(usesReLU: true), "GRU": GRUCell(),
      "LSTM": LSTMCell(),
    ]
    let cell = try #require(cells[meta.cell])
    // Shards of two, so that the three sequences fall into more than one.
    let sample = RecurrentSample<S>(
      cell: cell, inputSize: meta.inputSize, hiddenSize: meta.hiddenSize, layers: meta.layers,
      isBidirectional: meta.bidirectional, lengths: meta.lengths, shardSize: 2)
    let sequences = sample.sequences
    let directions = meta.bidirectional ? 2 : 1

    /// [T, B, columns] as rows in packed order.
    func packed(_ tensor: GoldenTensor) -> [Double] {
      let (count, columns) = (tensor.shape[1], tensor.shape[2])
      var rows = [Double](repeating: .nan, count: sequences.rowCount * columns)
      for place in 0..<sequences.count {
        for (step, row) in sequences.rows(ofSequence: place).enumerated() {
          let start = (step * count + sequences.order[place]) * columns
          rows.replaceSubrange(
            row * columns..<(row + 1) * columns, with: tensor.data[start..<start + columns])
        }
      }
      return rows
    }
    /// Of [L·D, B, H] one layer and direction, in packed order.
    func state(_ name: String, _ layer: Int, _ direction: Int) throws -> [Double] {
      guard cell.hasCellState || !["c0", "cn", "R_cn", "grad.c0"].contains(name) else { return [] }
      let tensor = try golden.tensor(name)
      let (count, columns) = (tensor.shape[1], tensor.shape[2])
      let first = (layer * directions + direction) * count
      return sequences.order.flatMap { index in
        tensor.data[(first + index) * columns..<(first + index + 1) * columns]
      }
    }

    sample.input = packed(try golden.tensor("input")).map { S($0) }
    sample.outputFactors = packed(try golden.tensor("R_output")).map { S($0) }
    for layer in 0..<meta.layers {
      for direction in 0..<directions {
        sample.initial[layer][direction] = .init(
          hidden: try state("h0", layer, direction).map { S($0) },
          cell: try state("c0", layer, direction).map { S($0) })
        sample.stateFactors[layer][direction] = .init(
          hidden: try state("R_hn", layer, direction).map { S($0) },
          cell: try state("R_cn", layer, direction).map { S($0) })
      }
    }
    for entry in sample.weights.layout.entries {
      sample.weights.setElements(
        of: sample.weights.layout.reference(named: entry.name)!,
        to: try golden.tensor("w." + entry.name).data.map { S($0) })
    }
    sample.weights.repack()

    let result = sample.run()
    func expect(_ actual: [S], _ expected: [Double], _ what: String) {
      #expect(
        mismatch(actual, expected, relative: relative, absolute: absolute) == nil, "\(what)")
    }
    expect([result.loss], try golden.tensor("loss").data, "loss")
    expect(result.output, packed(try golden.tensor("output")), "output")
    expect(result.dinput, packed(try golden.tensor("grad.input")), "grad.input")
    for layer in 0..<meta.layers {
      for direction in 0..<directions {
        let (final, dinitial) = (result.final[layer][direction], result.dinitial[layer][direction])
        expect(final.hidden, try state("hn", layer, direction), "hn")
        expect(final.cell, try state("cn", layer, direction), "cn")
        expect(dinitial.hidden, try state("grad.h0", layer, direction), "grad.h0")
        expect(dinitial.cell, try state("grad.c0", layer, direction), "grad.c0")
      }
    }
    for entry in sample.weights.layout.entries {
      let gradient = sample.gradients[sample.weights.layout.reference(named: entry.name)!]
      expect(gradient.elements(), try golden.tensor("grad." + entry.name).data, entry.name)
    }
  }
}
