/// Reads the samples of a WAV or AIFF file, or of a pipe, in order.
///
/// Read are whole numbers of 8, 16, 24 and 32 bits, floating-point numbers of 32 and 64, up to 64
/// channels, whose mean is taken, the extensible and 64-bit forms of a WAV header, and AIFF-C where
/// it is not compressed.
///
/// - Complexity: memory does not grow with the file.
public final class SoundFileReader {
  /// How the samples are stored.
  public let format: SoundFileFormat
  /// The frames that the header promises; `nil` where its writer did not know them.
  public let frameCount: Int?
  /// The frames that have been read.
  public private(set) var position = 0
  private let bytes: SoundBytes
  /// The bytes of samples that are still promised.
  private var rest: Int?
  /// The bytes of a frame that a pipe has given a part of.
  private var partial: [UInt8] = []

  /// Opens a file and reads its header.
  ///
  /// - Throws: ``SoundError`` if it can't be read, is no file of a known encoding, is shorter
  ///   than its header says or has no samples.
  public convenience init(path: String) throws(SoundError) {
    try self.init(SoundBytes(path: path))
  }

  /// Reads from a pipe, such as standard input.
  ///
  /// - Parameters:
  ///   - descriptor: stays open.
  ///   - name: for messages.
  /// - Throws: as ``init(path:)``.
  public convenience init(descriptor: Int32, name: String) throws(SoundError) {
    try self.init(SoundBytes(descriptor: descriptor, name: name))
  }

  /// Reads samples without a header from a pipe.
  public init(rawDescriptor descriptor: Int32, format: SoundFileFormat, name: String) {
    self.format = format
    bytes = SoundBytes(descriptor: descriptor, name: name)
    frameCount = nil
  }

  private init(_ bytes: SoundBytes) throws(SoundError) {
    let header = try SoundFileHeader(bytes)
    format = header.format
    let frame = format.bytesPerFrame
    if let count = header.byteCount {
      if count == 0 { throw .noSamples(file: bytes.name) }
      if let size = bytes.size, size - bytes.position < count {
        throw .truncated(
          file: bytes.name, expectedBytes: count, foundBytes: size - bytes.position)
      }
      guard count % frame == 0 else {
        throw .malformed(
          file: bytes.name, byte: bytes.position,
          problem: "\(count) bytes of samples, no multiple of a frame's \(frame),")
      }
    }
    self.bytes = bytes
    rest = header.byteCount
    frameCount = header.byteCount.map { $0 / frame }
  }

  /// The name of the file.
  public var name: String { bytes.name }

  /// The next samples, the mean over the channels of each frame, in -1...1 for whole numbers.
  ///
  /// - Parameters:
  ///   - count: how many at most.
  ///   - waits: whether to wait for so many, or to take what a pipe has, at least one.
  /// - Returns: an empty array at the end.
  /// - Throws: ``SoundError`` if the file can't be read on, ends too early or has something in it
  ///   that is no sample.
  public func read(_ count: Int = 1 << 14, waits: Bool = true) throws(SoundError) -> [Float] {
    let frame = format.bytesPerFrame
    let limit = min(count * frame, rest ?? .max)
    var buffer = [UInt8](repeating: 0, count: limit)
    var filled = partial.count
    buffer.replaceSubrange(0..<filled, with: partial)
    partial = []
    repeat {
      let result = buffer.withUnsafeMutableBytes { all in
        Result { () throws(SoundError) in
          try bytes.read(into: .init(rebasing: all[filled...]), waits: waits)
        }
      }
      let added = try result.get()
      filled += added
      if added == 0 { break }
    } while filled < min(frame, limit)
    let whole = filled / frame * frame
    if whole == 0 || waits && filled < limit {
      if let rest, filled < rest {
        throw .truncated(
          file: name, expectedBytes: (frameCount ?? 0) * frame,
          foundBytes: position * frame + filled)
      }
      if position == 0, whole == 0 { throw .noSamples(file: name) }
    }
    if whole > 0 { partial = Array(buffer[whole..<filled]) }
    var samples: [Float] = []
    let bad = buffer.withUnsafeBytes {
      format.decode(.init(rebasing: $0[..<whole]), into: &samples)
    }
    if let bad { throw .invalidSample(file: name, frame: position + bad) }
    if let left = rest { rest = left - whole }
    position += samples.count
    return samples
  }

  /// All samples of a file.
  ///
  /// - Throws: as ``read(_:waits:)``.
  /// - Complexity: O(n) in memory, four bytes a frame.
  public static func samples(path: String) throws(SoundError) -> [Float] {
    let reader = try SoundFileReader(path: path)
    var samples: [Float] = []
    samples.reserveCapacity(min(reader.frameCount ?? 0, 1 << 26))
    while true {
      let next = try reader.read()
      if next.isEmpty { return samples }
      samples += next
    }
  }
}
