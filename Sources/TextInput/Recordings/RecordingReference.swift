/// A file of sound as a folder or a list names it.
public struct RecordingReference: Sendable, Hashable {
  /// The path as it is named, within the folder or the list.
  public var name: String
  /// Where the file is.
  public var path: String
  /// The class of the sound.
  public var label: String?
  /// What is spoken.
  public var text: String?
  /// Who speaks: as the list says, or the file's name up to its first underscore. Where that is the
  /// label, as in `dog/dog_12.wav`, it is the whole name.
  public var speaker: String
  /// Where it stands in the list, or its number in the folder, from 1.
  public var line: Int

  init(
    name: String, folder: String, label: String? = nil, text: String? = nil,
    speaker: String? = nil, line: Int
  ) {
    self.name = name
    path = name.hasPrefix("/") ? name : folder + name
    self.label = label
    self.text = text
    let start = Self.nameStart(name)
    self.speaker =
      speaker ?? ([label, text].contains(start) ? Self.fileName(name) : start)
    self.line = line
  }

  static func fileName(_ name: String) -> String {
    String(name.split(separator: "/").last ?? "")
  }

  /// The name of a file up to its first underscore, or all of it.
  static func nameStart(_ name: String) -> String {
    String(fileName(name).prefix { $0 != "_" })
  }
}

/// Reads what a folder or a list says of recordings; the recordings are not opened.
///
/// In a folder, the folders are labels. A list is a table or JSON lines: with names, `path`,
/// `text`, `label` and `speaker`; a table without names has a path, a label or text, and perhaps
/// the speaker on each line. Paths are relative to the list.
public final class RecordingReferences {
  /// What was recognised, in words.
  public let layout: String
  private let folder: String
  private let source: Source

  private enum Source {
    case files
    case table(SeparatedRecords, [Column?])
    case objects(LineReader)
  }

  private enum Column: String, CaseIterable {
    case path, text, label, speaker
  }

  /// The files of a folder, and the number of the last that was given.
  private var files: IndexingIterator<[String]>
  private var number = 0
  /// Whether the names of a folder's files start with those of speakers.
  private let namesSpeakers: Bool

  /// The ends of the names of files of sound.
  private static let endings = [".wav", ".aif", ".aiff", ".aifc"]

  /// Opens a folder or a list.
  ///
  /// - Throws: ``TextInputError`` if it can't be read.
  public convenience init(path: String, settings: ReadingSettings = .init()) throws(TextInputError)
  {
    if FileStatus(path: path)?.isDirectory == true {
      try self.init(folder: path)
    } else {
      try self.init(list: FileStream(path: path), file: path, settings: settings)
    }
  }

  init(folder path: String) throws(TextInputError) {
    let found = try FolderReader.files(in: path).filter { file in
      file.contains("/") && Self.endings.contains { file.lowercased().hasSuffix($0) }
    }
    folder = path.hasSuffix("/") ? path : path + "/"
    files = found.makeIterator()
    source = .files
    namesSpeakers = Self.namesSpeakers(found)
    layout = "folders as labels, \(found.count) recordings"
  }

  /// - Parameter file: the path of the list, if it is a file.
  init(
    list stream: any ByteStream, file: String?, settings: ReadingSettings
  ) throws(TextInputError) {
    folder = file.flatMap { path in path.lastIndex(of: "/").map { String(path[...$0]) } } ?? ""
    files = [String]().makeIterator()
    namesSpeakers = true
    let input = try DecodedInput(
      stream, encoding: settings.encoding, maximumLineBytes: settings.maximumRecordBytes)
    let sample = input.sample
    let format = FormatRecognition.format(of: sample, name: stream.name)
    if format == .jsonl {
      source = .objects(input.lines)
      layout = "JSON lines of recordings"
      return
    }
    func table(hasNames: Bool, isHeader: ([String]) -> Bool) -> TableLayout {
      TableLayout(
        recognizing: sample, format: format == .csv ? .csv : .tsv, separator: settings.separator,
        hasNames: hasNames, isHeader: isHeader)
    }
    func columns(_ names: [String]) -> [Column?] {
      names.map { Column(rawValue: $0.trimmingBlanks().lowercased()) }
    }
    let named = table(hasNames: true) { columns($0).contains(.path) }
    var roles = columns(named.first)
    var layout = named
    if !roles.contains(.path) {
      layout = table(hasNames: false) { (2...3).contains($0.count) }
      roles = [.path, .text, .speaker]
    }
    source = .table(
      SeparatedRecords(input.lines, layout: layout, limit: settings.maximumRecordBytes), roles)
    self.layout = "\(layout.name) of recordings"
  }

