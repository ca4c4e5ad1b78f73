import Neural

/// The architecture of a ``Translator``: everything that its parameters' shapes follow from, beside
/// its subwords, and what regularizes it in training.
public struct TranslatorConfiguration: Sendable, Hashable, Codable {
  /// The cell of the recurrent layers.
  public var cell = CellKind.lstm
  /// How source states are weighted by the state of the decoder.
  public var attention = AttentionKind.general
  /// The units of each layer of the decoder; the encoder has half of them in each direction.
  public var hidden = 512
  /// The size of the subwords' vectors.
  public var embeddingSize = 256
  /// The layers of the encoder, each in both directions.
  public var encoderLayers = 1
  /// The layers of the decoder.
  public var decoderLayers = 1
  /// Use the vectors of the target's subwords as the weights of the output, too (Press and Wolf
  /// 2017).
  public var tiedOutput = true
  /// The share of elements that training sets to zero in vectors, between layers, and in what the
  /// output reads.
  public var dropout = 0.2
  /// The share of the target that is spread over all subwords (Szegedy et al. 2016).
  public var labelSmoothing = 0.1

  /// One LSTM of 512 units on each side.
  public init() {}

  /// A setting that is missing keeps its default, so that files of earlier versions can be read.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.cell, into: &cell)
    try values.read(.attention, into: &attention)
    try values.read(.hidden, into: &hidden)
    try values.read(.embeddingSize, into: &embeddingSize)
    try values.read(.encoderLayers, into: &encoderLayers)
    try values.read(.decoderLayers, into: &decoderLayers)
    try values.read(.tiedOutput, into: &tiedOutput)
    try values.read(.dropout, into: &dropout)
    try values.read(.labelSmoothing, into: &labelSmoothing)
  }

  /// What is wrong with the settings and what to do, or `nil`.
  var problem: String? {
    let sizes = [
      ("hidden", hidden, 2...8192), ("embeddingSize", embeddingSize, 1...8192),
      ("encoderLayers", encoderLayers, 1...8), ("decoderLayers", decoderLayers, 1...8),
    ]
    if let (name, value, range) = sizes.first(where: { !$0.2.contains($0.1) }) {
      return "\(name) is \(value) and must be \(range.lowerBound) to \(range.upperBound)"
    }
    if hidden % 2 != 0 {
      return "hidden is \(hidden) and must be even: the encoder has half in each direction"
    }
    for (name, rate) in [("dropout", dropout), ("labelSmoothing", labelSmoothing)]
    where !(0..<1).contains(rate) {
      return "\(name) is \(rate) and must be 0 to below 1"
    }
    return nil
  }

  /// The network for so many subwords.
  func settings(subwords: Int) -> EncoderDecoderSettings {
    var settings = EncoderDecoderSettings(
      sourceSymbols: subwords, targetSymbols: subwords, embeddingSize: embeddingSize,
      hiddenSize: hidden)
    settings.cell = cell
    settings.attention = attention
    settings.encoderLayers = encoderLayers
    settings.decoderLayers = decoderLayers
    settings.isTied = tiedOutput
    settings.dropout = dropout
    settings.labelSmoothing = labelSmoothing
    return settings
  }
}
