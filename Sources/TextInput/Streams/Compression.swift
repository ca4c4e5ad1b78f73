/// How a file is compressed, told by its first bytes.
enum Compression: CaseIterable {
  case gzip, zstd, bzip2, xz

  private func marks(_ sample: [UInt8]) -> Bool {
    switch self {
    case .gzip: sample.starts(with: [0x1F, 0x8B])
    case .zstd: sample.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
    case .bzip2:
      // "BZh", a digit, and the mark of a block: a text may start with the first three.
      sample.starts(with: [0x42, 0x5A, 0x68])
        && sample.dropFirst(4).starts(with: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
    case .xz: sample.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])
    }
  }

  /// What a stream holds, with the first bytes of it.
  ///
  /// - Throws: `unreadableFile`, `unrecognizedFormat` for a compression that is told apart only.
  static func decompressed(
    _ stream: any ByteStream, sampleBytes: Int
  ) throws(TextInputError) -> (stream: PeekableStream, sample: [UInt8]) {
    let compressed = PeekableStream(stream)
    let sample = try compressed.peek(sampleBytes)
    guard let compression = allCases.first(where: { $0.marks(sample) }) else {
      return (compressed, sample)
    }
    let content: PeekableStream
    switch compression {
    case .gzip: content = PeekableStream(try GzipStream(compressed))
    case .zstd: content = PeekableStream(try ZstdStream(compressed))
    case .bzip2, .xz:
      throw .unrecognizedFormat(
        .init(file: stream.name),
        reason: "it is compressed with \(compression); decompress it, or give '-' and pipe it in: "
          + "\(compression) -dc FILE | nlptool …")
    }
    return (content, try content.peek(sampleBytes))
  }

  /// The name of a file without what its compression added to it.
  static func contentName(_ name: String) -> String {
    for ending in [".gz", ".zst"] where name.hasSuffix(ending) {
      return String(name.dropLast(ending.count))
    }
    return name
  }
}
