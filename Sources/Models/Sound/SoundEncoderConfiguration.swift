import Neural

/// The recurrent layers over the frames of a sound.
public struct SoundEncoderConfiguration: Sendable, Hashable, Codable {
  /// The cell of the recurrent layers.
  public var cell: CellKind = .lstm
  /// Hidden units of each layer, in each direction.
  public var hidden = 96
  /// How many recurrent layers lie on each other.
  public var layers = 2
  /// Whether the layers read a sound from both ends. Only layers that do not can give results
  /// while sound comes in.
  public var bidirectional = true
  /// The neighbouring frames that make one step: fewer steps are faster.
  public var stacking = 2
  /// The share of elements that training sets to zero between layers and in their output.
  public var dropout = 0.3
  /// Whether the mean over a sound is taken away from each number of its frames, so that it does
  /// not matter how loud the sound is and through which microphone it came. A network then learns
  /// in fewer epochs. Layers that read in one direction read while sound comes in, and do without.
  public var centres = false

  public init() {}

  /// A setting that is missing keeps its default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.cell, into: &cell)
    try values.read(.hidden, into: &hidden)
    try values.read(.layers, into: &layers)
    try values.read(.bidirectional, into: &bidirectional)
    try values.read(.stacking, into: &stacking)
    try values.read(.dropout, into: &dropout)
    try values.read(.centres, into: &centres)
  }

  /// Whether the mean over a sound is taken away.
  var centresSounds: Bool { centres && bidirectional }

  /// What is wrong with the settings and what to do, or `nil`.
  var problem: String? {
    let sizes = [
      ("hidden", hidden, 1...8192), ("layers", layers, 1...16), ("stacking", stacking, 1...16),
    ]
    if let (name, value, range) = sizes.first(where: { !$0.2.contains($0.1) }) {
      return "\(name) is \(value) and must be \(range.lowerBound) to \(range.upperBound)"
    }
    return (0..<1).contains(dropout) ? nil : "dropout is \(dropout) and must be 0 to below 1"
  }

  /// The layers over frames of so many numbers.
  func stack<S: Scalar>(frameSize: Int, layout: inout ParameterLayout) -> RecurrentStack<S> {
    layout.scope("encoder") {
      RecurrentStack(
        inputSize: frameSize * stacking, hiddenSize: hidden, layers: layers,
        isBidirectional: bidirectional, cell: cell.cell, dropout: Dropout(rate: dropout),
        layout: &$0)
    }
  }

  /// The steps that so many frames make; the last frame is repeated where some are missing.
  func steps(frames: Int) -> Int { (frames + stacking - 1) / stacking }
}
