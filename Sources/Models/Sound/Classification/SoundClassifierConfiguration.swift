import Neural

/// The architecture of a ``SoundClassifier``.
public struct SoundClassifierConfiguration: Sendable, Hashable, Codable {
  /// The recurrent layers.
  public var encoder = SoundEncoderConfiguration()
  /// How the states of all steps become one vector.
  public var pooling = PoolingKind.meanMax
  /// Longer sounds are read in parts of so many seconds, whose class scores are averaged; training
  /// reads the first part.
  public var longest = 10.0

  public init() {}

  /// A setting that is missing keeps its default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.encoder, into: &encoder)
    try values.read(.pooling, into: &pooling)
    try values.read(.longest, into: &longest)
  }

  /// What is wrong with the settings and what to do, or `nil`.
  var problem: String? {
    guard (0.1...3600).contains(longest) else { return "longest must be 0.1 to 3600 seconds" }
    return encoder.problem
  }
}
