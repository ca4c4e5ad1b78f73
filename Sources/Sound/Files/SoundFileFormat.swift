/// How samples are stored in a file of sound.
public struct SoundFileFormat: Sendable, Hashable {
  /// The number type of a sample.
  public enum Encoding: Sendable, Hashable {
    /// Whole numbers. Those of 8 bits are unsigned in WAV files and signed in AIFF files; those of
    /// 16, 24 and 32 bits are signed.
    case integer
    /// IEEE 754 numbers of 32 or 64 bits.
    case floatingPoint
  }

  /// The number type of a sample.
  public var encoding: Encoding
  /// 8, 16, 24 or 32 for whole numbers, 32 or 64 for floating point.
  public var bitsPerSample: Int
  /// 1 for mono, 2 for stereo.
  public var channels: Int
  /// Frames a second, one sample of each channel being a frame.
  public var sampleRate: Int
  /// Whether the most significant byte of a sample comes first, as in AIFF files. Samples of 8 bits
  /// are then signed.
  public var isBigEndian = false

  public init(
    encoding: Encoding = .integer, bitsPerSample: Int = 16, channels: Int = 1, sampleRate: Int
  ) {
    self.encoding = encoding
    self.bitsPerSample = bitsPerSample
    self.channels = channels
    self.sampleRate = sampleRate
  }

  /// The bytes of a frame.
  public var bytesPerFrame: Int { channels * (bitsPerSample / 8) }

  /// The sample rates that are read, in frames a second.
  public static let sampleRates = 1000...768_000
  /// The numbers of channels that are read.
  public static let channelCounts = 1...64

  /// What is not as the reader needs it, or `nil`.
  var problem: String? {
    let sizes = encoding == .integer ? [8, 16, 24, 32] : [32, 64]
    if !sizes.contains(bitsPerSample) { return "\(bitsPerSample) bits a sample" }
    if !Self.channelCounts.contains(channels) { return "\(channels) channels" }
    if !Self.sampleRates.contains(sampleRate) { return "a sample rate of \(sampleRate) Hz" }
    return nil
  }

  /// The mean over the channels of each frame in `bytes`, in -1...1 for whole numbers.
  ///
  /// - Parameter bytes: whole frames.
  /// - Returns: `nil` for the first frame that has no number of sound, with its index.
  func decode(
    _ bytes: UnsafeRawBufferPointer, into samples: inout [Float]
  ) -> Int? {
    let (width, frames) = (bitsPerSample / 8, bytes.count / bytesPerFrame)
    samples.reserveCapacity(samples.count + frames)
    let share = 1 / Double(channels)
    var offset = 0
    for frame in 0..<frames {
      var sum = 0.0
      for _ in 0..<channels {
        sum += sample(bytes, at: offset)
        offset += width
      }
      let value = sum * share
      // Larger numbers would leave the range of a float as power.
      guard value.magnitude < 1e9 else { return frame }
      samples.append(Float(value))
    }
    return nil
  }

  @inline(__always)
  private func sample(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Double {
    func load<Value: FixedWidthInteger>(_: Value.Type) -> Value {
      let value = bytes.loadUnaligned(fromByteOffset: offset, as: Value.self)
      return isBigEndian ? Value(bigEndian: value) : Value(littleEndian: value)
    }
    switch (encoding, bitsPerSample) {
    case (.integer, 8):
      return (isBigEndian ? Double(load(Int8.self)) : Double(bytes[offset]) - 128) / 0x1p7
    case (.integer, 16): return Double(load(Int16.self)) / 0x1p15
    case (.integer, 24):
      let (first, last) = (Int32(bytes[offset]), Int32(bytes[offset + 2]))
      let (high, low) = isBigEndian ? (first, last) : (last, first)
      let value = high << 16 | Int32(bytes[offset + 1]) << 8 | low
      // The sign is the highest of 24 bits.
      return Double((value << 8) >> 8) / 0x1p23
    case (.integer, _): return Double(load(Int32.self)) / 0x1p31
    case (.floatingPoint, 32): return Double(Float(bitPattern: load(UInt32.self)))
    case (.floatingPoint, _): return Double(bitPattern: load(UInt64.self))
    }
  }
}
