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
    func read<Value: Decodable>(_ value: inout Value, _ key: CodingKeys) throws {
      value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try read(&symbol, .symbol)
    try read(&direction, .direction)
    try read(&cell, .cell)
    try read(&hidden, .hidden)
    try read(&layers, .layers)
    try read(&embeddingSize, .embeddingSize)
    try read(&tiedOutput, .tiedOutput)
    try read(&layerNormalization, .layerNormalization)
    try read(&residual, .residual)
    try read(&inputDropout, .inputDropout)
    dropout = try values.decodeIfPresent(Double.self, forKey: .dropout)
    try read(&variationalDropout, .variationalDropout)
    recurrentDropout = try values.decodeIfPresent(Double.self, forKey: .recurrentDropout)
  }

  /// Settings that are open are written, too, as null: a configuration file shows all that there are.
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
