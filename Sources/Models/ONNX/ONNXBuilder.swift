import Neural

/// Builds the graph of a model from the tensors of its file.
///
/// B sequences of a batch, T steps, I columns of an input, H hidden units, D directions.
struct ONNXBuilder {
  let file: ModelFile
  var graph = ONNXGraph()

  init(_ file: ModelFile) { self.file = file }

  /// The elements of a tensor with its shape.
  func tensor(_ name: String) throws(ModelError) -> (elements: [Float], shape: [Int]) {
    let shape = file.tensor(named: name)?.shape ?? []
    return (try file.floats(named: name, shape: shape), shape)
  }

  func has(_ name: String) -> Bool { file.tensor(named: name) != nil }

  /// A tensor of the file as a constant of its name.
  mutating func constant(_ name: String) throws(ModelError) -> String {
    let (elements, shape) = try tensor(name)
    return graph.constant(elements, shape, name: name)
  }

  /// The rows of a table.
  mutating func rows(of table: String, _ ids: String) throws(ModelError) -> String {
    graph.node("Gather", [try constant(table), ids], [("axis", .integer(0))])
  }

  /// What a program computes for each token, [B, T, size].
  mutating func features(_ name: String, _ size: Int) -> String {
    graph.input(name, .float, [.name("batch"), .name("time"), .size(size)])
  }

  /// x · weightᵀ + bias.
  mutating func dense(_ name: String, _ x: String) throws(ModelError) -> String {
    try affine(x, weight: name + ".weight", bias: name + ".bias")
  }

  /// x · weightᵀ + bias, by the names of the tensors.
  mutating func affine(
    _ x: String, weight: String, bias: String
  ) throws(ModelError) -> String {
    let (elements, shape) = try tensor(weight)
    let transposed = Self.transposed(elements, rows: shape[0], columns: shape[1])
    let matrix = graph.constant(transposed, [shape[1], shape[0]])
    let product = graph.node("MatMul", [x, matrix])
    return graph.node("Add", [product, try constant(bias)])
  }

  static func transposed(_ elements: [Float], rows: Int, columns: Int) -> [Float] {
    (0..<columns).flatMap { column in (0..<rows).map { elements[$0 * columns + column] } }
  }

  /// What a recurrent layer gives.
  struct Recurrent {
    /// [T, B, D·H]
    var output: String
    /// [D, B, H]: the state behind the last step of each direction.
    var state: String
    /// [D, B, H], of an LSTM.
    var cellState: String?
  }

  /// A layer in one direction, or in both where the file has weights for the second.
  ///
  /// - Parameters:
  ///   - x: [T, B, I].
  ///   - lengths: of the sequences, [B]; empty where all have T steps.
  ///   - initial: the states to start from, [D, B, H]; `nil` for zeros.
  mutating func recurrent(
    _ prefix: String, layer: Int, cell: CellKind, _ x: String, lengths: String,
    initial: (state: String, cell: String?)? = nil
  ) throws(ModelError) -> Recurrent {
    var suffixes = ["_l\(layer)"]
    if has("\(prefix)weight_ih_l\(layer)_reverse") { suffixes.append("_l\(layer)_reverse") }
    let hidden = file.tensor(named: "\(prefix)weight_hh_l\(layer)")?.shape[1] ?? 0
    let columns = file.tensor(named: "\(prefix)weight_ih_l\(layer)")?.shape[1] ?? 0
    var weights: ([Float], [Float], [Float]) = ([], [], [])
    for suffix in suffixes {
      func ordered(_ part: String) throws(ModelError) -> [Float] {
        Self.reordered(try tensor("\(prefix)\(part)\(suffix)").elements, cell)
      }
      weights.0 += try ordered("weight_ih")
      weights.1 += try ordered("weight_hh")
      weights.2 += try ordered("bias_ih")
      weights.2 += try ordered("bias_hh")
    }
    let directions = suffixes.count
    let width = cell.cell.gateCount * hidden
    var inputs = [
      x, graph.constant(weights.0, [directions, width, columns]),
      graph.constant(weights.1, [directions, width, hidden]),
      graph.constant(weights.2, [directions, 2 * width]), lengths,
    ]
    if let initial {
      inputs.append(initial.state)
      if let state = initial.cell { inputs.append(state) }
    }
    var attributes: [(name: String, value: ONNXGraph.Attribute)] = [
      ("hidden_size", .integer(hidden)),
      ("direction", .text(directions == 2 ? "bidirectional" : "forward")),
    ]
    // The bias stands inside of the product with r, as in PyTorch.
    if cell == .gru { attributes.append(("linear_before_reset", .integer(1))) }
    let (output, state) = (graph.nextName(), graph.nextName())
    let cellState = cell == .lstm ? graph.nextName() : nil
    graph.add(
      Self.operation(of: cell), inputs, outputs: [output, state] + (cellState.map { [$0] } ?? []),
      attributes)
    // [T, D, B, H] to [T, B, D, H] to [T, B, D·H]
    let turned = graph.node("Transpose", [output], [("perm", .integers([0, 2, 1, 3]))])
    let joined = graph.node("Reshape", [turned, graph.constant([0, 0, directions * hidden])])
    return Recurrent(output: joined, state: state, cellState: cellState)
  }

  private static func operation(of cell: CellKind) -> String {
    switch cell {
    case .lstm: "LSTM"
    case .gru: "GRU"
    case .rnn: "RNN"
    }
  }

  /// Rows of a weight or elements of a bias with their gates in ONNX's order: i o f g for i f g o,
  /// z r n for r z n.
  private static func reordered(_ elements: [Float], _ cell: CellKind) -> [Float] {
    let order: [Int]
    switch cell {
    case .lstm: order = [0, 3, 1, 2]
    case .gru: order = [1, 0, 2]
    case .rnn: return elements
    }
    let size = elements.count / order.count
    return order.flatMap { elements[$0 * size..<($0 + 1) * size] }
  }

  /// A tensor whose first two dimensions are exchanged.
  mutating func exchanged(_ x: String) -> String {
    graph.node("Transpose", [x], [("perm", .integers([1, 0, 2]))])
  }

  /// The vectors of a batch's words, [B, T, I], and what they are made from.
  ///
  /// - Parameters:
  ///   - prefix: of the names of the network's tensors.
  ///   - attributes: the names of the inputs of attributes, in their order.
  mutating func attributes(
    _ prefix: String, _ attributes: [String]
  ) throws(ModelError) -> (vectors: [String], size: Int) {
    var vectors: [String] = []
    var size = 0
    for attribute in attributes {
      let ids = graph.input(attribute, .int64, [.name("batch"), .name("time")])
      let table = "\(prefix)\(attribute)s.weight"
      vectors.append(try rows(of: table, ids))
      size += file.tensor(named: table)?.shape[1] ?? 0
    }
    return (vectors, size)
  }

  /// The recurrent layers over vectors of words, [B, T, I]: the states of all steps, [B, T, D·H],
  /// and the last layer.
  mutating func encoder(
    _ prefix: String, _ vectors: [String], cell: CellKind, layers: Int, lengths: String
  ) throws(ModelError) -> (states: String, last: Recurrent) {
    let input =
      vectors.count == 1 ? vectors[0] : graph.node("Concat", vectors, [("axis", .integer(2))])
    var last = try recurrent(
      prefix, layer: 0, cell: cell, exchanged(input), lengths: lengths)
    for layer in 1..<max(1, layers) {
      last = try recurrent(prefix, layer: layer, cell: cell, last.output, lengths: lengths)
    }
    return (exchanged(last.output), last)
  }
}
