import Text

/// A record of an input: a document, and what of it could not be used.
public struct InputRecord: Sendable, Hashable {
  /// A part of an input that is set aside.
  public struct Rejection: Sendable, Hashable {
    /// Counted from 1.
    public var line: Int
    /// What is wrong with it.
    public var reason: String
    /// Whether the input itself says that it is not to be used; a strict run passes over it, too.
    public var isIntended: Bool

    /// Sets every property.
    public init(line: Int, reason: String, isIntended: Bool = false) {
      self.line = line
      self.reason = reason
      self.isIntended = isIntended
    }
  }

  /// The document; `nil` if nothing of the record can be used.
  public var document: Document?
  /// The line on which it starts, from 1.
  public var line: Int
  /// What of the record could not be used.
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

  /// Behind the last record: a reader of the same stream that starts here gives the ones
  /// that follow it.
  var position: LineReader.Position { get }

  /// Passes over what lies before a position.
  ///
  /// - Returns: whether the stream has the same bytes before it as the one that the position is of.
  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool

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
  /// A reader for a file, or for a folder of texts.
  ///
  /// - Throws: as ``reader(of:settings:file:)``.
  public static func reader(
    ofFile path: String, settings: ReadingSettings
  ) throws(TextInputError) -> any DocumentReader {
    if settings.format == .wav {
      return RecordingReader(try RecordingReferences(path: path, settings: settings))
    }
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
    if settings.format == .wav {
      return RecordingReader(
        try RecordingReferences(list: stream, file: file, settings: settings))
    }
    if settings.format == .midi { return MelodyReader(stream) }
    let input = try DecodedInput(
      stream, encoding: settings.encoding, maximumLineBytes: settings.maximumRecordBytes)
    let (lines, reader) = (input.sample, input.lines)
    if input.isEmpty {
      throw .nothingUsable(.init(file: stream.name), reason: "it is empty")
    }
    if settings.format == nil, let reason = input.foreignReason {
      throw .unrecognizedFormat(.init(file: stream.name), reason: reason)
    }
    let format =
      settings.format
      ?? (settings.member == nil
        ? FormatRecognition.format(of: lines, name: stream.name) : .json)
    if settings.unescapes, ![.text, .tsv, .fasttext].contains(format) {
      throw .invalidSetting(
        "\(stream.name): escapes are of text, tsv and fasttext, not of \(format.rawValue); read it without"
      )
    }
    if settings.targetFile != nil, format != .text || settings.documents ?? .line != .line {
      throw .invalidSetting(
        "\(stream.name): a target file goes with plain text, a sentence on each line")
    }
    switch format {
    case .json: return try JSONArrayReader(input.stream, settings: settings)
    case .text:
      if let target = settings.targetFile {
        return try AlignedTextReader(reader, target: target, settings: settings, file: file)
      }
      return TextReader(reader, settings: settings)
    case .tmx: return try TranslationMemoryReader(input.stream, settings: settings)
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
    case .brat, .directory, .wav, .midi:
      throw .unrecognizedFormat(
        .init(file: stream.name), reason: "this format is a folder; name the folder")
    }
  }
}
