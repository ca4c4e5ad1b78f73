/// What a file of sound says before its samples.
struct SoundFileHeader {
  var format: SoundFileFormat
  /// The bytes of the samples; `nil` where the writer did not know them, as one into a pipe.
  var byteCount: Int?

  /// A chunk before the samples that says more is not one that a writer of sound makes.
  static let largestChunk = 1 << 30

  /// Reads up to the first sample.
  init(_ bytes: SoundBytes) throws(SoundError) {
    let start = try bytes.read(12)
    switch (Self.text(start.prefix(4)), Self.text(start.dropFirst(8))) {
    case ("RIFF", "WAVE"): self = try Self.wav(bytes, isLong: false)
    case ("RF64", "WAVE"), ("BW64", "WAVE"): self = try Self.wav(bytes, isLong: true)
    case ("FORM", "AIFF"): self = try Self.aiff(bytes, namesEncoding: false)
    case ("FORM", "AIFC"): self = try Self.aiff(bytes, namesEncoding: true)
    default: throw .malformed(file: bytes.name, byte: 0, problem: "no header of either")
    }
  }

  init(format: SoundFileFormat, byteCount: Int?) {
    self.format = format
    self.byteCount = byteCount
  }

  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// The format if it is one that is read.
  static func checked(
    _ format: SoundFileFormat, at place: Int, file: String
  ) throws(SoundError) -> SoundFileFormat {
    if let problem = format.problem {
      throw .malformed(file: file, byte: place, problem: problem)
    }
    return format
  }
}
