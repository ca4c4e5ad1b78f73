import Text

/// Reads one record a line, in the shapes of ``JSONRecord``.
final class JSONLinesReader: DocumentReader {
  private let lines: LineReader
  private let textField: String
  private var record: JSONRecord
  private(set) var endsClean = false
  private var hasRecords = false

  init(_ lines: LineReader, settings: ReadingSettings) {
    self.lines = lines
    textField = settings.fields.text
    record = JSONRecord(settings: settings)
  }

  var layout: String { "JSON lines, text in '\(textField)'" }

  var position: LineReader.Position { lines.position }

  var absentFields: Set<String> { hasRecords ? record.absentFields : [] }

  func skip(to position: LineReader.Position) throws(TextInputError) -> Bool {
    try lines.skip(to: position)
  }

  func next() throws(TextInputError) -> InputRecord? {
    while try lines.advance() {
      endsClean = lines.isTerminated
      if lines.isBlank, !lines.isTooLong { continue }
      let lineNumber = lines.lineNumber
      if let reason = lines.rejection { return .rejected(line: lineNumber, reason: reason) }
      guard let text = lines.text else { continue }
      do throws(RecordProblem) {
        let document = try record.document(of: text)
        hasRecords = true
        return .document(document, line: lineNumber)
      } catch {
        return .rejected(line: lineNumber, error)
      }
    }
    return nil
  }
}
