import Text

/// Reads two files line by line: a line of the first is a text, the same line of the second its
/// target (Moses, Europarl, OPUS).
///
/// Lines that are empty in both are no documents; a line that is empty in one of them is rejected.
final class AlignedTextReader: DocumentReader {
  private let lines: LineReader
  private let targets: LineReader

  /// - Throws: `unrecognizedFormat` if the files have not the same number of lines,
  ///   `unreadableFile`.
  init(
    _ lines: LineReader, target: String, settings: ReadingSettings, file: String?
  ) throws(TextInputError) {
    self.lines = lines
    targets = try Self.lines(of: target, settings)
    // Pairs that are a line apart are worse than none, so the files are counted before.
    guard let file else {
      throw .invalidSetting("\(lines.name): a target file goes with a file, not with a stream")
    }
    let count = try Self.count(try Self.lines(of: file, settings))
    let targetCount = try Self.count(try Self.lines(of: target, settings))
    guard count == targetCount else {
      throw .unrecognizedFormat(
        .init(file: file),
        reason: "\(count) lines, but \(target) has \(targetCount); the lines have to pair up")
    }
  }

  private static func lines(
    of path: String, _ settings: ReadingSettings
  ) throws(TextInputError) -> LineReader {
    try DecodedInput(
      FileStream(path: path), encoding: settings.encoding,
      maximumLineBytes: settings.maximumRecordBytes
    ).lines
  }

  private static func count(_ lines: LineReader) throws(TextInputError) -> Int {
    var count = 0
    while try lines.advance() { count += 1 }
    return count
  }

  var layout: String { "plain text, with a target for each line in \(targets.name)" }

  /// The digest is of both files.
  var position: LineReader.Position {
    var position = lines.position
    if position.line == 0 { return position }
    var hash = WordHash(position.digest)
    hash.combine(Int(truncatingIfNeeded: targets.position.digest))
    position.digest = hash.state
    return position
  }

  /// The files were counted together, so what is added to one of them later has no pair.
  var endsClean: Bool { false }

  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    while self.position.byte < position.byte {
      guard try lines.advance(), try targets.advance() else { return false }
    }
    return self.position == position
  }

  func next() throws(TextInputError) -> InputRecord? {
    while try lines.advance() {
      let line = lines.lineNumber
      guard try targets.advance() else {
        return .rejected(line: line, reason: "\(targets.name) has no such line any more")
      }
      if let reason = lines.rejection { return .rejected(line: line, reason: reason) }
      if let reason = targets.rejection {
        return .rejected(line: line, reason: "\(targets.name): \(reason)")
      }
      let (text, target) = (lines.text ?? "", targets.text ?? "")
      let isEmpty = (FormatRecognition.isBlank(text), FormatRecognition.isBlank(target))
      switch isEmpty {
      case (true, true): continue
      case (false, false):
        return .document(Document(text: text, target: target), line: line)
      case (true, false): return .rejected(line: line, reason: "the text is empty")
      case (false, true): return .rejected(line: line, reason: "the target is empty")
      }
    }
    return nil
  }
}
