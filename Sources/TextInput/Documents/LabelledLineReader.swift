import Text

/// Reads a document a line with its classes in front: `__label__sports __label__uk The text`, as
/// fastText has it. With an empty prefix the first word of a line is its class.
final class LabelledLineReader: DocumentReader {
  private let lines: LineReader
  private let prefix: String
  private let unescapes: Bool
  private(set) var endsClean = false

  init(_ lines: LineReader, settings: ReadingSettings) {
    self.lines = lines
    prefix = settings.labelPrefix
    unescapes = settings.unescapes
  }

  var layout: String {
    (prefix.isEmpty
      ? "lines, the first word is the class" : "lines, classes start with '\(prefix)'")
      + (unescapes ? ", with escapes" : "")
  }

  var position: LineReader.Position { lines.position }

  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    try lines.skip(to: position)
  }

  func next() throws(TextInputError) -> InputRecord? {
    while try lines.advance() {
      endsClean = lines.isTerminated
      if lines.isBlank, !lines.isTooLong { continue }
      let lineNumber = lines.lineNumber
      if let reason = lines.rejection { return .rejected(line: lineNumber, reason: reason) }
      guard let line = lines.text else { continue }
      do throws(RecordProblem) {
        return .document(try document(of: line), line: lineNumber)
      } catch {
        return .rejected(line: lineNumber, reason: error.reason)
      }
    }
    return nil
  }

  /// Bytes decide what a word is: a mark that combines with the space in front of it makes no part
  /// of it.
  private func document(of line: String) throws(RecordProblem) -> Document {
    var document = Document(text: "")
    var rest = line.utf8[...]
    repeat {
      let word = rest.prefix { $0 != 0x20 && $0 != 0x09 }
      guard word.starts(with: prefix.utf8), !word.isEmpty else { break }
      let label = try plain(Substring(word.dropFirst(prefix.utf8.count)))
      if label.isEmpty { throw RecordProblem("an empty label") }
      document.labels.append(label)
      rest = rest[word.endIndex...].drop { $0 == 0x20 || $0 == 0x09 }
    } while !prefix.isEmpty
    if document.labels.isEmpty { throw RecordProblem("no label in front") }
    document.text = try plain(Substring(rest))
    if FormatRecognition.isBlank(document.text) { throw RecordProblem("the text is empty") }
    document.settleAnnotations()
    return document
  }

  private func plain(_ text: Substring) throws(RecordProblem) -> String {
    guard unescapes else { return String(text) }
    guard let plain = LineEscapes.unescape(text) else { throw .unknownEscape }
    return plain
  }
}
