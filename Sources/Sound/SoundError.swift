/// What can be wrong with a file of sound.
public enum SoundError: Error, Sendable, Hashable {
  /// There is no such file.
  case noSuchFile(file: String)
  /// The file can't be opened or read.
  case cannotRead(file: String, reason: String)
  /// The file can't be written.
  case cannotWrite(file: String, reason: String)
  /// The bytes are not those of a WAV or AIFF file; `byte` counts from the start of the file.
  case malformed(file: String, byte: Int, problem: String)
  /// The file has an encoding that is not read.
  case unsupported(file: String, encoding: String)
  /// The file ends before its header says.
  case truncated(file: String, expectedBytes: Int, foundBytes: Int)
  /// There is not one sample in the file.
  case noSamples(file: String)
  /// A sample is not a number, infinite, or too large to be one of sound.
  case invalidSample(file: String, frame: Int)
}

extension SoundError: CustomStringConvertible {
  /// One line: the file, what is wrong with which part of it, and what helps.
  public var description: String {
    switch self {
    case .noSuchFile(let file):
      "\(file): no such file"
    case .cannotRead(let file, let reason):
      "\(file): can't read the sound: \(reason)"
    case .cannotWrite(let file, let reason):
      "\(file): can't write the sound: \(reason)"
    case .malformed(let file, let byte, let problem):
      "\(file): not a WAV or AIFF file, or damaged: \(problem) at byte \(byte)"
    case .unsupported(let file, let encoding):
      "\(file): \(encoding) is not read; convert it to 16-bit PCM, such as with "
        + "`ffmpeg -i INPUT -c:a pcm_s16le OUTPUT.wav`"
    case .truncated(let file, let expected, let found):
      "\(file): cut short: its header promises \(expected) bytes of samples, found \(found); "
        + "copy the file again"
    case .noSamples(let file):
      "\(file): there is no sound in it: 0 samples"
    case .invalidSample(let file, let frame):
      "\(file): sample \(frame) is no number that a sound has"
    }
  }
}
