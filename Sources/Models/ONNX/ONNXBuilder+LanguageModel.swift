import Neural

extension ONNXBuilder {
  /// From symbols and states to the scores of what follows each symbol, [B, T, V], and the states
  /// behind the last one, so that a text can go on.
  mutating func addLanguageModel(_ model: CharacterLanguageModel) throws(ModelError) {
    let settings = model.recipe.model
    let symbols = graph.input("symbols", .int64, [.name("batch"), .name("time")])
    let shape: [ONNXGraph.Dimension] = [
      .size(settings.layers), .name("batch"), .size(settings.hidden),
    ]
    let states = graph.input("state", .float, shape)
    let cells = settings.cell == .lstm ? graph.input("cell_state", .float, shape) : nil
    var x = exchanged(
      try rows(of: settings.tiedOutput ? "output.weight" : "embedding.weight", symbols))
    var lastStates: [String] = []
    var lastCells: [String] = []
    for layer in 0..<settings.layers {
      let index = graph.constant([layer])
      let initial = graph.node("Gather", [states, index], [("axis", .integer(0))])
      let initialCell = cells.map {
        graph.node("Gather", [$0, index], [("axis", .integer(0))])
      }
      let made = try recurrent(
        "recurrent.", layer: layer, cell: settings.cell, x, lengths: "",
        initial: (initial, initialCell))
      lastStates.append(made.state)
      if let state = made.cellState { lastCells.append(state) }
      var output = made.output
      if settings.layerNormalization {
        let name = "recurrent.norm_l\(layer)"
        output = graph.node(
          "LayerNormalization",
          [output, try constant(name + ".weight"), try constant(name + ".bias")],
          [("axis", .integer(-1)), ("epsilon", .float(1e-5))])
      }
      x = settings.residual && layer > 0 ? graph.node("Add", [output, x]) : output
    }
    graph.output(
      try dense("output", exchanged(x)), as: "scores",
      [.name("batch"), .name("time"), .size(model.symbols.count)])
    graph.output(
      graph.node("Concat", lastStates, [("axis", .integer(0))]), as: "last_state", shape)
    if !lastCells.isEmpty {
      graph.output(
        graph.node("Concat", lastCells, [("axis", .integer(0))]), as: "last_cell_state", shape)
    }
  }
}
