/// The samples of a file at a rate of choice, one channel, in order.
///
/// - Complexity: memory does not grow with the file.
public final class SoundStream {
  /// Frames a second.
  public let sampleRate: Int
  private let reader: SoundFileReader
  private var resampler: Resampler
  private var isAtEnd = false

  /// - Parameter sampleRate: of the samples that ``read(waits:)`` gives.
  public init(_ reader: SoundFileReader, sampleRate: Int) {
    self.reader = reader
    self.sampleRate = sampleRate
    resampler = Resampler(from: reader.format.sampleRate, to: sampleRate)
  }

  /// Opens a file.
  ///
  /// - Throws: as `SoundFileReader.init(path:)`.
  public convenience init(path: String, sampleRate: Int) throws(SoundError) {
    self.init(try SoundFileReader(path: path), sampleRate: sampleRate)
  }

  /// The name of the file.
  public var name: String { reader.name }

  /// The next samples, about a second of them.
  ///
  /// - Parameter waits: whether to wait for a second of sound, or to take what a pipe has.
  /// - Returns: `nil` at the end.
  /// - Throws: ``SoundError``.
  public func read(waits: Bool = true) throws(SoundError) -> [Float]? {
    if isAtEnd { return nil }
    let samples = try reader.read(reader.format.sampleRate, waits: waits)
    if !samples.isEmpty { return resampler.append(samples) }
    isAtEnd = true
    let rest = resampler.finish()
    return rest.isEmpty ? nil : rest
  }

  /// All samples of a file.
  ///
  /// - Complexity: O(n) in memory, four bytes a frame.
  public static func samples(path: String, sampleRate: Int) throws(SoundError) -> [Float] {
    let stream = try SoundStream(path: path, sampleRate: sampleRate)
    var samples: [Float] = []
    while let next = try stream.read() { samples += next }
    return samples
  }
}
