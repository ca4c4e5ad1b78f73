/// The header of a WAV file (RIFF, and RF64 for files beyond 4 GB; EBU Tech 3306).
extension SoundFileHeader {
  private static let formatPCM: UInt16 = 1
  private static let formatFloat: UInt16 = 3
  private static let formatExtensible: UInt16 = 0xFFFE
  /// The last 14 bytes of the GUID of an extensible file's format; the first two are its code.
  private static let guidTail: [UInt8] = [
    0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71,
  ]

  /// - Parameters:
  ///   - bytes: behind the first twelve.
  ///   - isLong: whether a chunk of its own has the sizes.
  static func wav(_ bytes: SoundBytes, isLong: Bool) throws(SoundError) -> SoundFileHeader {
    func malformed(_ byte: Int, _ problem: String) -> SoundError {
      .malformed(file: bytes.name, byte: byte, problem: problem)
    }
    var format: SoundFileFormat?
    var longCount: Int?
    while true {
      let place = bytes.position
      let head = try bytes.read(8)
      guard head.count == 8 else {
        throw malformed(place, format == nil ? "no format chunk" : "no data chunk")
      }
      let size = Int(integer(head, 4, UInt32.self))
      switch text(head[0..<4]) {
      case "data":
        guard let format else { throw malformed(place, "samples before their format") }
        var byteCount = isLong && size == UInt32.max ? longCount : size
        if !isLong, isOpen(size, bytes) { byteCount = nil }
        return SoundFileHeader(format: format, byteCount: byteCount)
      case "fmt ":
        guard (16...1024).contains(size) else {
          throw malformed(place, "a format of \(size) bytes")
        }
        let chunk = try bytes.read(size + size % 2)
        guard chunk.count >= size else { throw malformed(place, "a format that is cut short") }
        format = try Self.format(chunk, size: size, at: place, file: bytes.name)
      default:
        guard size <= largestChunk else { throw malformed(place, "a chunk of \(size) bytes") }
        if text(head[0..<4]) == "ds64", size >= 24 {
          let chunk = try bytes.read(size + size % 2)
          guard chunk.count >= 24 else { throw malformed(place, "a ds64 chunk that is cut short") }
          longCount = Int(exactly: integer(chunk, 8, UInt64.self))
        } else if try !bytes.skip(size + size % 2) {
          throw malformed(place, "a chunk of \(size) bytes that is cut short")
        }
      }
    }
  }

  /// Whether a size of samples is what writers into a pipe leave there, since they do not know it
  /// yet: about the greatest, 2³² - 1, or about 2³¹ (arecord, sox).
  private static func isOpen(_ size: Int, _ bytes: SoundBytes) -> Bool {
    if size >= 0xFFFF_FF00 { return true }
    let isHalf = (0x7FFF_F000...0x8000_0000).contains(size)
    return isHalf && bytes.size.map { $0 - bytes.position < size } ?? true
  }

  private static func format(
    _ chunk: [UInt8], size: Int, at place: Int, file: String
  ) throws(SoundError) -> SoundFileFormat {
    var code = integer(chunk, 0, UInt16.self)
    if code == formatExtensible {
      guard size >= 40, Array(chunk[26..<40]) == guidTail else {
        throw .unsupported(file: file, encoding: "an extensible format of another kind than PCM")
      }
      code = integer(chunk, 24, UInt16.self)
    }
    guard code == formatPCM || code == formatFloat else {
      let names: [UInt16: String] = [2: "ADPCM", 6: "A-law", 7: "µ-law", 0x55: "MP3"]
      throw .unsupported(file: file, encoding: names[code] ?? "WAV encoding \(code)")
    }
    let format = try checked(
      SoundFileFormat(
        encoding: code == formatPCM ? .integer : .floatingPoint,
        bitsPerSample: Int(integer(chunk, 14, UInt16.self)),
        channels: Int(integer(chunk, 2, UInt16.self)),
        sampleRate: Int(integer(chunk, 4, UInt32.self))), at: place, file: file)
    let block = Int(integer(chunk, 12, UInt16.self))
    guard block == format.bytesPerFrame else {
      throw .malformed(
        file: file, byte: place,
        problem: "frames of \(block) bytes where \(format.channels) samples of "
          + "\(format.bitsPerSample) bits have \(format.bytesPerFrame)")
    }
    return format
  }

  private static func integer<Value: FixedWidthInteger>(
    _ bytes: [UInt8], _ offset: Int, _: Value.Type
  ) -> Value {
    bytes.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
  }
}
