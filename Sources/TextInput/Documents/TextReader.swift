import Text

/// Reads plain text: each line, each block of lines or the whole is a document.
///
/// Empty lines are no documents. A record with ill-formed UTF-8 or a NUL is rejected, and so is one
/// that is longer than the limit of the line reader.
final class TextReader: DocumentReader {
  private let lines: LineReader
  private let unit: DocumentUnit
  private let limit: Int
  private let unescapes: Bool
  private(set) var endsClean = false

  init(_ lines: LineReader, settings: ReadingSettings) {
    self.lines = lines
    unit = settings.documents ?? .line
    limit = settings.maximumRecordBytes
    unescapes = settings.unescapes
  }

  var layout: String {
    "plain text, a \(unit.rawValue) a document" + (unescapes ? ", with escapes" : "")
  }

  var position: LineReader.Position { lines.position }

  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    try lines.skip(to: position)
  }

  func next() throws(TextInputError) -> InputRecord? {
    while try lines.advance() {
      endsClean = lines.isTerminated && unit == .line
      if lines.isBlank, !lines.isTooLong, unit != .file {
        endsClean = lines.isTerminated
        continue
      }
      return unit == .line ? lineRecord() : try blockRecord()
    }
    return nil
  }

  private func lineRecord() -> InputRecord {
    let lineNumber = lines.lineNumber
    // The text is made once: `rejection` checks UTF-8 again, and only where something is wrong.
    if !lines.isTooLong, !lines.hasNUL, let text = lines.text {
      return unescapes
        ? unescaped(text, line: lineNumber) : .document(Document(text: text), line: lineNumber)
    }
    return .rejected(line: lineNumber, reason: lines.rejection ?? "not well-formed UTF-8")
  }

  private func unescaped(_ text: String, line: Int) -> InputRecord {
    guard let text = LineEscapes.unescape(text) else {
      return .rejected(line: line, reason: RecordProblem.unknownEscape.reason)
    }
    if text.allSatisfy(\.isWhitespace) {
      return .rejected(line: line, reason: "nothing but white space")
    }
    return .document(Document(text: text), line: line)
  }

  /// The lines from the current one to an empty one, or to the end.
  private func blockRecord() throws(TextInputError) -> InputRecord {
    let start = lines.lineNumber
    var text = ""
    var problem: (line: Int, reason: String)?
    repeat {
      if unit != .file, lines.isBlank, !lines.isTooLong {
        endsClean = lines.isTerminated
        break
      }
      if problem != nil { continue }
      if let reason = lines.rejection {
        problem = (lines.lineNumber, reason)
      } else if let line = lines.text {
        if lines.lineNumber > start { text += "\n" }
        text += line
        if text.utf8.count > limit {
          problem = (start, "a document of more than \(limit) bytes")
        }
      }
      if problem != nil { text = "" }
    } while try lines.advance()
    if let problem { return .rejected(line: problem.line, reason: problem.reason) }
    if FormatRecognition.isBlank(text) {
      return .rejected(line: start, reason: "nothing but white space")
    }
    return unescapes
      ? unescaped(text, line: start) : .document(Document(text: text), line: start)
  }
}

extension LineReader {
  /// Why the current line cannot be used in a document, or `nil` if it can.
  package var rejection: String? {
    if isTooLong { return "a line of more than \(maximumLineBytes) bytes; divide it" }
    return withBytes { bytes in
      if let offset = bytes.firstIndex(of: 0) { return "a NUL byte at byte \(offset + 1)" }
      guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
      guard let likelyEncoding else { return "not well-formed UTF-8" }
      // Single letters beyond ASCII do not tell the alphabets of Europe apart.
      let isClose = likelyEncoding.hasPrefix("ISO-8859-") && likelyEncoding != "ISO-8859-1"
      return "not well-formed UTF-8; --encoding \(likelyEncoding)\(isClose ? " or latin1" : "") "
        + "would read it"
    }
  }
}
