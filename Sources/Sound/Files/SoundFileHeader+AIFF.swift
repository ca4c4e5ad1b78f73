/// The header of an AIFF file, and of an AIFF-C file whose samples are not compressed (Apple
/// Computer, "Audio Interchange File Format AIFF-C", 1991).
extension SoundFileHeader {
  /// - Parameters:
  ///   - bytes: behind the first twelve.
  ///   - namesEncoding: whether the file is AIFF-C, which says how its samples are stored.
  static func aiff(_ bytes: SoundBytes, namesEncoding: Bool) throws(SoundError) -> SoundFileHeader {
    func malformed(_ byte: Int, _ problem: String) -> SoundError {
      .malformed(file: bytes.name, byte: byte, problem: problem)
    }
    var common: (format: SoundFileFormat, frames: Int)?
    while true {
      let place = bytes.position
      let head = try bytes.read(8)
      guard head.count == 8 else {
        throw malformed(place, common == nil ? "no common chunk" : "no chunk of samples")
      }
      let size = Int(integer(head, 4, UInt32.self))
      switch text(head[0..<4]) {
      case "COMM":
        guard ((namesEncoding ? 22 : 18)...1024).contains(size) else {
          throw malformed(place, "a common chunk of \(size) bytes")
        }
        let chunk = try bytes.read(size + size % 2)
        guard chunk.count >= size else {
          throw malformed(place, "a common chunk that is cut short")
        }
        let format = try Self.format(
          chunk, namesEncoding: namesEncoding, at: place, file: bytes.name)
        common = (format, Int(integer(chunk, 2, UInt32.self)))
      case "SSND":
        guard let (format, frames) = common else {
          throw malformed(place, "samples before their format")
        }
        let start = try bytes.read(8)
        guard size >= 8, start.count == 8 else {
          throw malformed(place, "a chunk of samples of \(size) bytes")
        }
        let offset = Int(integer(start, 0, UInt32.self))
        let count = frames * format.bytesPerFrame
        guard offset + count <= size - 8 else {
          throw malformed(
            place,
            "\(frames) frames are \(count) bytes, and the chunk of samples has "
              + "\(max(0, size - 8 - offset))")
        }
        guard try bytes.skip(offset) else { throw malformed(place, "samples that are cut short") }
        return SoundFileHeader(format: format, byteCount: count)
      default:
        guard size <= largestChunk else { throw malformed(place, "a chunk of \(size) bytes") }
        if try !bytes.skip(size + size % 2) {
          throw malformed(place, "a chunk of \(size) bytes that is cut short")
        }
      }
    }
  }

  private static func format(
    _ chunk: [UInt8], namesEncoding: Bool, at place: Int, file: String
  ) throws(SoundError) -> SoundFileFormat {
    var format = SoundFileFormat(
      bitsPerSample: Int(integer(chunk, 6, UInt16.self)),
      channels: Int(integer(chunk, 0, UInt16.self)), sampleRate: rate(chunk[8..<18]))
    format.isBigEndian = true
    if namesEncoding {
      switch text(chunk[18..<22]) {
      case "NONE", "twos": break
      // Bytes have no order, but a sign, which is told by that of the others.
      case "sowt": format.isBigEndian = format.bitsPerSample == 8
      case "fl32", "FL32": (format.encoding, format.bitsPerSample) = (.floatingPoint, 32)
      case "fl64", "FL64": (format.encoding, format.bitsPerSample) = (.floatingPoint, 64)
      case let name: throw .unsupported(file: file, encoding: "AIFF-C encoding '\(name)'")
      }
    }
    return try checked(format, at: place, file: file)
  }

  /// A number of the 80 bits of IEEE 754's extended precision, rounded; 0 if it is no sample rate.
  private static func rate(_ bytes: ArraySlice<UInt8>) -> Int {
    let number = Array(bytes)
    let exponent = Int(integer(number, 0, UInt16.self))
    // The highest bit is the sign, and what has it set is beyond all rates, too.
    guard (16_383..<16_383 + 32).contains(exponent) else { return 0 }
    let shift = 16_383 + 63 - exponent
    let mantissa = integer(number, 2, UInt64.self)
    return Int(mantissa >> UInt64(shift)) + Int(mantissa >> UInt64(shift - 1) & 1)
  }

  private static func integer<Value: FixedWidthInteger>(
    _ bytes: [UInt8], _ offset: Int, _: Value.Type
  ) -> Value {
    bytes.withUnsafeBytes {
      Value(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
  }
}