  /// Where all names of each label start alike, and those of no two labels do, they start with the
  /// label, by whatever name: so do `seven/7_jackson_0.wav` and `eight/8_lucas_0.wav`.
  private static func namesSpeakers(_ files: [String]) -> Bool {
    var starts: [Substring: Set<String>] = [:]
    for file in files {
      starts[file.prefix { $0 != "/" }, default: []].insert(RecordingReference.nameStart(file))
    }
    let all = starts.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    return starts.count < 2 || files.count == all.count || all.count != starts.count
      || starts.values.contains { $0.count > 1 }
  }

  /// The next recording; `nil` at the end.
  ///
  /// - Throws: ``TextInputError`` if the list can't be read on.
  public func next() throws(TextInputError) -> Result<RecordingReference, RecordingProblem>? {
    switch source {
    case .files:
      guard let file = files.next() else { return nil }
      number += 1
      return .success(
        RecordingReference(
          name: file, folder: folder, label: String(file.prefix { $0 != "/" }),
          speaker: namesSpeakers ? nil : RecordingReference.fileName(file), line: number))
    case .table(let records, let columns):
      guard let (line, result) = try records.next() else { return nil }
      switch result {
      case .failure(let problem): return .failure(.init(line: line, reason: problem.reason))
      case .success(let fields): return reference(fields, columns, line)
      }
    case .objects(let lines):
      while try lines.advance() {
        if lines.isBlank, !lines.isTooLong { continue }
        let line = lines.lineNumber
        if let reason = lines.rejection { return .failure(.init(line: line, reason: reason)) }
        guard let text = lines.text else { continue }
        return reference(text, line)
      }
      return nil
    }
  }

  private func reference(
    _ fields: [String], _ columns: [Column?], _ line: Int
  ) -> Result<RecordingReference, RecordingProblem> {
    guard fields.count == columns.count || columns.count == 3 && fields.count == 2 else {
      let count = "\(fields.count) column\(fields.count == 1 ? "" : "s")"
      return .failure(.init(line: line, reason: "\(count) instead of \(columns.count)"))
    }
    var values: [Column: String] = [:]
    for case (let column?, let field) in zip(columns, fields) where !field.isEmpty {
      values[column] = field
    }
    return reference(values, line)
  }

  private func reference(
    _ line: String, _ number: Int
  ) -> Result<RecordingReference, RecordingProblem> {
    do {
      let object = try JSONObject(parsing: line)
      var values: [Column: String] = [:]
      for column in Column.allCases {
        switch object[column.rawValue] {
        case .string(let text)?: values[column] = text
        case .number(let digits)?: values[column] = digits
        default: break
        }
      }
      return reference(values, number)
    } catch {
      return .failure(.init(line: number, reason: "\(error)"))
    }
  }

  private func reference(
    _ values: [Column: String], _ line: Int
  ) -> Result<RecordingReference, RecordingProblem> {
    func value(_ column: Column) -> String? {
      values[column].flatMap { FormatRecognition.isBlank($0) ? nil : $0 }
    }
    guard let path = value(.path) else {
      return .failure(.init(line: line, reason: "no path of a file"))
    }
    guard value(.text) != nil || value(.label) != nil else {
      return .failure(.init(line: line, reason: "no label and no text of what is spoken"))
    }
    if values.values.contains(where: { $0.utf8.contains(0) }) {
      return .failure(.init(line: line, reason: "a NUL in a field"))
    }
    return .success(
      RecordingReference(
        name: path, folder: folder, label: value(.label), text: value(.text),
        speaker: value(.speaker), line: line))
  }
}

/// Why a line of a list names no recording.
public struct RecordingProblem: Error, Sendable, Hashable {
  /// From 1.
  public var line: Int
  /// What is wrong with it.
  public var reason: String
}
