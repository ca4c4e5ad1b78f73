import Text

/// A record of an input: a document, and what of it could not be used.
public struct InputRecord: Sendable, Hashable {
  /// A part of an input that is set aside.
  public struct Rejection: Sendable, Hashable {
    /// Counted from 1.
    public var line: Int
    public var reason: String
    /// Whether the input itself says that it is not to be used; a strict run passes over it, too.
    public var isIntended: Bool

    public init(line: Int, reason: String, isIntended: Bool = false) {
      self.line = line
      self.reason = reason
      self.isIntended = isIntended
    }
  }

  public var document: Document?
  /// The line on which it starts, from 1.
  public var line: Int
  public var rejections: [Rejection] = []
  /// What is in the document, but was read otherwise than it is written.
  public var repairs: [Rejection] = []

  static func document(_ document: Document, line: Int) -> InputRecord {
    InputRecord(document: document, line: line)
  }

  static func rejected(line: Int, reason: String) -> InputRecord {
    InputRecord(line: line, rejections: [Rejection(line: line, reason: reason)])
  }

  static func rejected(line: Int, _ problem: RecordProblem) -> InputRecord {
    InputRecord(
      line: line,
      rejections: [.init(line: line, reason: problem.reason, isIntended: problem.isIntended)])
  }
}

/// Reads documents from a stream, one at a time.
///
/// Documents of formats that bring no tokens have none; the ingestion adds them.
public protocol DocumentReader: AnyObject {
  /// What was recognised, in words for people: `CoNLL columns, token 1, tag 4, BIO`.
  var layout: String { get }

  /// The next record, or `nil` at the end.
  func next() throws(TextInputError) -> InputRecord?

  /// The place behind the last record: a reader of the same stream that starts here gives the ones
  /// that follow it.
  var position: LineReader.Position { get }

  /// Passes over what lies before a place.
  ///
  /// - Returns: whether the stream has the same bytes before it as the one that the place is of.
  func skip(to place: LineReader.Position) throws(TextInputError) -> Bool

  /// The fields that the settings name and that no record had so far; empty before the first.
  var absentFields: Set<String> { get }

  /// At the end of the stream: whether lines added to the stream would start a record of their own.
  var endsClean: Bool { get }
}

extension DocumentReader {
  public var absentFields: Set<String> { [] }
}

/// Opens readers.
public enum DocumentReaders {
  /// How much of an input is looked at to recognise its format.
  static let sampleBytes = 1 << 20

  /// A reader for a file, or for a folder of texts.
  ///
  /// - Throws: as ``reader(of:settings:file:)``.
  public static func reader(
    ofFile path: String, settings: ReadingSettings
  ) throws(TextInputError) -> any DocumentReader {
    if FileStatus(path: path)?.isDirectory == true {
      return try FolderReader(path: path, settings: settings)
    }
    return try reader(of: FileStream(path: path), settings: settings, file: path)
  }

  /// A reader for a stream in the format of the settings, or in the one that its first bytes show.
  ///
  /// - Parameter file: the path of the stream, if it is a file that can be read twice.
  /// - Throws: `unrecognizedFormat`, `nothingUsable` for an empty stream, `unreadableFile`.
  public static func reader(
    of stream: any ByteStream, settings: ReadingSettings, file: String? = nil
  ) throws(TextInputError) -> any DocumentReader {
    var (stream, sample) = try Compression.decompressed(stream, sampleBytes: sampleBytes)
    if sample.isEmpty {
      throw .nothingUsable(.init(file: stream.name), reason: "it is empty")
    }
    if let converter = try converter(for: settings.encoding, sample: sample, name: stream.name) {
      stream = PeekableStream(ConvertedStream(stream, converter))
      sample = try stream.peek(sampleBytes)
    }
    if CarriageReturnStream.isNeeded(for: sample) {
      stream = PeekableStream(CarriageReturnStream(stream))
      sample = try stream.peek(sampleBytes)
    }
    let isWhole = sample.count < sampleBytes
    let lines = SampleLines(sample, isWhole: isWhole)
    let reader = LineReader(stream, maximumLineBytes: settings.maximumRecordBytes)
    reader.likelyEncoding = likelyEncoding(sample, isWhole: isWhole)
    let format =
      settings.format
      ?? (settings.member == nil
        ? FormatRecognition.format(of: lines, name: stream.name) : .json)
    if settings.unescapes, ![.text, .tsv, .fasttext].contains(format) {
      throw .invalidSetting(
        "\(stream.name): escapes are of text, tsv and fasttext, not of \(format.rawValue); read it without"
      )
    }
    switch format {
    case .json: return try JSONArrayReader(stream, settings: settings)
    case .text: return TextReader(reader, settings: settings)
    case .jsonl: return JSONLinesReader(reader, settings: settings)
    case .csv, .tsv:
      if let layout = TokenTableLayout(recognizing: lines, format: format, settings: settings) {
        return TokenTableReader(reader, layout: layout, settings: settings)
      }
      return try SeparatedReader(reader, format: format, sample: lines, settings: settings)
    case .fasttext: return LabelledLineReader(reader, settings: settings)
    case .conll:
      let layout = try ColumnLayout(recognizing: lines, settings: settings, name: stream.name)
      return ColumnReader(
        reader, layout: layout,
        unit: try ColumnReader.unit(settings: settings, sample: lines, file: file))
    case .conllu:
      return TreebankReader(reader, unit: TreebankReader.unit(settings: settings, sample: lines))
    case .brat, .directory:
      throw .unrecognizedFormat(
        .init(file: stream.name), reason: "this format is a folder; name the folder")
    }
  }

  /// The stream as UTF-8.
  static func decoded(
    _ stream: any ByteStream, _ encoding: TextEncoding
  ) throws(TextInputError) -> any ByteStream {
    let stream = PeekableStream(stream)
    let sample = try stream.peek(sampleBytes)
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
      guard let found = likelyEncoding(sample, isWhole: sample.count < sampleBytes) else {
        return nil
      }
      chosen = found
    }
    guard let converter = EncodingConverter(chosen) else {
      throw .invalidSetting("\(name): there is no encoding '\(chosen)'; try utf8, latin1 or auto")
    }
    return converter
  }
}

extension DocumentReaders {
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

/// The first lines of a stream, for recognition.
struct SampleLines {
  /// Lines that are not UTF-8 are left out.
  let lines: [String]

  init(_ bytes: [UInt8], isWhole: Bool) {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    var slices = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    // The last one may be torn.
    if !isWhole, slices.count > 1 { slices.removeLast() }
    if let last = slices.last, last.isEmpty { slices.removeLast() }
    lines = slices.compactMap { slice in
      String(validating: slice.last == 0x0D ? slice.dropLast() : slice, as: UTF8.self)
    }
  }
}
