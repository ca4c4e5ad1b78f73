// V symbols, E columns of a symbol's vector, C = 2 H' of a source state for H' hidden units in each
// direction of the encoder, H hidden units of the decoder. R rows of all sources, T of all targets.

/// The sizes of an ``EncoderDecoder`` and what regularizes it in training.
package struct EncoderDecoderSettings: Sendable, Hashable {
  package var cell = CellKind.lstm
  package var attention = AttentionKind.general
  /// V, the symbols of a source; the number 0 ends it.
  package var sourceSymbols: Int
  /// V, the symbols of a target; the number 0 starts and ends it.
  package var targetSymbols: Int
  /// E
  package var embeddingSize: Int
  /// H; the encoder has half of it in each direction.
  package var hiddenSize: Int
  package var encoderLayers = 1
  package var decoderLayers = 1
  /// Whether the vectors of the target's symbols are the weights of the output, too.
  package var isTied = true
  package var dropout = 0.0
  package var labelSmoothing = 0.0

  package init(sourceSymbols: Int, targetSymbols: Int, embeddingSize: Int, hiddenSize: Int) {
    self.sourceSymbols = sourceSymbols
    self.targetSymbols = targetSymbols
    self.embeddingSize = embeddingSize
    self.hiddenSize = hiddenSize
  }
}

/// A recurrent network from a sequence to another one of any length (Sutskever et al. 2014) with
/// attention.
///
/// A bidirectional encoder reads the source. Its final states f give the initial ones of the
/// decoder, tanh(W f + b). At each step the decoder reads the vector of the symbol before and the
/// attentional vector of the step before (input feeding, Luong et al. 2015):
///
///     s[t] = cells([vector(y[t - 1]), a[t - 1]], s[t - 1])
///     a[t] = tanh(W [context(s[t]), s[t]] + b)
///     p(y[t]) = softmax(O a[t] + b)
package struct EncoderDecoder<S: Scalar>: Sendable {
  package let settings: EncoderDecoderSettings
  /// The parameters, by name and shape.
  package let layout: ParameterLayout
  let sourceEmbedding: Embedding<S>
  /// `nil` where the output's weights serve.
  let targetEmbedding: Embedding<S>?
  let encoder: RecurrentStack<S>
  /// From the final states of the encoder, [C], to the initial hidden states of the decoder, layer
  /// by layer, and then to its cell states if it has any.
  let bridge: Dense<S>
  let decoder: [Recurrent<S>]
  let attention: Attention<S>
  /// From [context, state], C + H, to the attentional vector, E.
  let combination: Dense<S>
  /// [V, E]
  let outputWeight: ParameterReference
  /// [1, V]
  let outputBias: ParameterReference
  let dropout: Dropout

  package init(_ settings: EncoderDecoderSettings) {
    precondition(settings.hiddenSize % 2 == 0)
    var layout = ParameterLayout()
    let (e, h) = (settings.embeddingSize, settings.hiddenSize)
    let cell = settings.cell.cell
    let dropout = Dropout(rate: settings.dropout)
    // Vectors of length 1: a product with one has the size of an element.
    let scale = Initialization.normal(1 / Double(e).squareRoot())
    sourceEmbedding = layout.scope("source") {
      Embedding(count: settings.sourceSymbols, size: e, initialization: scale, layout: &$0)
    }
    encoder = layout.scope("encoder") {
      RecurrentStack(
        inputSize: e, hiddenSize: h / 2, layers: settings.encoderLayers, isBidirectional: true,
        cell: cell, dropout: dropout, layout: &$0)
    }
    let states = settings.decoderLayers * (cell.hasCellState ? 2 : 1)
    bridge = layout.scope("bridge") {
      Dense(inputSize: h, outputSize: states * h, layout: &$0)
    }
    decoder = layout.scope("decoder") { layout in
      (0..<settings.decoderLayers).map { layer in
        Recurrent(
          inputSize: layer == 0 ? 2 * e : h, hiddenSize: h, cell: cell, isReversed: false,
          suffix: "_l\(layer)", layout: &layout)
      }
    }
    attention = layout.scope("attention") {
      Attention(kind: settings.attention, stateSize: h, querySize: h, layout: &$0)
    }
    combination = layout.scope("combination") {
      Dense(inputSize: 2 * h, outputSize: e, layout: &$0)
    }
    targetEmbedding =
      settings.isTied
      ? nil
      : layout.scope("target") {
        Embedding(count: settings.targetSymbols, size: e, initialization: scale, layout: &$0)
      }
    outputWeight = layout.add(
      "output.weight", rows: settings.targetSymbols, columns: e, kind: .weight,
      initialization: scale)
    outputBias = layout.add(
      "output.bias", rows: 1, columns: settings.targetSymbols, initialization: .zeros)
    self.dropout = dropout
    self.settings = settings
    self.layout = layout
  }

  /// The parameter that holds the vectors of the target's symbols, [V, E].
  var targetTable: ParameterReference { targetEmbedding?.table ?? outputWeight }

  /// Whether the cells have a cell state.
  var hasCellState: Bool { settings.cell.cell.hasCellState }

  /// Sets the biases of the output, such as to the logarithms of frequencies.
  package func setOutputBias(of weights: Weights<S>, to values: [S]) {
    weights.setElements(of: outputBias, to: values)
  }

  /// Pairs of sequences. Each source is followed by 0; a target is preceded and followed by it.
  package struct Batch: Sendable {
    /// How the sources are packed.
    let sources: PackedSequences
    /// How the targets are packed.
    let targets: PackedSequences
    /// The symbol that each row of the sources reads.
    let sourceIDs: [Int32]
    /// The symbol that each row of the targets reads: that of the step before.
    let inputs: [Int32]
    /// The symbol that each row of the targets is to give.
    let outputs: [Int32]
    /// For each target in packed order its source, in packed order.
    let sourceOfTarget: [Int]

    /// - Parameters:
    ///   - pairs: symbols without the final 0.
    ///   - threads: how many share the batch.
    package init(_ pairs: [(source: [Int32], target: [Int32])], threads: Int = 1) {
      let size = PackedSequences.minimumShardSize
      sources = PackedSequences(lengths: pairs.map { $0.source.count + 1 }, shardSize: size)
        .divided(among: threads, limit: Self.shardLimit)
      targets = PackedSequences(lengths: pairs.map { $0.target.count + 1 }, shardSize: size)
        .divided(among: threads, limit: Self.shardLimit)
      sourceIDs = sources.packed(pairs.flatMap { $0.source + [0] })
      inputs = targets.packed(pairs.flatMap { [0] + $0.target })
      outputs = targets.packed(pairs.flatMap { $0.target + [0] })
      var place = [Int](repeating: 0, count: pairs.count)
      for (packed, index) in sources.order.enumerated() { place[index] = packed }
      sourceOfTarget = targets.order.map { place[$0] }
    }

    /// Sequences that a thread computes together: the weights are larger than a core's own cache,
    /// so that they should be read for many rows at once.
    private static var shardLimit: Int { 64 }

    /// The steps of all targets, their ends included.
    package var targetCount: Int { targets.rowCount }
  }

  /// The memory that batches run in, one after the other.
  package final class Workspace: @unchecked Sendable {
    let arena = Arena<S>()

    package init() {}
  }
}
