import Text

/// Reads a document a line with its classes in front: `__label__sports __label__uk The text`, as
/// fastText has it. With an empty prefix the first word of a line is its class.
final class LabelledLineReader: DocumentReader {
  private let lines: LineReader
  private let prefix: String
  private(set) var endsClean = false

  init(_ lines: LineReader, prefix: String) {
    self.lines = lines
    self.prefix = prefix
  }

  var layout: String {
    prefix.isEmpty ? "lines, the first word is the class" : "lines, classes start with '\(prefix)'"
  }

  var position: LineReader.Position { lines.position }

  func skip(to place: LineReader.Position) throws(CorporaError) -> Bool {
    try lines.skip(to: place)
  }

  func next() throws(CorporaError) -> InputRecord? {
    while try lines.advance() {
      endsClean = lines.isTerminated
      if lines.isBlank, !lines.isTooLong { continue }
      let number = lines.lineNumber
      if let reason = lines.rejection { return .rejected(line: number, reason: reason) }
      guard let line = lines.text else { continue }
      var document = Document(text: "")
      var rest = line[...]
      repeat {
        let word = rest.prefix { $0 != " " && $0 != "\t" }
        guard word.hasPrefix(prefix), !word.isEmpty else { break }
        if word.utf8.count == prefix.utf8.count {
          return .rejected(line: number, reason: "an empty label")
        }
        document.labels.append(String(word.dropFirst(prefix.count)))
        rest = rest[word.endIndex...].drop { $0 == " " || $0 == "\t" }
      } while !prefix.isEmpty
      if document.labels.isEmpty {
        return .rejected(line: number, reason: "no label in front")
      }
      if FormatRecognition.isBlank(String(rest)) {
        return .rejected(line: number, reason: "the text is empty")
      }
      document.text = String(rest)
      return .document(document, line: number)
    }
    return nil
  }
}
