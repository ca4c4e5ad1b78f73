#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Writes samples as WAV.
public enum WAVWriter {
  /// The bytes of a file of 16-bit mono PCM.
  ///
  /// - Parameter samples: in -1...1; what is beyond is clipped.
  public static func bytes(of samples: some Collection<Float>, sampleRate: Int) -> [UInt8] {
    let format = SoundFileFormat(sampleRate: sampleRate)
    var bytes = header(format, byteCount: samples.count * format.bytesPerFrame)
    for sample in samples {
      let value = sample.isFinite ? max(-1, min(1, sample)) : 0
      append(UInt16(bitPattern: Int16((value * 32767).rounded())), to: &bytes)
    }
    return bytes
  }

  /// Writes a file of 16-bit mono PCM.
  ///
  /// - Throws: ``SoundError/cannotWrite(file:reason:)``.
  public static func write(
    _ samples: some Collection<Float>, sampleRate: Int, to path: String
  ) throws(SoundError) {
    let bytes = bytes(of: samples, sampleRate: sampleRate)
    guard let file = fopen(path, "wb") else {
      throw .cannotWrite(file: path, reason: String(cString: strerror(errno)))
    }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else {
      throw .cannotWrite(file: path, reason: String(cString: strerror(errno)))
    }
  }

  /// The 44 bytes before the samples.
  static func header(_ format: SoundFileFormat, byteCount: Int) -> [UInt8] {
    var bytes = Array("RIFF".utf8)
    append(UInt32(truncatingIfNeeded: 36 + byteCount), to: &bytes)
    bytes += "WAVEfmt ".utf8
    append(UInt32(16), to: &bytes)
    append(UInt16(format.encoding == .integer ? 1 : 3), to: &bytes)
    append(UInt16(format.channels), to: &bytes)
    append(UInt32(format.sampleRate), to: &bytes)
    append(UInt32(format.sampleRate * format.bytesPerFrame), to: &bytes)
    append(UInt16(format.bytesPerFrame), to: &bytes)
    append(UInt16(format.bitsPerSample), to: &bytes)
    bytes += "data".utf8
    append(UInt32(truncatingIfNeeded: byteCount), to: &bytes)
    return bytes
  }

  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }
}
