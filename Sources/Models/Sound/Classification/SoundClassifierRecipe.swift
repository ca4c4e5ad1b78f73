import Neural
import Sound

/// Everything about the training of a ``SoundClassifier`` but the recordings: what a configuration
/// file says.
public struct SoundClassifierRecipe: Sendable, Hashable, Codable {
  /// What the network reads. With a sample rate of 0 it is the commonest of the recordings, up to
  /// 16 kHz.
  public var features = SoundFeatures()
  /// The sizes of the network.
  public var model = SoundClassifierConfiguration()
  /// How training changes recordings.
  public var augmentation = SoundAugmentation()
  /// How the network is trained.
  public var training = TrainerConfiguration()
  /// Recordings in a batch.
  public var batchSize = 32
  /// The share of a recording's class that training gives to all classes alike.
  public var labelSmoothing = 0.1
  /// How recordings are divided into splits.
  public var division = SoundDivision()

  public init() {
    features.sampleRate = 0
    training.epochs = 120
    training.learningRate = 0.003
    training.averageDecay = 0.99
    training.checkpointStart = 0.5
  }

  /// A setting that is missing keeps its default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.features, into: &features)
    try values.read(.model, into: &model)
    try values.read(.augmentation, into: &augmentation)
    try values.read(.training, into: &training)
    try values.read(.batchSize, into: &batchSize)
    try values.read(.labelSmoothing, into: &labelSmoothing)
    try values.read(.division, into: &division)
  }

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("batchSize", (1...65536).contains(batchSize), "1 to 65536"),
      ("labelSmoothing", (0..<1).contains(labelSmoothing), "0 to below 1"),
    ]
    if let failed = checks.first(where: { !$0.isFine }) {
      return "\(failed.name) must be \(failed.range)"
    }
    return training.problem ?? model.problem ?? augmentation.problem ?? division.problem
      ?? (features.sampleRate == 0 ? nil : features.problem)
  }
}
