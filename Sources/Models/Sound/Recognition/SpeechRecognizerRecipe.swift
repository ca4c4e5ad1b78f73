import Neural
import Sound

/// Everything about the training of a ``SpeechRecognizer`` but the recordings: what a configuration
/// file says.
public struct SpeechRecognizerRecipe: Sendable, Hashable, Codable {
  /// What the network reads. With a sample rate of 0 it is the commonest of the recordings, up to
  /// 16 kHz.
  public var features = SoundFeatures()
  /// The recurrent layers.
  public var encoder = SoundEncoderConfiguration()
  /// How training changes recordings.
  public var augmentation = SoundAugmentation()
  /// How the network is trained.
  public var training = TrainerConfiguration()
  /// Recordings in a batch.
  public var batchSize = 16
  /// Training reads up to so many recordings one behind the other as one, so that single words
  /// teach strings of them. With 0 there are up to five where no recording has more than one word,
  /// and one otherwise.
  public var joining = 0
  /// Whether texts are brought to lower case.
  public var lowercase = true
  /// Longer recordings are not trained on, and longer sounds are read in parts, in seconds.
  public var longest = 20.0
  /// How recordings are divided into splits.
  public var division = SoundDivision()

  public init() {
    features.sampleRate = 0
    encoder.hidden = 128
    encoder.stacking = 3
    encoder.centres = true
    training.epochs = 80
    training.learningRate = 0.003
    training.averageDecay = 0.99
    training.checkpointStart = 0.5
    augmentation.timeMaskSeconds = 0.1
  }

  /// A setting that is missing keeps its default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.features, into: &features)
    try values.read(.encoder, into: &encoder)
    try values.read(.augmentation, into: &augmentation)
    try values.read(.training, into: &training)
    try values.read(.batchSize, into: &batchSize)
    try values.read(.joining, into: &joining)
    try values.read(.lowercase, into: &lowercase)
    try values.read(.longest, into: &longest)
    try values.read(.division, into: &division)
  }

  /// A text as the recognizer writes it: one space between words, in lower case if so set.
  public func normalized(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return lowercase ? words.lowercased() : words
  }

  /// What is wrong with the settings and what to do, or `nil`.
  public var problem: String? {
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("batchSize", (1...65536).contains(batchSize), "1 to 65536"),
      ("joining", (0...100).contains(joining), "0 to 100"),
      ("longest", (1...3600).contains(longest), "1 to 3600 seconds"),
    ]
    if let failed = checks.first(where: { !$0.isFine }) {
      return "\(failed.name) must be \(failed.range)"
    }
    return training.problem ?? encoder.problem ?? augmentation.problem ?? division.problem
      ?? (features.sampleRate == 0 ? nil : features.problem)
  }
}
