/// Recurrent layers on top of each other, each in one direction or both.
///
/// The output of a layer is [R, D·H], the directions side by side; with D = 2 the second is reversed.
/// Parameters have PyTorch's names: `weight_ih_l0`, `weight_ih_l0_reverse`, and so on.
package struct RecurrentStack<S: Scalar>: Sendable {
  package let hiddenSize: Int
  /// By layer, then by direction.
  package let layers: [[Recurrent<S>]]
  /// Applied between layers in training.
  let dropout: Dropout

  package init(
    inputSize: Int, hiddenSize: Int, layers count: Int, isBidirectional: Bool,
    cell: any RecurrentCell, dropout: Dropout = Dropout(rate: 0), layout: inout ParameterLayout
  ) {
    self.hiddenSize = hiddenSize
    self.dropout = dropout
    let directions = isBidirectional ? 2 : 1
    layers = (0..<count).map { layer in
      (0..<directions).map { direction in
        Recurrent(
          inputSize: layer == 0 ? inputSize : directions * hiddenSize, hiddenSize: hiddenSize,
          cell: cell, isReversed: direction == 1,
          suffix: "_l\(layer)" + (direction == 1 ? "_reverse" : ""), layout: &layout)
      }
    }
  }

  /// The number of columns of the output.
  package var outputSize: Int { layers[0].count * hiddenSize }

  /// What the forward pass leaves for the backward pass.
  package struct Pass {
    /// By layer, then by direction: their states are set and read here.
    package let directions: [[Recurrent<S>.Pass]]
    /// By layer, [R, D·H].
    let outputs: [Matrix<S>]
    /// What each layer after the first read: the output below with dropout.
    let inputs: [Matrix<S>]
    /// Gradients of `outputs`, but for the last, which the caller has.
    let gradients: [Matrix<S>]

    package var output: Matrix<S> { outputs[outputs.count - 1] }
  }

  package func makePass(_ sequences: PackedSequences, _ arena: Arena<S>) -> Pass {
    let rows = sequences.rowCount
    let between = 1..<layers.count
    return Pass(
      directions: layers.map { $0.map { $0.makePass(sequences, arena) } },
      outputs: layers.map { _ in arena.matrix(rows, outputSize) },
      inputs: between.map { _ in arena.matrix(rows, outputSize) },
      gradients: between.map { _ in arena.matrix(rows, outputSize) })
  }

  /// The output, [R, D·H], of input[R, I].
  ///
  /// - Parameter seed: for the dropout between layers; `nil` when not training.
  package func forward(
    _ weights: Weights<S>, _ sequences: PackedSequences, input: Matrix<S>, _ pass: Pass,
    dropoutSeed seed: UInt64?, _ pool: ThreadPool
  ) {
    let shards = sequences.shards
    for (layer, directions) in layers.enumerated() {
      var input = input
      if layer > 0 {
        if let seed, dropout.rate > 0 {
          let seed = RandomSource.derive(seed, layer)
          pool.forEach(shards.count) {
            dropout.apply(
              shards[$0], seed: seed, pass.outputs[layer - 1], into: pass.inputs[layer - 1])
          }
          input = pass.inputs[layer - 1]
        } else {
          input = pass.outputs[layer - 1]
        }
      }
      let layerInput = input
      pool.forEach(shards.count * directions.count) { task in
        let (index, direction) = task.quotientAndRemainder(dividingBy: directions.count)
        directions[direction].forward(
          weights, shards[index], index: index, input: layerInput,
          pass.directions[layer][direction],
          output: pass.outputs[layer].columns(columns(of: direction)))
      }
    }
  }

  /// Back from doutput[R, D·H] to dinput[R, I], which is replaced, and to the initial states.
  package func backward(
    _ weights: Weights<S>, _ sequences: PackedSequences, _ pass: Pass, doutput: Matrix<S>,
    dinput: Matrix<S>?, dropoutSeed seed: UInt64?, _ pool: ThreadPool
  ) {
    let shards = sequences.shards
    for layer in layers.indices.reversed() {
      let doutput = layer == layers.count - 1 ? doutput : pass.gradients[layer]
      let dinput = layer == 0 ? dinput : pass.gradients[layer - 1]
      pool.forEach(shards.count) { index in
        let shard = shards[index]
        dinput?.rows(shard.rows).fill(0)
        // Both directions read the same input: their gradients add up.
        for (direction, recurrent) in layers[layer].enumerated() {
          recurrent.backward(
            weights, shard, pass.directions[layer][direction],
            doutput: doutput.columns(columns(of: direction)), dinput: dinput)
        }
        if layer > 0, let seed, let dinput, dropout.rate > 0 {
          let seed = RandomSource.derive(seed, layer)
          dropout.apply(shard, seed: seed, dinput, into: dinput)
        }
      }
    }
  }

  package func gradientTasks(
    _ gradients: Gradients<S>, input: Matrix<S>, _ pass: Pass, wasTraining: Bool
  ) -> [GradientTask] {
    layers.enumerated().flatMap { layer, directions in
      let between = wasTraining && dropout.rate > 0 ? pass.inputs : pass.outputs
      let input = layer == 0 ? input : between[layer - 1]
      return directions.enumerated().flatMap { direction, recurrent in
        recurrent.gradientTasks(gradients, input: input, pass.directions[layer][direction])
      }
    }
  }

  private func columns(of direction: Int) -> Range<Int> {
    direction * hiddenSize..<(direction + 1) * hiddenSize
  }
}
