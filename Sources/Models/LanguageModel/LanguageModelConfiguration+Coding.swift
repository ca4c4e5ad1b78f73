import Neural

extension LanguageModelConfiguration: Codable {
  private enum CodingKeys: String, CodingKey {
    case symbol, direction, cell, hidden, layers, embeddingSize, tiedOutput, layerNormalization
    case residual, inputDropout, dropout, variationalDropout, recurrentDropout
  }

  /// A setting that is missing keeps its default, so that files of earlier versions can be read.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.symbol, into: &symbol)
    try values.read(.direction, into: &direction)
    try values.read(.cell, into: &cell)
    try values.read(.hidden, into: &hidden)
    try values.read(.layers, into: &layers)
    try values.read(.embeddingSize, into: &embeddingSize)
    try values.read(.tiedOutput, into: &tiedOutput)
    try values.read(.layerNormalization, into: &layerNormalization)
    try values.read(.residual, into: &residual)
    try values.read(.inputDropout, into: &inputDropout)
    dropout = try values.decodeIfPresent(Double.self, forKey: .dropout)
    try values.read(.variationalDropout, into: &variationalDropout)
    recurrentDropout = try values.decodeIfPresent(Double.self, forKey: .recurrentDropout)
  }

  /// Settings that are open are written, too, as null: a configuration file shows all that there
  /// are.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(symbol, forKey: .symbol)
    try values.encode(direction, forKey: .direction)
    try values.encode(cell, forKey: .cell)
    try values.encode(hidden, forKey: .hidden)
    try values.encode(layers, forKey: .layers)
    try values.encode(embeddingSize, forKey: .embeddingSize)
    try values.encode(tiedOutput, forKey: .tiedOutput)
    try values.encode(layerNormalization, forKey: .layerNormalization)
    try values.encode(residual, forKey: .residual)
    try values.encode(inputDropout, forKey: .inputDropout)
    try values.encode(dropout, forKey: .dropout)
    try values.encode(variationalDropout, forKey: .variationalDropout)
    try values.encode(recurrentDropout, forKey: .recurrentDropout)
  }
}
