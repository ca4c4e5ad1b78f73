import Text

/// How recordings are divided into splits.
public struct SoundDivision: Sendable, Hashable, Codable {
  /// What is divided together.
  public var grouping = SoundGrouping.speaker
  /// The share of the speakers that validates, by a hash of who speaks.
  public var validation = 0.1
  /// The share of the speakers that training leaves alone, by the same hash.
  public var test = 0.1
  /// The seed of that hash.
  public var seed: UInt64 = 1

  /// Every setting at its default.
  public init() {}

  /// A setting that is missing keeps its default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try values.read(.grouping, into: &grouping)
    try values.read(.validation, into: &validation)
    try values.read(.test, into: &test)
    try values.read(.seed, into: &seed)
  }

  /// What is wrong with the settings and what to do, or `nil`.
  var problem: String? {
    let checks: [(name: String, isFine: Bool, range: String)] = [
      ("validation", (0..<1).contains(validation), "0 to below 1"),
      ("test", (0..<1).contains(test), "0 to below 1"),
      ("validation + test", validation + test < 1, "below 1"),
    ]
    return checks.first { !$0.isFine }.map { "\($0.name) must be \($0.range)" }
  }

  /// The split that a recording belongs to.
  func split(of recording: SoundRecording) -> Split {
    let shares = SplitShares(validation: validation, test: test, seed: seed)
    switch grouping {
    case .speaker: return shares.split(of: recording.speaker)
    case .file:
      return shares.split(of: recording.path.split(separator: "/").suffix(2).joined(separator: "/"))
    }
  }
}
