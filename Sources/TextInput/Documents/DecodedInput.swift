import Text

/// A stream made ready for readers: decompressed, in UTF-8, with line ends that a ``LineReader``
/// knows, and its first lines.
package struct DecodedInput {
  package let stream: any ByteStream
  package let lines: LineReader
  package let sample: SampleLines
  package let isEmpty: Bool
  /// Why the stream is no text, if its first bytes show that.
  package let foreignReason: String?

  /// How many bytes are read to recognise compression, encoding and format.
  private static let sampleBytes = 1 << 20

  /// - Throws: `unreadableFile`, `damagedFile`, `unrecognizedFormat` for a compression that is only
  ///   recognised, `invalidSetting` for an encoding that is unknown.
  package init(
    _ stream: any ByteStream, encoding: TextEncoding = .utf8,
    maximumLineBytes: Int = LineReader.defaultMaximumLineBytes
  ) throws(TextInputError) {
    let name = stream.name
    var (stream, bytes) = try Compression.decompressed(stream, sampleBytes: Self.sampleBytes)
    if let converter = try Self.converter(for: encoding, sample: bytes, name: name) {
      stream = PeekableStream(ConvertedStream(stream, converter))
      bytes = try stream.peek(Self.sampleBytes)
    }
    if CarriageReturnStream.isNeeded(for: bytes) {
      stream = PeekableStream(CarriageReturnStream(stream))
      bytes = try stream.peek(Self.sampleBytes)
    }
    self.stream = stream
    isEmpty = bytes.isEmpty
    foreignReason = ForeignContent.reason(bytes)
    let isWhole = bytes.count < Self.sampleBytes
    sample = SampleLines(bytes, isWhole: isWhole)
    lines = LineReader(stream, maximumLineBytes: maximumLineBytes)
    lines.likelyEncoding = Self.likelyEncoding(bytes, isWhole: isWhole)
  }

  /// The stream as UTF-8.
  static func decoded(
    _ stream: any ByteStream, _ encoding: TextEncoding
  ) throws(TextInputError) -> any ByteStream {
    let stream = PeekableStream(stream)
    let sample = try stream.peek(Self.sampleBytes)
    return try converter(for: encoding, sample: sample, name: stream.name)
      .map { ConvertedStream(stream, $0) } ?? stream
  }

  /// What turns a stream into UTF-8, or `nil` if it is that already.
  private static func converter(
    for encoding: TextEncoding, sample: [UInt8], name: String
  ) throws(TextInputError) -> EncodingConverter? {
    // UTF-16 says so itself.
    if sample.starts(with: [0xFF, 0xFE]) || sample.starts(with: [0xFE, 0xFF]) {
      return EncodingConverter("UTF-16")
    }
    if [.utf8, TextEncoding(rawValue: "utf-8")].contains(encoding) { return nil }
    var chosen = encoding.rawValue
    if encoding == .auto {
      guard let found = likelyEncoding(sample, isWhole: sample.count < Self.sampleBytes) else {
        return nil
      }
      chosen = found
    }
    guard let converter = EncodingConverter(chosen) else {
      throw .invalidSetting("\(name): there is no encoding '\(chosen)'; try utf8, latin1 or auto")
    }
    return converter
  }

  /// The encoding that bytes which are not UTF-8 are most likely in; `nil` if they are UTF-8.
  private static func likelyEncoding(_ sample: [UInt8], isWhole: Bool) -> String? {
    var decoder = UTF8Decoder()
    _ = decoder.decode(sample, isLast: isWhole)
    if decoder.replacements == 0 { return nil }
    let found = sample.withUnsafeBytes { EncodingConverter.detect($0) }
    return found == "UTF-8" ? nil : found
  }
}

extension TextEncoding {
  /// Whether there is a way to read it.
  public var isKnown: Bool {
    [.utf8, .auto, TextEncoding(rawValue: "utf-8")].contains(self)
      || EncodingConverter(rawValue) != nil
  }
}
