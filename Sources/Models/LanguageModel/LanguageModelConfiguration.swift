import Neural

/// The architecture of a ``CharacterLanguageModel``: everything that its parameters' shapes follow
/// from, beside its symbols, and what regularizes it in training.
public struct LanguageModelConfiguration: Sendable, Hashable {
  /// What the model reads and predicts one after the other.
  public enum Symbol: String, Sendable, Hashable, Codable, CaseIterable {
    /// Unicode scalars that training saw, and one class for all others.
    case scalar
    /// The 256 bytes of UTF-8, so that nothing is unknown.
    case byte
  }

  /// The order in which a text is read.
  public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
    case forward
    /// From the end of a text to its start, whatever the direction of its script.
    case backward
  }

  /// What the model reads and writes: Unicode scalars or bytes.
  public var symbol = Symbol.scalar
  /// Whether the model reads texts from their start or from their end.
  public var direction = Direction.forward
  /// The cell of the recurrent layers.
  public var cell: CellKind = .lstm
  /// The units of each layer.
  public var hidden = 512
  /// How many recurrent layers lie on each other.
  public var layers = 1
  /// The size of the symbols' vectors; with a tied output they have `hidden` elements.
  public var embeddingSize = 64
  /// Use the symbols' vectors as the weights of the output, too (Press and Wolf 2017).
  public var tiedOutput = false
  /// Normalize what each recurrent layer gives (Ba, Kiros and Hinton 2016).
  public var layerNormalization = false
  /// Add what each recurrent layer but the first reads to what it gives.
  public var residual = false

  /// The share of elements that training sets to zero in the symbols' vectors.
  public var inputDropout = 0.0
  /// The share of elements that training sets to zero between layers and in what the last one
  /// gives; `nil` for what the length of the text asks for, see
  /// ``LanguageModelRecipe/fitted(toSymbols:)``.
  public var dropout: Double?
  /// One dropout mask for all steps of a window rather than one for each.
  public var variationalDropout = false
  /// The share of the hidden state that training hides from the recurrent product, the same for all
  /// steps of a window (Gal and Ghahramani 2016); `nil` for what the length of the text asks for.
  public var recurrentDropout: Double?

  /// One LSTM of 512 units over Unicode scalars.
  public init() {}

  /// What is wrong with the settings and what to do, or `nil`.
  var problem: String? {
    let sizes = [
      ("hidden", hidden, 1...8192), ("layers", layers, 1...4),
      ("embeddingSize", embeddingSize, 1...8192),
    ]
    if let (name, value, range) = sizes.first(where: { !$0.2.contains($0.1) }) {
      return "\(name) is \(value) and must be \(range.lowerBound) to \(range.upperBound)"
    }
    let rates = [
      ("dropout", dropout ?? 0), ("inputDropout", inputDropout),
      ("recurrentDropout", recurrentDropout ?? 0),
    ]
    if let (name, rate) = rates.first(where: { !(0..<1).contains($0.1) }) {
      return "\(name) is \(rate) and must be 0 to below 1"
    }
    return nil
  }
}
