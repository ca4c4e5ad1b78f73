/// The file of sound that a document is the text of.
public struct Recording: Sendable, Hashable {
  /// Where the file is.
  public var path: String
  /// Who speaks, or what else stays in one split.
  public var speaker: String
  /// Frames a second.
  public var sampleRate: Int
  /// The frames of the file, one sample of each channel being a frame.
  public var frameCount: Int
  /// The SHA-256 of the file, in hexadecimal digits.
  public var digest: String

  /// Sets every property.
  public init(
    path: String, speaker: String, sampleRate: Int, frameCount: Int, digest: String
  ) {
    self.path = path
    self.speaker = speaker
    self.sampleRate = sampleRate
    self.frameCount = frameCount
    self.digest = digest
  }

  /// The length of the sound.
  public var seconds: Double { Double(frameCount) / Double(sampleRate) }
}
